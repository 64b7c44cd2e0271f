/** The open book in few and narrow columns: no JSON, nothing that no decision depends on. `$1` is the tenant. */
import { epoch, selectedFacts } from '../facts/fact-columns.js';
import { isStepSql, linesSql } from '../facts/ledger-lines.js';

/** Bits behind a row of {@link bookSql}: there are rows to read of it, which for most there are not. */
export const bits = { promises: 1, instalments: 2, disputes: 4, overrides: 8, holds: 16, notices: 32 } as const;

const bit = (column: string, from: string, value: number): string => `${value} * (${column} in (select ${from} and x.tenant_id = $1))::int`;

const bitsSql = [
  bit('i.id', `x.invoice_id from promise x where x.status in ('open', 'broken')`, bits.promises),
  bit('i.id', 'x.invoice_id from payment_plan_invoice x where true', bits.instalments),
  bit('i.id', `x.invoice_id from dispute x where x.status = 'open'`, bits.disputes),
  bit('i.id', 'x.invoice_id from step_override x where true', bits.overrides),
  bit('d.id', 'x.debtor_id from debtor_hold x where x.lifted_at is null', bits.holds),
  bit('i.id', 'x.invoice_id from notice_claim x where true', bits.notices),
].join(' + ');

/** One row an open chase, a debtor's rows together. */
export const bookSql = `
select d.id as debtor_id, d.name, ${epoch('k.now')} as clock_now, ${selectedFacts(bitsSql)}
from debtor d join chase c on c.debtor_id = d.id join invoice i on i.id = c.invoice_id left join test_clock k on k.id = d.test_clock_id
where d.tenant_id = $1 and c.outcome is null`;

/** Order of {@link bookSql}: decisions of one debtor need all of his chases. */
export const bookOrder = 'order by d.id, i.due_date, i.id';

/**
 * What was sent and done, of all the debtors' invoices: the open ones' steps, and every contact. `$2` and `$3` are the first and the last
 * debtor.
 */
export const ledgerSql = `
select l.debtor_id, ${linesSql} as lines from ledger l where l.tenant_id = $1 and l.debtor_id between $2 and $3 and ${isStepSql} group by l.debtor_id`;
