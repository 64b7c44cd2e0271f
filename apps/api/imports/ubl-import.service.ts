/**
 * `POST /v1/imports/ubl`: files are read first, then written one after another, each document in a transaction of its own. So an import holds
 * the debtor of the document it is at and no other, and two imports can never wait for each other. A document is booked once by its number:
 * an import that broke off is sent again, and what was booked is unchanged.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { isRefused, type Refused } from '#casebook/actor.js';
import { Casebook } from '#casebook/casebook.js';
import { creditNoteNumber, recordCreditNote } from '#casebook/commands/credit-note.js';
import { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import { toPublicId } from '#contracts/ids.js';
import { violatedConstraint } from '#database/database.js';
import { findInvoiceIdByNumber } from '#database/queries/invoice-views.js';
import { insertDoneJob } from '#database/queries/job-writes.js';
import { findJobView } from '#database/queries/job-views.js';
import { creditorOf } from '#database/repositories/messages.repository.js';
import { findCreditedBy } from '#database/repositories/credit-notes.repository.js';
import type { Tx } from '#database/tx.js';
import type { Finding } from '#importers/finding.js';
import { importUbl } from '#importers/ubl/import-ubl.js';
import type { ImportFile, UblCreditNote, UblInvoice, UblResult } from '#importers/ubl/ubl-result.js';
import { actorOf } from '../http/case-commands.js';
import { type Answer, Commands } from '../http/commands.js';
import { callerOf, type Exchange } from '../http/exchange.js';
import { Problem } from '../http/problems.js';
import { groupsOf } from './import-groups.js';
import { type ImportAnswer, type ImportResult, type ImportRow, presentImport } from './imports.schema.js';
import { ublInputOf } from './ubl-input.js';
import { type CreditorParty, creditorParty, supplierFinding } from './ubl-supplier.js';

/** Job kind of an import. */
const importKind = 'import.ubl';

/** How a request wants its files imported. */
interface ImportOrder {
  readonly dryRun: boolean;
  /** UUID of the test clock that new debtors and invoices live on. */
  readonly testClockId: string | null;
}

/** Where a row is written. */
interface ImportPlace {
  readonly tx: Tx;
  readonly creditor: CreditorParty;
  readonly exchange: Exchange;
  readonly testClockId: string | null;
}

/** Thrown to end the transaction of a dry run: what it did is rolled back. */
class DryRunDone extends Error {
  constructor(readonly rows: readonly ImportRow[]) {
    super('dry run');
  }
}

/** What another import, or a request, has just written: looked up again, it is known. */
const races: ReadonlySet<string | null> = new Set(['debtor_tenant_id_external_id_key', 'invoice_tenant_id_number_key']);

const refusedRow = (file: string, number: string | null, findings: readonly Finding[]): ImportRow => ({
  file,
  result: 'refused',
  number,
  invoice: null,
  findings: [...findings],
});

const findingOf = (refused: Refused): Finding => ({
  code: refused.code,
  field: refused.argument === '' ? null : refused.argument,
  line: null,
  detail: refused.detail,
  hint: 'Correct it in the source system and export again.',
});

/** Imports UBL files. */
@Injectable()
export class UblImports {
  constructor(
    private readonly commands: Commands,
    private readonly casebook: Casebook,
  ) {}

  /** Reads and writes the files of one request. */
  async run(exchange: Exchange, files: readonly ImportFile[], order: ImportOrder): Promise<ImportAnswer> {
    if (files.length === 0) throw new Problem('invalid-upload', 'The upload has no part named file.');
    const read: UblResult[] = [];
    for (const file of files) read.push(await importUbl(file));
    const hashes = files.map(({ name, bytes }) => `${name}:${createHash('sha256').update(bytes).digest('hex')}`);
    const fingerprint = [order.testClockId ?? '', ...hashes].join('\n');
    if (order.dryRun) return this.dryRun(exchange, read, order);
    const parts = (): Promise<ImportRow[]> => this.write(exchange, read, order);
    return this.commands.runInParts(
      exchange,
      { parts, work: (tx, rows) => keep(tx, { dryRun: false, counts: countsOf(rows), rows }) },
      { fingerprint },
    );
  }

  private async write(exchange: Exchange, documents: readonly UblResult[], { testClockId }: ImportOrder): Promise<ImportRow[]> {
    const creditor = await this.creditor(exchange);
    const rows: ImportRow[] = [];
    for (const document of documents)
      rows.push(await this.ofTenant(exchange, (tx) => this.row({ tx, exchange, creditor, testClockId }, document)));
    return rows;
  }

  /** What hangs together is tried in one transaction, so a debtor is held for as long as his own documents take. */
  private async dryRun(exchange: Exchange, documents: readonly UblResult[], { testClockId }: ImportOrder): Promise<ImportAnswer> {
    const creditor = await this.creditor(exchange);
    const rows = new Map<UblResult, ImportRow>();
    for (const group of groupsOf(documents)) {
      const tried = await this.ofTenant(exchange, async (tx) => {
        const done: ImportRow[] = [];
        for (const document of group) done.push(await this.row({ tx, exchange, creditor, testClockId }, document));
        throw new DryRunDone(done);
      }).catch((error: unknown) => {
        if (error instanceof DryRunDone) return error.rows;
        throw error;
      });
      group.forEach((document, index) => {
        const row = tried[index];
        if (row) rows.set(document, row);
      });
    }
    exchange.response.status(202);
    return dryRunAnswer(documents.flatMap((document) => rows.get(document) ?? []));
  }

  private ofTenant<T>(exchange: Exchange, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.casebook.db.ofTenant(callerOf(exchange).tenantId, work);
  }

