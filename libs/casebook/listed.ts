/** What lists find and sort an invoice by is kept with its chase: written with the plan, under the debtor's lock, whenever it differs. */
import type { InvoiceRecord, Listed } from '#database/repositories/case-record.js';
import { setListed } from '#database/repositories/invoices.repository.js';
import type { Tx } from '#database/tx.js';

/** As the facts have it. */
export const listedOf = ({ stage, facts }: InvoiceRecord): Listed => ({ stage, dueDate: facts.dueDate, open: facts.open });

/** Writes it where the plan is not stored anew. */
export async function storeListed(tx: Tx, invoice: InvoiceRecord): Promise<void> {
  const { listed } = invoice;
  const { stage, dueDate, open } = listedOf(invoice);
  if (listed.stage === stage && listed.dueDate === dueDate && listed.open === open) return;
  await setListed(tx, invoice.id, { stage, dueDate, open });
}
