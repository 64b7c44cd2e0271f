/**
 * A creditor's whole book over four years, made by set-based SQL, the same for the same size and day: a quarter of the invoices is open, the
 * newest ones and some of every age; every status, stage and kind of fact is there, common ones and rare ones. For measurements and for the
 * spec that reads the plans of the lists. Everything is copied from one real case, so that columns that are added later need no change here.
 */
import type { Database } from '#database/database.js';

/** What a book is made of. */
export interface BookOrder {
  readonly tenantId: string;
  /** An invoice that was registered as usual: its policy and its plan are everybody's. */
  readonly model: string;
  readonly invoices: number;
  /** Today, `2026-11-29`: a quarter of the invoices is not due then. */
  readonly today: string;
  /** So many times as many of the open ones stand still (disputed, paused and so on) as usual: as many as there are in so many times as large a book. */
  readonly still?: number;
}

/** Invoices a debtor has, on the average. */
const invoicesOfADebtor = 10 / 3;
/** Invoices the first debtor has, however large the book is. */
const invoicesOfTheFirst = 2_000;

/** The n-th id: like a UUIDv7, in order of n. `kind` tells tables apart. */
const id = (kind: number, n: string): string =>
  `(lpad(to_hex(1690000000000 + ${n}), 12, '0') || '7${kind.toString(16)}008000' || lpad(to_hex(${n}), 12, '0'))::uuid`;

/** One row an invoice: when it came, how it ended or why it stands still, and how far it got. `h` is as good as random. */
const seedSql = `
create temporary table seed on commit drop as
select x.*, not closed and (h < 20 * $5 or h = 500) as disputed, case when closed and h < 920 then 'paid' when closed and h < 960 then 'credited' when closed and h < 980 then 'written-off'
    when closed and h < 990 then 'handed-over' when closed then 'closed' end as outcome,
  case when closed then 'closed' when h < 20 * $5 then 'disputed' when h < 30 * $5 then 'paused' when h < 60 * $5 then 'promised' when h < 80 * $5 then 'payment-plan'
    when h < 90 * $5 then 'on-hold' when h < 110 * $5 then 'no-channel' else 'due-by-policy' end as reason,
  case when h = 999 and n % 7 = 0 then 4 when closed then (h % 5 = 0)::int else least(3, greatest(0, (today - due) / 15)) end as steps
from (select n, date $3 as today, created, created + (array[14, 30, 30, 60, 30])[1 + n % 5] as due, abs(hashint4(n)) % 1000 as h,
    n % 20 <> 0 and $2::int - n > $2::int * 0.208 as closed,
    case when n % greatest(20, $2::int / ${invoicesOfTheFirst}) = 0 then 1 else 1 + (n::bigint * 7919 % (1 + ($2::int / ${invoicesOfADebtor})::int))::int end as debtor,
    1000 + n::bigint * 7919 % 500000 as total
  from (select n, date $3 - (($2::int - n)::bigint * 1460 / $2::int)::int as created from generate_series(1, $2::int) n) g) x`;

const copied = (table: string, replaced: string, { from, where }: { readonly from: string; readonly where: string }): string =>
  `insert into ${table} select r.* from ${from}, lateral jsonb_populate_record(t, jsonb_build_object(${replaced})) r where ${where}`;

const debtors = copied(
  'debtor',
  `'id', ${id(1, 's.n')}, 'external_id', null, 'name', 'Debiteur ' || s.n, 'created_at', timestamptz '2022-11-01' + s.n * interval '4 minutes',
   'kind', case when s.n % 997 = 0 then 'government' else (array['company', 'company', 'consumer', 'natural_business', 'unknown'])[1 + s.n % 5] end,
   'segment', case when s.n % 100 = 0 then 'key_account' when s.n % 10 = 0 then 'retail' end`,
  { from: 'debtor t, (select distinct debtor as n from seed) s', where: 't.id = (select debtor_id from invoice where id = $4)' },
);

const invoices = `
insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, paid, credited, written_off, term_basis, policy_version_id,
  registered_at, created_at)
select ${id(2, 's.n')}, t.tenant_id, ${id(1, 's.debtor')}, 'L-' || s.n, s.created, s.due, t.currency, s.total,
  case when s.outcome = 'paid' then s.total else 0 end, case when s.outcome = 'credited' then s.total else 0 end,
  case when s.outcome = 'written-off' then s.total else 0 end, t.term_basis, t.policy_version_id, s.created + interval '9 hours', s.created + interval '9 hours'
from invoice t, seed s where t.id = $4`;