  private async creditor(exchange: Exchange): Promise<CreditorParty> {
    return creditorParty.parse((await this.ofTenant(exchange, creditorOf)).creditor);
  }

  /** A row that is refused leaves nothing behind; one that lost a race to another request is tried again, and finds what won. */
  private async row(at: ImportPlace, document: UblResult): Promise<ImportRow> {
    if (document.kind === 'error') return refusedRow(document.file, null, document.findings);
    const { tx } = at;
    await tx.query('savepoint row');
    const done = await this.book(at, document).catch(async (error: unknown) => {
      if (!races.has(violatedConstraint(error))) throw error;
      await tx.query('rollback to savepoint row');
      return this.book(at, document);
    });
    if ('refused' in done || done.result === 'refused') await tx.query('rollback to savepoint row');
    const { number, supplier } = document.kind === 'invoice' ? document.invoice : document.creditNote;
    if ('refused' in done) return refusedRow(document.file, number, [findingOf(done)]);
    const stranger = supplierFinding(at.creditor, supplier, document.kind === 'invoice' ? document.invoice.accounts : []);
    const findings = [...document.warnings, ...(stranger && done.result !== 'unchanged' ? [stranger] : []), ...done.findings];
    return { ...done, file: document.file, number, findings };
  }

  private async book(
    at: ImportPlace,
    document: Exclude<UblResult, { kind: 'error' }>,
  ): Promise<Refused | Omit<ImportRow, 'file' | 'number'>> {
    return document.kind === 'invoice' ? this.invoice(at, document.invoice) : this.creditNote(at, document.creditNote);
  }

  private async invoice(at: ImportPlace, document: UblInvoice): Promise<Refused | Omit<ImportRow, 'file' | 'number'>> {
    const { tx, exchange, testClockId } = at;
    const known = await findInvoiceIdByNumber(tx, document.number);
    if (known !== null) return { result: 'unchanged', invoice: toPublicId('invoice', known), findings: [] };
    const order = ublInputOf(document, testClockId);
    if (!('input' in order)) return { result: 'refused', invoice: null, findings: [...order.findings] };
    const registered = await registerInvoiceIn(this.casebook, { tx, actor: actorOf(exchange) }, order.input);
    if (isRefused(registered)) return registered;
    return { result: 'created', invoice: toPublicId('invoice', registered.invoiceId), findings: [...order.findings] };
  }

  private async creditNote({ tx, exchange }: ImportPlace, document: UblCreditNote): Promise<Refused | Omit<ImportRow, 'file' | 'number'>> {
    const found = await findCredited(tx, document);
    if (!found) {
      const detail =
        document.creditedInvoices.length === 0
          ? 'the credit note names no invoice'
          : `none of its invoices is known: ${document.creditedInvoices.join(', ')}`;
      const hint = 'Import the invoice first, or record the credit note at the invoice by hand.';
      return {
        result: 'refused',
        invoice: null,
        findings: [{ code: 'credited-invoice-unknown', field: 'BillingReference', line: null, detail, hint }],
      };
    }
    const open = await this.casebook.open(tx, actorOf(exchange), { debtorId: found.debtorId, invoiceId: found.invoiceId });
    if (!open) throw new Error('the debtor of an invoice vanished');
    // Asked under the lock: of two imports of one file at once the second finds it.
    const earlier = await findCreditedBy(tx, creditNoteNumber(document.number));
    const known = earlier !== null && document.creditedInvoices.includes(earlier.invoiceNumber);
    const note = { number: document.number, amount: document.amount, issuedOn: document.issueDate };
    const credited = known ? null : await recordCreditNote(open, found.invoiceId, note);
    await open.settle();
    if (known) return { result: 'unchanged', invoice: toPublicId('invoice', earlier.invoiceId), findings: [] };
    return credited && isRefused(credited)
      ? credited
      : { result: 'credited', invoice: toPublicId('invoice', found.invoiceId), findings: [] };
  }
}

async function findCredited(tx: Tx, document: UblCreditNote): Promise<{ invoiceId: string; debtorId: string } | null> {
  const row = await tx.one<{ id: string; debtor_id: string }>(
    'select id, debtor_id from invoice where tenant_id = $1 and number = any($2) and currency = $3 order by open desc limit 1',
    [tx.tenantId, document.creditedInvoices, document.currency],
  );
  return row && { invoiceId: row.id, debtorId: row.debtor_id };
}

function countsOf(rows: readonly ImportRow[]): ImportResult['counts'] {
  const of = (result: ImportRow['result']): number => rows.filter((row) => row.result === result).length;
  return { files: rows.length, created: of('created'), credited: of('credited'), unchanged: of('unchanged'), refused: of('refused') };
}

function dryRunAnswer(rows: readonly ImportRow[]): ImportAnswer {
  const now = new Date().toISOString();
  const result: ImportResult = { dryRun: true, counts: countsOf(rows), rows: [...rows] };
  const { files } = result.counts;
  const progress = { status: 'done', done: files, total: files, percent: 100, error: null, cancelRequestedAt: null } as const;
  return { object: 'job', id: null, kind: importKind, ...progress, result, createdAt: now, updatedAt: now };
}

/** The import as a job whose result is known, with its answer. */
async function keep(tx: Tx, result: ImportResult): Promise<Answer<ImportAnswer>> {
  const jobId = uuidv7();
  await insertDoneJob(tx, { id: jobId, kind: importKind, total: result.rows.length, result });
  const view = await findJobView(tx, jobId);
  if (!view) throw new Error('the job vanished within its own transaction');
  const body = presentImport(view);
  return { status: 202, body, headers: { Location: `/v1/imports/${body.id}` } };
}
