/** The files that invoices are. */
import type { Tx } from '../tx.js';

/** A file of an invoice, without its bytes. */
export interface DocumentRow {
  readonly invoiceId: string;
  readonly fileId: string;
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: Buffer;
  readonly fault: string | null;
  readonly addedBy: string;
  readonly addedAt: Date;
}

const columns = `d.invoice_id as "invoiceId", d.file_id as "fileId", f.content_type as "contentType", f.size, f.sha256, d.fault, d.added_by as "addedBy",
  d.added_at as "addedAt"`;

/** The file of an invoice; null when none was brought. */
export const documentOf = (tx: Tx, invoiceId: string): Promise<DocumentRow | null> =>
  tx.one<DocumentRow & Record<string, unknown>>(
    `select ${columns} from document d join file f on f.id = d.file_id where d.tenant_id = $1 and d.invoice_id = $2 and d.replaced_at is null`,
    [tx.tenantId, invoiceId],
  );

/** The files of invoices of one debtor that may go along with a message to him. What is said to be another debtor's is left out. */
export const sendableDocuments = (tx: Tx, debtorId: string, invoiceIds: readonly string[]): Promise<DocumentRow[]> =>
  tx.query<DocumentRow & Record<string, unknown>>(
    `select ${columns} from document d join file f on f.id = d.file_id join invoice i on i.id = d.invoice_id
     where d.tenant_id = $1 and d.debtor_id = $2 and i.debtor_id = $2 and d.invoice_id = any($3::uuid[]) and d.fault is null and d.replaced_at is null`,
    [tx.tenantId, debtorId, invoiceIds],
    'sendable-documents',
  );

/** Two who bring a file for one invoice come one after the other. */
export async function lockInvoice(tx: Tx, invoiceId: string): Promise<void> {
  await tx.query('select 1 from invoice where id = $1 and tenant_id = $2 for no key update', [invoiceId, tx.tenantId]);
}

const replaceSql = 'update document set replaced_at = now() where tenant_id = $1 and invoice_id = $2 and replaced_at is null returning 1';

/** Puts a file at an invoice, in place of the one that was there; the caller holds {@link lockInvoice}. */
export async function putDocument(tx: Tx, document: NewDocument): Promise<void> {
  await tx.query(replaceSql, [tx.tenantId, document.invoiceId]);
  await tx.query(
    `insert into document (invoice_id, tenant_id, debtor_id, file_id, fault, added_by) values ($1, $2, $3, $4, $5, $6)
     on conflict (invoice_id, file_id) do update set fault = excluded.fault, added_by = excluded.added_by, added_at = now(), replaced_at = null`,
    [document.invoiceId, tx.tenantId, document.debtorId, document.fileId, document.fault, document.addedBy],
  );
}

/** A file that is put at an invoice. */
export interface NewDocument {
  readonly invoiceId: string;
  readonly debtorId: string;
  readonly fileId: string;
  readonly fault: string | null;
  readonly addedBy: string;
}

/** The file of an invoice counts no more; messages that were claimed with it keep it. @returns whether there was one */
export async function removeDocument(tx: Tx, invoiceId: string): Promise<boolean> {
  return (await tx.query(replaceSql, [tx.tenantId, invoiceId])).length > 0;
}
