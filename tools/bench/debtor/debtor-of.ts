/** Debtors with as many open invoices as a bench wants, made by set-based SQL. */
import { isRefused } from '#casebook/actor.js';
import type { Casebook } from '#casebook/casebook.js';
import { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import type { Database } from '#database/database.js';
import { benchOrder } from '../lib/bench-case.js';

/** Where they live. */
export interface House {
  readonly owner: Database;
  readonly book: Casebook;
  readonly tenantId: string;
  readonly postgresPid: number;
}

/** A debtor and his invoices, the oldest first. */
export interface ManyInvoices {
  readonly debtorId: string;
  readonly invoices: readonly string[];
}

/** What is behind his invoices. */
export interface Shape {
  readonly size: number;
  /** The last of them fell due on this day, the others in the `spreadDays` before it. */
  readonly dueDate: string;
  readonly spreadDays: number;
  /** Steps that were taken of each. */
  readonly taken: readonly string[];
}

let made = 0;

/** Makes one. */
export async function debtorWith({ owner, book, tenantId }: House, { size, dueDate, spreadDays, taken }: Shape): Promise<ManyInvoices> {
  const actor = { tenantId, name: 'bench' };
  made += 1;
  const model = benchOrder({
    number: `D${made}-${size}`,
    debtor: `Debtor ${made} of ${size} B.V.`,
    email: `d${made}@example.com`,
    issueDate: '2026-07-15',
    dueDate,
  });
  return owner.ofTenant(tenantId, async (tx) => {
    await tx.query('set local statement_timeout = 0'); // filling is not what is measured
    const answer = await registerInvoiceIn(book, { tx, actor }, model);
    if (isRefused(answer)) throw new Error(answer.code);
    const { invoiceId, debtorId } = answer;
    await tx.query(
      `insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, term_basis, policy_version_id, registered_at)
       select gen_random_uuid(), t.tenant_id, t.debtor_id, t.number || '-' || n, t.issue_date, t.due_date - n % $3::int, t.currency, t.total, t.term_basis,
         t.policy_version_id, t.registered_at from invoice t, generate_series(2, $2::int) n where t.id = $1`,
      [invoiceId, size, spreadDays],
    );
    await tx.query(
      `insert into chase select (jsonb_populate_record(t, jsonb_build_object('invoice_id', i.id))).* from chase t
       join invoice i on i.debtor_id = t.debtor_id and i.id <> t.invoice_id where t.invoice_id = $1`,
      [invoiceId],
    );
    await tx.query(
      `insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, channel, result, at, amount)
       select gen_random_uuid(), i.tenant_id, i.id, i.debtor_id, 1, s.step, 1, 'message', 'email', 'delivered',
         (i.due_date - 11 + 8 * s.k::int)::timestamp, i.total from invoice i, unnest($2::text[]) with ordinality s(step, k) where i.debtor_id = $1`,
      [debtorId, taken],
    );
    const rows = await tx.query<{ id: string }>('select id from invoice where debtor_id = $1 order by due_date, id', [debtorId]);
    return { debtorId, invoices: rows.map(({ id }) => id) };
  });
}

/** What changed his book since it was counted last. */
export async function analyze({ owner }: House): Promise<void> {
  for (const table of ['invoice', 'chase', 'ledger']) await owner.ofSystem((tx) => tx.query(`analyze ${table}`));
}
