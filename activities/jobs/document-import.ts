/** Writes the documents of an import one after another, each in a transaction of its own. */
import type { Casebook } from '#casebook/casebook.js';
import { importDocument, type ImportRow, refusedRow } from '#casebook/commands/import-document.js';
import { countRows, importActor, readImportDocument, readImportRow } from '#casebook/commands/order-import.js';
import { refusedData } from '#database/database.js';
import {
  deleteImportDocuments,
  importOutcomes,
  nextImportDocument,
  storeImportOutcome,
  type WaitingDocument,
} from '#database/repositories/import-documents.repository.js';
import { storeJobResult } from '#database/repositories/jobs.repository.js';
import type { Tx } from '#database/tx.js';
import type { JobInHand } from './job-in-hand.js';
import type { JobWork, Worked } from './job-turns.js';

/**
 * Does jobs of the kind `import.ubl`. A document, what became of it and how far the job is are one transaction: whoever takes the job over goes
 * on with the next. It holds the debtor of one document at a time, so two imports never wait for each other in a circle.
 */
export class DocumentImport implements JobWork {
  constructor(private readonly book: Casebook) {}

  async turn(job: JobInHand): Promise<Worked> {
    for (;;) {
      const waiting = await this.book.db.ofTenant(job.tenantId, (tx) => nextImportDocument(tx, job.id));
      if (!waiting) return this.ended(job);
      await this.write(job, waiting);
      if (job.turnIsOver) return 'more';
    }
  }

  /** What has been written stands, and the rows of that are the job's result. */
  async close(tx: Tx, { id }: { readonly id: string }): Promise<void> {
    await storeJobResult(tx, id, resultOf(await rowsOf(tx, id)));
    await deleteImportDocuments(tx, id);
  }

  private async ended(job: JobInHand): Promise<Worked> {
    const rows = await this.book.db.ofTenant(job.tenantId, (tx) => rowsOf(tx, job.id));
    return { result: resultOf(rows), also: (tx) => deleteImportDocuments(tx, job.id) };
  }

  private async write(job: JobInHand, waiting: WaitingDocument): Promise<void> {
    const document = readImportDocument(waiting.document);
    const actor = importActor(job.input, job.tenantId);
    const tell = (row: (tx: Tx) => Promise<ImportRow>): Promise<void> =>
      job.tell({ done: waiting.position, total: job.progress.total }, async (tx) => {
        await storeImportOutcome(tx, job.id, { position: waiting.position, outcome: await row(tx) });
      });
    try {
      await tell((tx) => importDocument(this.book, { tx, actor }, document));
    } catch (error) {
      if (refusedData(error) === null) throw error;
      // It would be refused again and again, and hold up the rest.
      await tell(async () => refusedRow(document, [notStorable]));
    }
  }
}

const notStorable = {
  code: 'not-storable',
  field: null,
  line: null,
  detail: 'the database cannot store what stands in it',
  hint: 'Correct it in the source system and export again.',
};

const resultOf = (rows: readonly ImportRow[]): object => ({ dryRun: false, counts: countRows(rows), rows });
const rowsOf = async (tx: Tx, jobId: string): Promise<ImportRow[]> => (await importOutcomes(tx, jobId)).map(readImportRow);
