/** Parts of the case query. `d` is the debtor, `$3` invoices to bring along though their chases are over. */
import { agreedOn, earlierInstalments, planOrder, toConfirmSql } from './agreements.sql.js';
import { dueOfTerm } from './plan-term.sql.js';
import { toFormerAddress } from './recipient.sql.js';

/** Contacts that were made or may have been made, one the debtor complained of too; a message that covers several invoices is one contact. */
export const contactSql = `
select coalesce(jsonb_agg(jsonb_build_object('at', x.at, 'channel', x.channel) order by x.at), '[]') from (
  select min(l.at) as at, min(l.channel) as channel from ledger l
  where l.debtor_id = d.id and l.kind in ('message', 'call')
    and (l.result in ('claimed', 'sent', 'delivered', 'unknown', 'open', 'done') or l.result = 'failed' and l.outcome = 'complained')
  group by coalesce(l.message_id, l.id) order by 1 desc limit 50) x`;

/** Steps of earlier cycles count: a reopened invoice goes on at its stage and never climbs the ladder anew. */
const taken = `
select coalesce(jsonb_agg(jsonb_build_object('step', l.step, 'cycle', l.cycle, 'occurrence', l.occurrence, 'at', l.at, 'result', l.result, 'channel', nullif(l.channel, ''),
  'outcome', l.outcome, 'deadline', l.deadline,
  'toFormerAddress', case when l.result = 'failed' then ${toFormerAddress('l')} else false end) order by l.at, l.recorded_at), '[]')
from ledger l where l.invoice_id = i.id and l.result <> 'withdrawn' and l.kind not in ('copy', 'confirmation')`;

const promise = `select jsonb_build_object('date', p.date, 'amount', p.amount) from promise p where p.invoice_id = i.id and p.status = 'open' order by p.made_at desc limit 1`;
const broken = `select coalesce(jsonb_agg(p.ended_on order by p.ended_on), '[]') from promise p where p.invoice_id = i.id and p.status = 'broken'`;
const plan = `
select jsonb_build_object('agreement', jsonb_build_object('id', pp.id, 'agreedOn', ${agreedOn('pp')}, 'earlier', ${earlierInstalments('i.id', 'pp')}),
  'instalments', (select jsonb_agg(jsonb_build_object('dueDate', ${dueOfTerm('pp')}, 'amount', s.amount, 'open', s.amount - s.paid) order by s.no) from instalment s where s.plan_id = pp.id))
from payment_plan_invoice ppi join payment_plan pp on pp.id = ppi.plan_id where ppi.invoice_id = i.id and pp.status in ('active', 'broken')
order by ${planOrder('pp')} limit 1`;
// A plan that was agreed since takes the place of a broken one: the creditor waits again.
const planBroken = `
select case when not bool_or(pp.status = 'active') then max(pp.ended_on) filter (where pp.status = 'broken') end
from payment_plan_invoice ppi join payment_plan pp on pp.id = ppi.plan_id where ppi.invoice_id = i.id`;
const dispute = `select jsonb_build_object('since', x.raised_on, 'amount', x.amount) from dispute x where x.invoice_id = i.id and x.status = 'open' order by x.raised_on limit 1`;
const overrides = `
select coalesce(jsonb_agg(jsonb_build_object('step', o.step, 'act', o.act, 'until', o.until, 'at', o.at) order by o.at), '[]')
from step_override o where o.invoice_id = i.id`;

const confirmation = `
select jsonb_build_object('kind', c.kind, 'no', c.no, 'agreedAt', c.agreed_at, 'byPhone', c.by_phone) from (${toConfirmSql((column) => `${column} = i.id`)} limit 1) c`;

/** A claim as a notice names it; `c` is its row. */
const namedClaim = `jsonb_build_object('invoiceId', c.invoice_id, 'amount', c.amount, 'dueDate', c.due_date, 'termBasis', c.term_basis,
  'defaultBasis', c.default_basis, 'step', c.step, 'occurrence', c.occurrence)`;

/** Every formal notice that names an open chase of the debtor, with all its claims, and none that surely never left. Read once a debtor: one letter may name a hundred claims. */
export const noticeSql = `
select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'kind', n.kind, 'debtorKind', n.debtor_kind, 'state', n.state, 'endedReason', n.ended_reason, 'at', n.claimed_at, 'sentOn', n.sent_on,
  'channel', n.channel, 'lastDay', n.last_day, 'costsFrom', n.costs_from, 'announcedCosts', n.announced_costs,
  'claims', (select jsonb_agg(${namedClaim} order by c.invoice_id) from notice_claim c where c.notice_id = n.id)) order by n.claimed_at, n.id), '[]')
from notice n where n.debtor_id = d.id and n.state <> 'withdrawn'
  and exists (select 1 from notice_claim c join chase h on h.invoice_id = c.invoice_id where c.notice_id = n.id and (h.outcome is null or h.invoice_id = any($3::uuid[])))`;

/** What a person was asked about the chase last. */
const attention = `
select jsonb_build_object('id', t.id, 'status', t.status, 'cycle', t.cycle, 'step', t.step, 'reason', t.reason, 'grounds', t.grounds, 'outcome', t.outcome_code)
from task t where t.invoice_id = i.id and t.kind = 'attention' order by t.opened_at desc, t.id desc limit 1`;

/** Every open chase of the debtor with all its facts. */
export const invoiceSql = `
select coalesce(jsonb_agg(to_jsonb(i) || jsonb_build_object('cycle', c.cycle, 'outcome', c.outcome, 'paused_reason', c.paused_reason, 'paused_until', c.paused_until, 'paused_cause', c.paused_cause, 'waits_for', c.waits_for,
  'listed', jsonb_build_object('stage', c.stage, 'due_date', c.due_date, 'open', c.open), 'plan', c.plan, 'plan_revision', c.plan_revision, 'limitation_last_day', c.limitation_last_day, 'limitation_warned', c.limitation_warned, 'promise', (${promise}), 'promises_broken', (${broken}), 'payment_plan', (${plan}), 'plan_broken_on', (${planBroken}),
  'dispute', (${dispute}), 'taken', (${taken}), 'overrides', (${overrides}), 'confirmation', (${confirmation}), 'attention', (${attention})) order by i.due_date, i.id), '[]')
from invoice i join chase c on c.invoice_id = i.id where i.debtor_id = d.id and (c.outcome is null or i.id = any($3::uuid[]))`;

/** What payments of the debtor left over, oldest first. */
export const creditSql = `
select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'paymentId', p.id, 'invoiceId', p.invoice_id, 'currency', p.currency, 'amount', a.amount, 'hint', p.hint)
  order by p.paid_on, p.id, a.id), '[]')
from payment p join allocation a on a.payment_id = p.id where p.debtor_id = d.id and p.status = 'assigned' and a.part = 'credit'`;
