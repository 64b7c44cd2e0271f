/** Documents of an import job: each stands until it has been written, and its row until the job is over. */
import type { Tx } from '../tx.js';

/** A document that waits. */
export interface WaitingDocument {
  readonly position: number;
  readonly document: unknown;
}

/** Stores documents in their order, as JSON texts. */
export async function insertImportDocuments(tx: Tx, jobId: string, documents: readonly string[]): Promise<void> {
  await tx.query(
    `insert into import_document (tenant_id, job_id, position, document)
     select $1, $2, d.position, d.document::jsonb from unnest($3::text[]) with ordinality as d (document, position)`,
    [tx.tenantId, jobId, documents],
  );
}

/** The first document that has not been written; null when all have. */
export const nextImportDocument = (tx: Tx, jobId: string): Promise<WaitingDocument | null> =>
  tx.one<{ position: number; document: unknown }>(
    'select position, document from import_document where tenant_id = $1 and job_id = $2 and outcome is null order by position limit 1',
    [tx.tenantId, jobId],
    'next-import-document',
  );

/** What became of a document; the document itself is not kept. */
export async function storeImportOutcome(
  tx: Tx,
  jobId: string,
  { position, outcome }: { position: number; outcome: object },
): Promise<void> {
  await tx.query(
    'update import_document set outcome = $4, document = null where tenant_id = $1 and job_id = $2 and position = $3',
    [tx.tenantId, jobId, position, JSON.stringify(outcome)],
    'store-import-outcome',
  );
}

/** What became of the documents that have been written, in their order. */
export async function importOutcomes(tx: Tx, jobId: string): Promise<unknown[]> {
  const rows = await tx.query<{ outcome: unknown }>(
    'select outcome from import_document where tenant_id = $1 and job_id = $2 and outcome is not null order by position',
    [tx.tenantId, jobId],
  );
  return rows.map(({ outcome }) => outcome);
}

/** Removes what a job that is over needs no more. */
export async function deleteImportDocuments(tx: Tx, jobId: string): Promise<void> {
  await tx.query('delete from import_document where tenant_id = $1 and job_id = $2', [tx.tenantId, jobId]);
}
