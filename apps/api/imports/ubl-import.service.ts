/**
 * `POST /v1/imports/ubl`: files are read and checked first. A few are written then and there, one after another, each document in a transaction
 * of its own; more than a few become a job that does the same in the worker. So an import holds the debtor of the document it is at and no
 * other, and two imports can never wait for each other. A document is booked once by its number: an import that broke off is sent again, and
 * what was booked is unchanged.
 */
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { isRefused } from '#casebook/actor.js';
import { Casebook } from '#casebook/casebook.js';
import { type ImportDocument, importDocument, type ImportRow } from '#casebook/commands/import-document.js';
import { countRows, orderImport } from '#casebook/commands/order-import.js';
import type { ConfigType } from '#config/config.module.js';
import { jobKinds } from '#contracts/jobs.js';
import { insertDoneJob } from '#database/queries/job-writes.js';
import { findJobView } from '#database/queries/job-views.js';
import { creditorOf } from '#database/repositories/creditors.repository.js';
import type { Tx } from '#database/tx.js';
import type { UblResult } from '#importers/ubl/ubl-result.js';
import { actorOf, refusalProblem } from '../http/case-commands.js';
import { type Answer, Commands } from '../http/commands.js';
import { callerOf, type Exchange } from '../http/exchange.js';
import { Problem } from '../http/problems.js';
import { groupsOf } from './import-groups.js';
import { importsConfig } from './imports.config.js';
import { type ImportAnswer, importResult, presentImport } from './imports.schema.js';
import { ublDocument } from './ubl-document.js';
import { type ReceivedFile, UblReader } from './ubl-reader.js';
import { creditorParty } from './ubl-supplier.js';

/** How a request wants its files imported. */
interface ImportOrder {
  readonly dryRun: boolean;
  /** UUID of the test clock that new debtors and invoices live on. */
  readonly testClockId: string | null;
}

/** Thrown to end the transaction of a dry run: what it did is rolled back. */
class DryRunDone extends Error {
  constructor(readonly rows: readonly ImportRow[]) {
    super('dry run');
  }
}

/** Imports UBL files. */
@Injectable()
export class UblImports {
  constructor(
    private readonly commands: Commands,
    private readonly casebook: Casebook,
    private readonly reader: UblReader,
    @Inject(importsConfig.KEY) private readonly config: ConfigType<typeof importsConfig>,
  ) {}

  /** Reads the files of one request and writes them, or orders that. */
  async run(exchange: Exchange, files: readonly ReceivedFile[], order: ImportOrder): Promise<ImportAnswer> {
    if (files.length === 0) throw new Problem('invalid-upload', 'The upload has no part named file.');
    const read = await this.reader.read(exchange, files);
    const creditor = creditorParty.parse((await this.ofTenant(exchange, creditorOf)).creditor);
    const documents = new Map(read.map((one) => [one.result, ublDocument(one, { creditor, testClockId: order.testClockId })]));
    if (order.dryRun) return this.dryRun(exchange, documents);
    const hashes = files.map(({ name, sha256 }) => `${name}:${sha256}`);
    const fingerprint = [order.testClockId ?? '', ...hashes].join('\n');
    const all = [...documents.values()];
    if (all.length > this.config.directFiles) return this.commands.run(exchange, (tx) => ordered(tx, exchange, all), { fingerprint });
    const parts = (): Promise<ImportRow[]> => this.write(exchange, all);
    return this.commands.runInParts(exchange, { parts, work: keep }, { fingerprint });
  }

  private async write(exchange: Exchange, documents: readonly ImportDocument[]): Promise<ImportRow[]> {
    const rows: ImportRow[] = [];
    for (const document of documents) rows.push(await this.ofTenant(exchange, (tx) => this.row(tx, exchange, document)));
    return rows;
  }

  /** What hangs together is tried in one transaction, so a debtor is held for as long as his own documents take. */
  private async dryRun(exchange: Exchange, documents: ReadonlyMap<UblResult, ImportDocument>): Promise<ImportAnswer> {
    const rows = new Map<UblResult, ImportRow>();
    for (const group of groupsOf([...documents.keys()])) {
      const tried = await this.ofTenant(exchange, async (tx) => {
        const done: ImportRow[] = [];
        for (const one of group) {
          const document = documents.get(one);
          if (document) done.push(await this.row(tx, exchange, document));
        }
        throw new DryRunDone(done);
      }).catch((error: unknown) => {
        if (error instanceof DryRunDone) return error.rows;
        throw error;
      });
      group.forEach((one, index) => {
        const row = tried[index];
        if (row) rows.set(one, row);
      });
    }
    exchange.response.status(202);
    return dryRunAnswer([...documents.keys()].flatMap((one) => rows.get(one) ?? []));
  }

  private row(tx: Tx, exchange: Exchange, document: ImportDocument): Promise<ImportRow> {
    return importDocument(this.casebook, { tx, actor: actorOf(exchange) }, document);
  }

  private ofTenant<T>(exchange: Exchange, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.casebook.db.ofTenant(callerOf(exchange).tenantId, work);
  }
}

function dryRunAnswer(rows: readonly ImportRow[]): ImportAnswer {
  const now = new Date().toISOString();
  const counts = countRows(rows);
  const result = importResult.parse({ dryRun: true, counts, rows });
  const progress = { status: 'done', done: counts.files, total: counts.files, percent: 100, error: null, cancelRequestedAt: null } as const;
  return { object: 'job', id: null, kind: jobKinds.ublImport, ...progress, result, createdAt: now, updatedAt: now };
}

/** The import as a job that is still to be done. */
async function ordered(tx: Tx, exchange: Exchange, documents: readonly ImportDocument[]): Promise<Answer<ImportAnswer>> {
  const job = await orderImport(tx, actorOf(exchange), documents);
  if (isRefused(job)) throw refusalProblem(job);
  return answerOf(tx, job.jobId);
}

/** The import as a job whose result is known, with its answer. */
async function keep(tx: Tx, rows: readonly ImportRow[]): Promise<Answer<ImportAnswer>> {
  const jobId = uuidv7();
  const result = { dryRun: false, counts: countRows(rows), rows };
  await insertDoneJob(tx, { id: jobId, kind: jobKinds.ublImport, total: rows.length, result });
  return answerOf(tx, jobId);
}

async function answerOf(tx: Tx, jobId: string): Promise<Answer<ImportAnswer>> {
  const view = await findJobView(tx, jobId);
  if (!view) throw new Error('the job vanished within its own transaction');
  const body = presentImport(view);
  return { status: 202, body, headers: { Location: `/v1/imports/${body.id}` } };
}
