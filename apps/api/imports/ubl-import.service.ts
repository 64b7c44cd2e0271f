/** `POST /v1/imports/ubl`: files are read outside the transaction, written inside one, each row on its own savepoint. */
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { isRefused, type Refused } from '#casebook/actor.js';
import type { Casebook } from '#casebook/casebook.js';
import { creditNoteNumber, recordCreditNote } from '#casebook/commands/credit-note.js';
import { registerInvoiceIn, registrationRefusal } from '#casebook/commands/register-invoice.js';
import { toPublicId } from '#contracts/ids.js';
import { findInvoiceIdByNumber } from '#database/queries/invoice-views.js';
import { insertDoneJob } from '#database/queries/job-writes.js';
import { findJobView } from '#database/queries/work-views.js';
import { creditorOf } from '#database/repositories/messages.repository.js';
import { findCreditedBy } from '#database/repositories/credit-notes.repository.js';
import type { Tx } from '#database/tx.js';
import type { Finding } from '#importers/finding.js';
import { importUbl } from '#importers/ubl/import-ubl.js';
import type { ImportFile, UblCreditNote, UblInvoice, UblResult } from '#importers/ubl/ubl-result.js';
import { actorOf } from '../http/case-commands.js';
import type { Answer, Commands } from '../http/commands.js';
import type { Exchange } from '../http/exchange.js';
import { Problem } from '../http/problems.js';
import { presentJob } from '../jobs/jobs.schema.js';
import type { ImportResult, ImportRow } from './imports.schema.js';
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

/** Thrown to end a dry run: the transaction that did everything is rolled back. */
class DryRunDone extends Error {
  constructor(readonly result: ImportResult) {
    super('dry run');
  }
}

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
export class UblImports {
  constructor(
    private readonly commands: Commands,
    private readonly casebook: Casebook,
  ) {}

  /** Reads and writes the files of one request. */
  async run(exchange: Exchange, files: readonly ImportFile[], order: ImportOrder): Promise<unknown> {
    if (files.length === 0) throw new Problem('invalid-upload', 'The upload has no part named file.');
    const read: UblResult[] = [];
    for (const file of files) read.push(await importUbl(file));
    const hashes = files.map(({ name, bytes }) => `${name}:${createHash('sha256').update(bytes).digest('hex')}`);
    const fingerprint = [order.testClockId ?? '', ...hashes].join('\n');
    try {
      return await this.commands.run(exchange, (tx) => this.write(tx, exchange, { ...order, read }), { fingerprint });
    } catch (error) {
      if (!(error instanceof DryRunDone)) throw error;
      exchange.response.status(202);
      return dryRunAnswer(error.result);
    }
  }

  private async write(tx: Tx, exchange: Exchange, order: ImportOrder & { readonly read: readonly UblResult[] }): Promise<Answer<unknown>> {
    const rows: ImportRow[] = [];
    const creditor = creditorParty.parse((await creditorOf(tx)).creditor);
    for (const document of order.read) rows.push(await this.row({ tx, exchange, creditor, testClockId: order.testClockId }, document));
    const result: ImportResult = { dryRun: order.dryRun, counts: countsOf(rows), rows };
    if (order.dryRun) throw new DryRunDone(result);
    const jobId = uuidv7();
    await insertDoneJob(tx, { id: jobId, kind: importKind, total: rows.length, result });
    const view = await findJobView(tx, jobId);
    if (!view) throw new Error('the job vanished within its own transaction');
    const body = presentJob(view);
    return { status: 202, body, headers: { Location: `/v1/imports/${body.id}` } };
  }

  /** A row that is refused leaves nothing behind, and the rows around it stand. */
  private async row(at: ImportPlace, document: UblResult): Promise<ImportRow> {
    const { tx } = at;
    if (document.kind === 'error') return refusedRow(document.file, null, document.findings);
    await tx.query('savepoint row');
    const work = document.kind === 'invoice' ? this.invoice(at, document.invoice) : this.creditNote(at, document.creditNote);
    const done = await work.catch((error: unknown) => {
      const refused = document.kind === 'invoice' ? registrationRefusal(error, document.invoice) : null;
      if (refused) return refused;
      throw error;
    });
    const { number, supplier } = document.kind === 'invoice' ? document.invoice : document.creditNote;
    const stranger = supplierFinding(at.creditor, supplier, document.kind === 'invoice' ? document.invoice.accounts : []);
    if ('refused' in done || done.result === 'refused') await tx.query('rollback to savepoint row');
    await tx.query('release savepoint row');
    if ('refused' in done) return refusedRow(document.file, number, [findingOf(done)]);
    return {
      ...done,
      file: document.file,
      number,
      findings: [...document.warnings, ...(stranger && done.result !== 'unchanged' ? [stranger] : []), ...done.findings],
    };
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

function dryRunAnswer(result: ImportResult): Record<string, unknown> {
  const now = new Date().toISOString();
  const { files } = result.counts;
  const progress = { status: 'done', done: files, total: files, percent: 100, error: null };
  return { object: 'job', id: null, kind: importKind, ...progress, result, createdAt: now, updatedAt: now };
}
