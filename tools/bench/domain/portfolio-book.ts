/** 300,000 debtors in a throw-away Postgres, made by set-based SQL: every stage, kind and circumstance, the same on every run. */
import type { Database } from '#database/database.js';
import type { Tx } from '#database/tx.js';

/** The n-th id: like a UUIDv7, in order of n. `kind` tells tables apart. */
const id = (kind: number, n: string): string =>
  `(lpad(to_hex(1690000000000 + ${n}), 12, '0') || '7${kind}008000' || lpad(to_hex(${n}), 12, '0'))::uuid`;

const debtors = `
insert into debtor (id, tenant_id, kind, name, language, segment, email, phone, address, preferred_channel, refused_channels, failed_channels, do_not_contact, unmatched_money, payment_score)
select ${id(1, 'n')}, $1, (array['company','company','consumer','natural_business','government','unknown'])[1 + n % 6], 'Debiteur ' || n,
  case when n % 8 = 0 then 'en' else 'nl' end, case when n % 10 = 0 then 'key_account' end, 'd' || n || '@example.com',
  case when n % 3 > 0 then '+31201234567' end, '{"street":"Dorpsstraat","houseNumber":"1","postcode":"1234 AB","city":"Ons Dorp","country":"NL"}',
  case when n % 11 = 0 then 'sms' end, case when n % 23 = 0 then '{whatsapp}'::text[] else '{}' end, case when n % 29 = 0 then '{email}'::text[] else '{}' end,
  n % 101 = 0, n % 103 = 0, case when n % 4 > 0 then n % 101 end
from generate_series(1, $2::int) n`;

// The first invoice of each debtor, and a second of every fifth.
const invoices = `
insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, paid, term_basis, policy_version_id, registered_at)
select ${id(2, 'x.m')}, $1, ${id(1, 'x.n')}, 'F-' || x.m, x.due - 30, x.due, 'EUR', x.total, case when x.m % 10 = 0 then x.total / 2 else 0 end,
  case when x.m % 5 = 0 then 'unilateral' else 'agreed' end, p.ids[1 + x.n % array_length(p.ids, 1)], (x.due - 30)::timestamp + interval '9 hours'
from (select n, m, date '2026-10-06' - (m * 7 % 90)::int as due, (1000 + m::bigint * 7919 % 500000) as total
      from (select n, n as m from generate_series(1, $2::int) n union all select n, $2::int + n from generate_series(1, $2::int) n where n % 5 = 0) s) x,
  (select array_agg(id order by key) as ids from policy_version where tenant_id = $1) p`;

const chases = `
insert into chase (invoice_id, tenant_id, debtor_id, plan, next_kind, reason, paused_reason)
select id, tenant_id, debtor_id, '{}', 'wait', 'bench', case when total % 50 = 0 then 'internal' end from invoice where tenant_id = $1`;

// The steps whose day had come, but for some that are late.
const ledger = `
insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, channel, result, at, amount, outcome)
select gen_random_uuid(), i.tenant_id, i.id, i.debtor_id, 1, s.step, 1, s.kind, s.channel, s.result, (i.due_date + s.day)::timestamp + interval '8 hours', i.total, s.outcome
from invoice i cross join (values ('pre-due', 'message', 'email', 'delivered', -3, null), ('reminder', 'message', 'email', 'delivered', 5, null),
  ('call', 'call', 'call', 'done', 14, 'no-answer'), ('notice', 'message', 'letter', 'sent', 30, null)) s(step, kind, channel, result, day, outcome)
where i.tenant_id = $1 and i.due_date + s.day < date '2026-09-16' and (i.total + s.day) % 7 > 0`;

const circumstances: readonly string[] = [
  `insert into debtor_hold (id, tenant_id, debtor_id, reason, until) select gen_random_uuid(), $1, id, 'vacation', date '2026-09-30' from debtor where tenant_id = $1 and payment_score % 31 = 0`,
  `insert into promise (id, tenant_id, invoice_id, date, status, made_at, ended_on)
   select gen_random_uuid(), $1, id, date '2026-09-20', case when total % 2 = 0 then 'open' else 'broken' end, '2026-09-10', case when total % 2 = 1 then date '2026-09-14' end from invoice where tenant_id = $1 and total % 25 < 2`,
  `insert into dispute (id, tenant_id, invoice_id, reason, raised_on, status) select gen_random_uuid(), $1, id, 'bench', date '2026-09-01', 'open' from invoice where tenant_id = $1 and total % 33 = 0`,
  `insert into step_override (id, tenant_id, invoice_id, cycle, step, act, until, at) select gen_random_uuid(), $1, id, 1, 'call', 'postpone', date '2026-10-01', '2026-09-12' from invoice where tenant_id = $1 and total % 200 = 0`,
  `with made as (insert into payment_plan (id, tenant_id, debtor_id, status, agreed_at) select id, $1, debtor_id, 'active', '2026-09-01' from invoice where tenant_id = $1 and total % 49 = 0 returning id),
   tied as (insert into payment_plan_invoice (plan_id, invoice_id, tenant_id) select id, id, $1 from made)
   insert into instalment (plan_id, no, tenant_id, due_date, amount) select m.id, n, $1, date '2026-09-01' + 30 * n, 1000 from made m, generate_series(1, 3) n`,
];

/** Fills the database of a tenant that has its policies. */
export async function fillBook(owner: Database, tenantId: string, size: number): Promise<void> {
  await owner.ofSystem(async (tx: Tx) => {
    await tx.query('set local statement_timeout = 0'); // filling is not what is measured
    await tx.query(debtors, [tenantId, size]);
    await tx.query(invoices, [tenantId, size]);
    for (const sql of [chases, ledger, ...circumstances]) await tx.query(sql, [tenantId]);
  });
  for (const table of [
    'debtor',
    'invoice',
    'chase',
    'ledger',
    'debtor_hold',
    'promise',
    'dispute',
    'step_override',
    'payment_plan',
    'payment_plan_invoice',
    'instalment',
  ])
    await owner.ofSystem((tx) => tx.query(`analyze ${table}`));
}
