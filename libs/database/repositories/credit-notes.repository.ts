import type { CreditNote } from '../entities/credit-note.entity.js';
import type { Tx } from '../tx.js';

/** A credit note to be written. */
export type NewCreditNote = Pick<CreditNote, 'id' | 'invoiceId' | 'number' | 'amount' | 'issuedOn'>;

/** Writes a credit note, unless its number is taken: by a row that is there, or by a transaction that commits first. @returns whether it was written */
export async function insertCreditNote(tx: Tx, { id, invoiceId, number, amount, issuedOn }: NewCreditNote): Promise<boolean> {
  const row = await tx.one(
    `insert into credit_note (id, tenant_id, invoice_id, number, amount, issued_on) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, number) do nothing returning id`,
    [id, tx.tenantId, invoiceId, number, amount, issuedOn],
  );
  return row !== null;
}

/** Which invoice the credit note of a number was booked on. */
export async function findCreditedBy(tx: Tx, number: string): Promise<{ invoiceId: string; invoiceNumber: string } | null> {
  const row = await tx.one<{ invoice_id: string; number: string }>(
    'select c.invoice_id, i.number from credit_note c join invoice i on i.id = c.invoice_id where c.tenant_id = $1 and c.number = $2',
    [tx.tenantId, number],
  );
  return row && { invoiceId: row.invoice_id, invoiceNumber: row.number };
}
