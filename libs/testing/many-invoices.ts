/** A debtor with thousands of open invoices, copied from one that was registered as usual by set-based SQL. */
import type { Database } from '#database/database.js';

/** Whose invoices, and how many he has then. */
export interface ManyOf {
  readonly tenantId: string;
  /** An invoice of his that is there. */
  readonly invoiceId: string;
  readonly size: number;
}

/** Makes them: all due within the thirty days after the model, with its plan. */
export async function multiplyInvoice(owner: Database, { tenantId, invoiceId, size }: ManyOf): Promise<void> {
  await owner.ofTenant(tenantId, async (tx) => {
    await tx.query('set local statement_timeout = 0'); // filling is not what is looked at
    await tx.query(
      `insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, term_basis, policy_version_id, registered_at)
       select gen_random_uuid(), t.tenant_id, t.debtor_id, t.number || '-' || n, t.issue_date, t.due_date + 1 + n % 30, t.currency, t.total, t.term_basis,
         t.policy_version_id, t.registered_at from invoice t, generate_series(2, $2::int) n where t.id = $1`,
      [invoiceId, size],
    );
    await tx.query(
      `insert into chase select (jsonb_populate_record(t, jsonb_build_object('invoice_id', i.id))).* from chase t
       join invoice i on i.debtor_id = t.debtor_id and i.id <> t.invoice_id where t.invoice_id = $1`,
      [invoiceId],
    );
  });
  for (const table of ['invoice', 'chase']) await owner.ofSystem((tx) => tx.query(`analyze ${table}`));
}
