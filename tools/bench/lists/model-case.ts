/** The creditor of the book, with the one real case that the rest is copied from; and the things of the book that filters name. */
import { isRefused } from '#casebook/actor.js';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import type { Database } from '#database/database.js';
import { benchCreditor, benchOrder } from '../lib/bench-case.js';
import type { Named } from './lists.js';

/** The day on which the book stands, and the instant. */
export const bookDay = '2026-11-29';
const bookNow = Date.parse(`${bookDay}T10:00:00Z`);

const order = benchOrder({
  number: 'MODEL',
  debtor: 'Debtor of the model',
  email: 'model@example.com',
  issueDate: '2026-11-01',
  dueDate: '2026-11-30',
});

/** A creditor with one case. @returns null for `invoiceId` when the database has its creditor, and with him its book, already */
export async function modelCase(owner: Database, app: Database): Promise<{ tenantId: string; invoiceId: string | null }> {
  const known = await owner.ofSystem((tx) => tx.one<{ id: string }>('select id from tenant'));
  if (known) return { tenantId: known.id, invoiceId: null };
  const { tenantId } = await benchCreditor(owner);
  const actor = { tenantId, name: 'bench' };
  const book = new Casebook(app, new LiveClock(1, 0, () => bookNow));
  const answer = await app.ofTenant(tenantId, (tx) => registerInvoiceIn(book, { tx, actor }, order));
  if (isRefused(answer)) throw new Error(answer.code);
  return { tenantId, invoiceId: answer.invoiceId };
}

/** An invoice that was chased to a formal notice, its debtor, and the debtor who has most invoices. */
export async function namesIn(owner: Database, tenantId: string): Promise<Named> {
  return owner.ofTenant(tenantId, async (tx) => {
    const one = await tx.one<{ id: string; number: string; debtor_id: string }>(
      `select i.id, i.number, i.debtor_id from notice_claim c join invoice i on i.id = c.invoice_id where c.tenant_id = $1 order by i.id limit 1`,
      [tenantId],
    );
    const most = await tx.one<{ debtor_id: string }>(
      'select debtor_id from invoice where tenant_id = $1 group by 1 order by count(*) desc limit 1',
      [tenantId],
    );
    if (!one || !most) throw new Error('the book is empty');
    return { now: bookNow, today: bookDay, invoiceId: one.id, number: one.number, debtorId: one.debtor_id, largeDebtorId: most.debtor_id };
  });
}