const steps = `(array['reminder', 'call', 'formal-notice', 'rare-step'])[k]`;
const chases = copied(
  'chase',
  `'invoice_id', ${id(2, 's.n')}, 'debtor_id', ${id(1, 's.debtor')}, 'outcome', s.outcome, 'closed_at', case when s.closed then s.due + 20 end,
   'next_kind', case when s.closed then 'closed' when s.reason in ('due-by-policy', 'promised', 'payment-plan') then 'step' else 'wait' end, 'reason', s.reason,
   'next_at', case when s.closed or s.reason in ('disputed', 'paused', 'on-hold', 'no-channel') then null else greatest(s.today, s.due - 3) + 1 + s.h % 30 + interval '9 hours' end,
   'due_date', s.due, 'disputed', s.disputed, 'open', case when s.outcome in ('paid', 'credited', 'written-off') then 0 else s.total end, 'created_at', s.created + interval '9 hours',
   'stage', case when s.outcome = 'handed-over' then 'handover' when s.steps = 0 then 'new' else (array['reminder', 'call', 'formal-notice', 'rare-step'])[s.steps] end,
   'waits_for', case when s.closed then null when s.reason = 'no-channel' then 'person' when s.reason in ('disputed', 'paused', 'on-hold') then 'news' else 'time' end`,
  { from: 'chase t, seed s', where: 't.invoice_id = $4' },
);

const messages = `
insert into message (id, tenant_id, debtor_id, channel, provider, template, template_version, tone, language, recipient, subject, html, text, idempotency_key,
  status, claimed_at, recorded_at)
select ${id(4, 's.n::bigint * 8 + k')}, $1, ${id(1, 's.debtor')}, case when k = 3 then 'letter' when s.h % 200 = 0 then 'sms' else 'email' end, 'bench', 'reminder', '1',
  'friendly', 'nl', 'a@example.com', 's', 'h', 't', 'bench-' || s.n || '-' || k,
  case when s.h % 50 = 0 then 'bounced' when s.h % 333 = 0 then 'unknown' when s.h % 3 = 0 then 'sent' else 'delivered' end,
  s.due + 15 * k + interval '8 hours', s.due + 15 * k + interval '8 hours'
from seed s, generate_series(1, s.steps) k where k <> 2`;

const ledger = `
insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, channel, recipient, result, at, amount, message_id, task_id)
select ${id(5, 's.n::bigint * 8 + k')}, $1, ${id(2, 's.n')}, ${id(1, 's.debtor')}, 1, ${steps}, 1, case when k = 2 then 'call' else 'message' end,
  case when k = 2 then 'call' else 'email' end, '', case when k = 2 then 'done' else 'delivered' end, s.due + 15 * k + interval '8 hours', s.total,
  case when k <> 2 then ${id(4, 's.n::bigint * 8 + k')} end, case when k = 2 then ${id(6, 's.n')} end
from seed s, generate_series(1, s.steps) k
union all select ${id(5, 's.n::bigint * 8 + 7')}, $1, ${id(2, 's.n')}, ${id(1, 's.debtor')}, 1, 'handover', 1, 'handover', '', '', 'done', s.due + 90, s.total, null, null
from seed s where s.outcome = 'handed-over'`;

/** Calls that were made, calls and questions that are open, approvals that were given. */
const tasks = `
insert into task (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, status, assignee, why_unpaid, deadline, opened_at)
select ${id(6, 's.n')}, $1, ${id(2, 's.n')}, ${id(1, 's.debtor')}, 1, 'call', 1,
  case when s.reason = 'no-channel' then 'attention' when s.outcome = 'handed-over' then 'approval' else 'call' end,
  case when s.reason = 'no-channel' or not s.closed and s.steps = 2 then case when s.h % 4 = 0 then 'claimed' else 'open' end when s.h % 9 = 0 then 'expired' else 'done' end,
  case when s.h % 4 = 0 then (array['an', 'bert', 'carla'])[1 + s.n % 3] end, case when s.closed and s.h % 3 = 0 then 'forgotten' when s.h = 500 then 'refuses' end,
  case when s.reason <> 'no-channel' then s.due + 35 + interval '15 hours' end, s.due + 30
from seed s where s.steps >= 2 or s.outcome = 'handed-over' or s.reason = 'no-channel' or s.closed and s.h % 100 = 0`;

const money = [
  `insert into payment (id, tenant_id, debtor_id, invoice_id, amount, currency, paid_on, status)
   select ${id(7, 's.n')}, $1, ${id(1, 's.debtor')}, ${id(2, 's.n')}, s.total, 'EUR', s.due, case when s.h % 97 = 0 then 'reversed' when s.h = 1 then 'unmatched' else 'assigned' end
   from seed s where s.outcome = 'paid'`,
  `insert into allocation (id, tenant_id, payment_id, invoice_id, part, amount)
   select ${id(8, 's.n')}, $1, ${id(7, 's.n')}, ${id(2, 's.n')}, 'principal', s.total from seed s where s.outcome = 'paid'`,
];

