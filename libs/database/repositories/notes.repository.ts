/** What people note on an invoice: read by colleagues, by nothing that writes to a debtor. */
import type { PageRequest } from '../queries/list.js';
import type { Tx } from '../tx.js';

/** A note to be written. */
export interface NewNote {
  readonly id: string;
  readonly debtorId: string;
  readonly invoiceId: string;
  readonly text: string;
  /** Who says it, as he gave his name. */
  readonly writtenBy: string | null;
  readonly actor: string;
  /** On the clock of the debtor. */
  readonly at: string;
}

/** A note as it is shown. */
export interface NoteView {
  readonly id: string;
  readonly invoice_id: string;
  readonly text: string;
  readonly written_by: string | null;
  readonly actor: string;
  readonly at: Date;
  readonly recorded_at: Date;
  readonly sort_value: string;
}

/** Writes a note. */
export async function insertNote(tx: Tx, note: NewNote): Promise<void> {
  const { id, debtorId, invoiceId, text, writtenBy, actor, at } = note;
  await tx.query(
    'insert into note (id, tenant_id, debtor_id, invoice_id, text, written_by, actor, at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [id, tx.tenantId, debtorId, invoiceId, text, writtenBy, actor, at],
  );
}

const noteSql = 'select id, invoice_id, text, written_by, actor, at, recorded_at, recorded_at::text as sort_value from note';
type NoteRow = NoteView & Record<string, unknown>;

/** A note by its id. */
export const findNoteView = (tx: Tx, id: string): Promise<NoteView | null> =>
  tx.one<NoteRow>(`${noteSql} where id = $1 and tenant_id = $2`, [id, tx.tenantId]);

/** A page of the notes on an invoice, the newest first. */
export async function listNoteViews(tx: Tx, invoiceId: string, page: PageRequest): Promise<NoteView[]> {
  const values = [tx.tenantId, invoiceId, page.after?.value ?? 'infinity', page.after?.id ?? null, page.limit + 1];
  return tx.query<NoteRow>(
    `${noteSql} where tenant_id = $1 and invoice_id = $2 and ($4::uuid is null or (recorded_at, id) < ($3::timestamptz, $4::uuid))
     order by recorded_at desc, id desc limit $5`,
    values,
  );
}
