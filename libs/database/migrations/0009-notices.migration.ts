import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
create table notice (
  id uuid primary key, tenant_id uuid not null references tenant(id), debtor_id uuid not null references debtor(id),
  kind text not null check (kind in ('fourteen-day-letter','notice-of-default','demand')),
  debtor_kind text not null check (debtor_kind in ('consumer','natural_business','company','government','unknown')),
  currency char(3) not null, channel text not null, message_id uuid not null unique references message(id), claimed_at timestamptz not null,
  sent_on date not null, posted_on date, receipt_on date, receipt_basis text check (receipt_basis in ('presumed','proven')), proof text,
  last_day date, costs_from date, announced_costs bigint not null default 0 check (announced_costs >= 0),
  state text not null check (state in ('claimed','sent','unknown','void','superseded','withdrawn')), ended_at timestamptz,
  ended_reason text check (ended_reason in ('bounced','returned','complained','wrong-content','debtor-kind-changed','term-basis-changed','not-sent')),
  ended_detail text, recorded_at timestamptz not null default now(), check ((last_day is null) = (costs_from is null)));
create index notice_by_debtor on notice (debtor_id, claimed_at);
create index notice_by_tenant on notice (tenant_id, claimed_at, id);
create table notice_claim (
  notice_id uuid not null references notice(id), invoice_id uuid not null references invoice(id), tenant_id uuid not null, cycle int not null,
  amount bigint not null, due_date date not null, term_basis text not null check (term_basis in ('agreed','unilateral','none')),
  default_basis text check (default_basis in ('6:83a','6:82','6:119a-2')), default_since date, step text, occurrence int,
  primary key (notice_id, invoice_id), check ((step is null) = (occurrence is null)));
create index notice_claim_by_invoice on notice_claim (invoice_id);
alter table message add column notice_id uuid references notice(id);
create index message_by_notice on message (notice_id) where notice_id is not null;`;

const guard = (table: string): string =>
  `alter table ${table} enable row level security;
   create policy of_tenant on ${table} to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
   grant select, insert, update on ${table} to maanwerk_app;`;

/**
 * What the ledger marked as a notice. Its kind is read from its words, which were its law; a notice of default to a consumer had no term:
 * it gets one that surely was long enough. Whom it took the debtor for is told by its kind.
 */
const notices = `
insert into notice (id, tenant_id, debtor_id, kind, debtor_kind, currency, channel, message_id, claimed_at, sent_on, receipt_basis, last_day, costs_from,
  announced_costs, state, ended_at, ended_reason)
select gen_random_uuid(), x.tenant_id, x.debtor_id, x.kind,
  case when x.kind = 'fourteen-day-letter' and x.debtor_kind <> 'unknown' then 'consumer'
    when x.kind = 'demand' and x.debtor_kind in ('consumer', 'unknown') then 'company' else x.debtor_kind end,
  x.currency, x.channel, x.message_id, x.claimed_at, x.sent_on, case when x.last_day is not null and x.channel = 'letter' then 'presumed' when x.last_day is not null then 'proven' end,
  x.last_day, coalesce(x.costs_from, x.last_day + 4), x.costs, x.state, case when x.state = 'void' then x.updated_at end, case when x.state = 'void' then x.status when x.state = 'withdrawn' then 'not-sent' end
from (
  select m.tenant_id, m.debtor_id, m.id as message_id, m.channel, m.claimed_at, m.status, m.updated_at, d.kind as debtor_kind, l.currency, l.costs, l.costs_from,
    (m.claimed_at at time zone 'Europe/Amsterdam')::date as sent_on,
    case when m.text ~* '(stellen u in gebreke|notice of default)' then 'notice-of-default'
      when m.text ~* '(vijftien dagen|fifteen days)' then 'fourteen-day-letter'
      when m.text ~* '(geven wij de vordering uit handen|hand the claim over)' then 'demand'
      when l.costs = 0 and l.last_day is null then 'notice-of-default'
      when d.kind in ('consumer', 'unknown') then 'fourteen-day-letter' else 'demand' end as kind,
    coalesce(l.last_day, case when m.channel = 'letter' then (m.claimed_at at time zone 'Europe/Amsterdam')::date + 24 end) as last_day,
    case m.status when 'sent' then 'sent' when 'delivered' then 'sent' when 'bounced' then 'void' when 'complained' then 'void'
      when 'claimed' then 'claimed' when 'unknown' then 'unknown' else 'withdrawn' end as state
  from (select message_id, min(i.currency) as currency, coalesce(max(announced_costs), max((notice->>'announcedCosts')::bigint), 0) as costs,
      max((notice->>'lastDay')::date) as last_day, max((notice->>'costsFrom')::date) as costs_from
    from ledger join invoice i on i.id = ledger.invoice_id
    where ledger.kind = 'message' and message_id is not null and (announced_costs is not null or notice is not null) group by message_id) l
  join message m on m.id = l.message_id join debtor d on d.id = m.debtor_id) x`;

const claims = `
insert into notice_claim (notice_id, invoice_id, tenant_id, cycle, amount, due_date, term_basis, default_basis, default_since, step, occurrence)
select distinct on (n.id, l.invoice_id) n.id, l.invoice_id, n.tenant_id, l.cycle, l.amount, i.due_date, i.term_basis,
  case when i.term_basis = 'agreed' then '6:83a' end, case when i.term_basis = 'agreed' then i.due_date + 1 end,
  case when l.announced_costs is not null or l.notice is not null then l.step end, case when l.announced_costs is not null or l.notice is not null then l.occurrence end
from notice n join ledger l on l.message_id = n.message_id and l.kind = 'message' join invoice i on i.id = l.invoice_id order by n.id, l.invoice_id, l.at`;

/** The notice's own message, and the copies that went beside it. */
const messages = `
update message m set notice_id = n.id from notice n where m.id = n.message_id
  or exists (select 1 from ledger c join ledger l on (l.tenant_id, l.invoice_id, l.cycle, l.step, l.occurrence) = (c.tenant_id, c.invoice_id, c.cycle, c.step, c.occurrence)
    where c.message_id = m.id and c.kind = 'copy' and l.message_id = n.message_id and l.kind = 'message')`;

/** The way back: the ledger's marks, for notices that were written since. */
const marks = `
update ledger l set announced_costs = n.announced_costs,
  notice = case when n.last_day is not null and n.state <> 'void' then jsonb_build_object('lastDay', n.last_day, 'costsFrom', n.costs_from, 'announcedCosts', n.announced_costs) end
from notice n join notice_claim c on c.notice_id = n.id
where l.message_id = n.message_id and l.kind = 'message' and c.invoice_id = l.invoice_id and c.step is not null and l.announced_costs is null`;

/** Formal notices get rows of their own, with every claim that they name; so far they were marks on ledger lines. */
export class Notices1764000000009 implements MigrationInterface {
  readonly name = 'Notices1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [tables, guard('notice'), guard('notice_claim'), notices, claims, messages]) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(marks);
    await runner.query('alter table message drop column notice_id');
    await runner.query('drop table notice_claim, notice');
  }
}