const circumstances = [
  `insert into dispute (id, tenant_id, invoice_id, reason, amount, raised_on, status)
   select ${id(9, 's.n')}, $1, ${id(2, 's.n')}, 'bench', case when s.reason <> 'disputed' then 100 end, s.due, case when s.disputed then 'open' else 'resolved' end
   from seed s where s.disputed or s.closed and s.h < 30`,
  `insert into promise (id, tenant_id, invoice_id, date, status, made_at)
   select ${id(10, 's.n')}, $1, ${id(2, 's.n')}, s.due + 30, case when not s.closed then 'open' when s.h = 40 then 'withdrawn' when s.h < 50 then 'broken' else 'kept' end, s.due
   from seed s where s.reason = 'promised' or s.closed and s.h between 30 and 60`,
  `insert into payment_plan (id, tenant_id, debtor_id, status, agreed_at)
   select ${id(11, 's.n')}, $1, ${id(1, 's.debtor')}, case when not s.closed then 'active' when s.h < 65 then 'broken' when s.h = 65 then 'cancelled' else 'completed' end, s.due
   from seed s where s.reason = 'payment-plan' or s.closed and s.h between 60 and 80`,
  `insert into payment_plan_invoice (plan_id, invoice_id, tenant_id) select p.id, i.id, $1 from payment_plan p join seed s on ${id(11, 's.n')} = p.id join invoice i on i.id = ${id(2, 's.n')}`,
  `insert into instalment (plan_id, no, tenant_id, due_date, amount) select id, k, $1, agreed_at::date + 30 * k, 1000 from payment_plan, generate_series(1, 3) k where tenant_id = $1`,
  `insert into debtor_hold (id, tenant_id, debtor_id, reason, until, lifted_at)
   select ${id(12, 'n')}, $1, ${id(1, 'n')}, 'vacation', case when n % 3 = 0 then date $3 - 10 when n % 3 = 1 then date $3 + 30 end, case when n % 5 > 0 then now() end
   from (select distinct debtor as n from seed where debtor % 20 = 0) d`,
  `insert into notice (id, tenant_id, debtor_id, kind, debtor_kind, currency, channel, message_id, claimed_at, sent_on, announced_costs, state)
   select ${id(13, 's.n')}, $1, ${id(1, 's.debtor')}, 'demand', 'company', 'EUR', 'letter', ${id(4, 's.n::bigint * 8 + 3')}, s.due + 45, s.due + 45, 4000,
     case when s.h % 50 = 0 then 'void' when s.h % 333 = 0 then 'unknown' else 'sent' end from seed s where s.steps >= 3`,
  `insert into notice_claim (notice_id, invoice_id, tenant_id, cycle, amount, due_date, term_basis)
   select ${id(13, 's.n')}, ${id(2, 's.n')}, $1, 1, s.total, s.due, 'agreed' from seed s where s.steps >= 3`,
  `insert into note (id, tenant_id, debtor_id, invoice_id, text, actor, at)
   select ${id(14, 's.n')}, $1, ${id(1, 's.debtor')}, ${id(2, 's.n')}, 'bench', 'bench', now() from seed s where s.h % 20 = 0`,
];

/** In the order they happened: one when an invoice came, one a step; hardly ever one of another type. */
const events = `
insert into event (id, tenant_id, type, debtor_id, invoice_id, actor, at, recorded_at, data)
select ${id(15, 'x.no')}, $1, x.type, ${id(1, 'x.debtor')}, ${id(2, 'x.n')}, 'bench', x.at, x.at, '{}' from (
  select row_number() over (order by e.at, e.n) as no, e.* from (
    select s.n, s.debtor, k, case when s.n % 25000 = 0 and k = 0 then 'spec.rare' when k = 0 then 'spec.registered' else 'spec.step' end as type,
      s.created + 15 * k + interval '9 hours' as at from seed s, generate_series(0, s.steps) k) e) x order by x.no`;

/** Fills the tables of a tenant. */
export async function fillListBook(owner: Database, order: BookOrder): Promise<void> {
  const values = [order.tenantId, order.invoices, order.today, order.model, order.still ?? 1];
  const statements = [seedSql, debtors, invoices, chases, messages, ledger, tasks, ...money, ...circumstances, events];
  await owner.ofSystem(async (tx) => {
    await tx.query('set local statement_timeout = 0'); // filling is not what is measured
    await tx.query(`set local session_replication_role = 'replica'`); // every reference is right by construction
    for (const sql of statements) {
      await tx.query(bound(sql, values)).catch((error: unknown) => {
        throw new Error(`filling the book: ${sql.trim().slice(0, 80)}`, { cause: error });
      });
    }
  });
  await owner.ofSystem((tx) => tx.query('analyze'));
}

/** Values of ours, written into the text: a statement that makes a table takes no parameters. */
const bound = (sql: string, values: readonly (string | number)[]): string =>
  sql.replaceAll(/\$(\d)/g, (_, n: string) => {
    const value = values[Number(n) - 1];
    if (typeof value === 'number') return String(value);
    return value?.length === 36 ? `'${value}'::uuid` : `'${value}'`;
  });
