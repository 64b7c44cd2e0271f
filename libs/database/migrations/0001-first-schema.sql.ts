/**
 * The first schema as SQL, in the order it is created. Every table with a tenant has row-level security: the application's role sees
 * the rows of the tenant its transaction names and no others; it owns no table and may not change or remove an event.
 */

const tenancy = `
create table tenant (
  id uuid primary key, name text not null, mode text not null check (mode in ('test','live')),
  creditor jsonb not null, settings jsonb not null default '{}', created_at timestamptz not null default now());
create table api_key (
  id uuid primary key, tenant_id uuid not null references tenant(id), name text not null, hint text not null, hash bytea not null unique,
  scopes text[] not null, created_at timestamptz not null default now(), expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz);
create table idempotency_key (
  tenant_id uuid not null, route text not null, key text not null, body_hash bytea not null, status int, response jsonb,
  created_at timestamptz not null default now(), primary key (tenant_id, route, key));
create table policy_version (
  id uuid primary key, tenant_id uuid not null references tenant(id), key text not null, version int not null, name text not null,
  body jsonb not null, published_at timestamptz not null default now(), unique (tenant_id, key, version));
create table test_clock (
  id uuid primary key, tenant_id uuid not null references tenant(id), name text, now timestamptz not null, status text not null check (status in ('ready','advancing','failed')),
  target timestamptz, error text, created_at timestamptz not null default now(), deletes_after timestamptz);`;

const parties = `
create table debtor (
  id uuid primary key, tenant_id uuid not null references tenant(id), external_id text,
  kind text not null check (kind in ('consumer','natural_business','company','government','unknown')),
  name text not null, language text not null check (language in ('nl','en')), segment text, email text, phone text, address jsonb, kvk text,
  preferred_channel text, refused_channels text[] not null default '{}', failed_channels text[] not null default '{}',
  do_not_contact boolean not null default false, unmatched_money boolean not null default false, payment_score int, test_clock_id uuid references test_clock(id),
  version int not null default 1, created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  unique (tenant_id, external_id));
create index debtor_by_clock on debtor (test_clock_id) where test_clock_id is not null;
create table debtor_hold (
  id uuid primary key, tenant_id uuid not null, debtor_id uuid not null references debtor(id), reason text not null, until date,
  created_at timestamptz not null default now(), lifted_at timestamptz);
create index debtor_hold_open on debtor_hold (debtor_id) where lifted_at is null;`;

const invoices = `
create table invoice (
  id uuid primary key, tenant_id uuid not null references tenant(id), debtor_id uuid not null references debtor(id), number text not null, external_id text,
  issue_date date not null, due_date date not null, currency char(3) not null, total bigint not null check (total > 0), paid bigint not null default 0,
  credited bigint not null default 0, written_off bigint not null default 0, open bigint generated always as (total - paid - credited - written_off) stored,
  description text, term_basis text not null check (term_basis in ('agreed','unilateral','none')), payment_reference text,
  policy_version_id uuid not null references policy_version(id), adopted jsonb, direct_debit_pending boolean not null default false,
  registered_at timestamptz not null, version int not null default 1, created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  unique (tenant_id, number), unique (tenant_id, external_id), check (paid + credited + written_off <= total));
create index invoice_by_debtor on invoice (debtor_id);
create index invoice_by_due on invoice (tenant_id, due_date, id);
create table chase (
  invoice_id uuid primary key references invoice(id), tenant_id uuid not null, debtor_id uuid not null, cycle int not null default 1,
  outcome text, closed_at timestamptz, close_reason text, paused_reason text, paused_until date,
  plan jsonb not null, plan_revision bigint not null default 1, next_kind text not null check (next_kind in ('step','wait','closed')),
  next_step text, next_channel text, next_at timestamptz, reason text not null, updated_at timestamptz not null default now());
create index chase_by_debtor on chase (debtor_id) where outcome is null;
create index chase_by_next on chase (tenant_id, next_at) where outcome is null;`;

const money = `
create table payment (
  id uuid primary key, tenant_id uuid not null references tenant(id), debtor_id uuid references debtor(id), invoice_id uuid references invoice(id),
  amount bigint not null check (amount > 0), currency char(3) not null, paid_on date not null, reference text, method text, iban text, name text,
  status text not null check (status in ('assigned','unmatched','reversed')), source_key text, reversed_on date, reversal_reason text,
  recorded_at timestamptz not null default now(), unique (tenant_id, source_key));
create index payment_by_invoice on payment (invoice_id);
create table allocation (
  id uuid primary key, tenant_id uuid not null, payment_id uuid not null references payment(id), invoice_id uuid references invoice(id),
  part text not null check (part in ('costs','interest','principal','credit')), amount bigint not null check (amount > 0));
create index allocation_by_payment on allocation (payment_id);
create table promise (
  id uuid primary key, tenant_id uuid not null, invoice_id uuid not null references invoice(id), date date not null, amount bigint, note text,
  status text not null check (status in ('open','kept','broken','withdrawn')), made_at timestamptz not null, ended_on date);
create index promise_by_invoice on promise (invoice_id);
create table payment_plan (
  id uuid primary key, tenant_id uuid not null, debtor_id uuid not null references debtor(id), status text not null check (status in ('active','completed','broken','cancelled')),
  agreed_at timestamptz not null, ended_on date);
create table payment_plan_invoice (plan_id uuid not null references payment_plan(id), invoice_id uuid not null references invoice(id), tenant_id uuid not null, primary key (plan_id, invoice_id));
create index payment_plan_by_invoice on payment_plan_invoice (invoice_id);
create table instalment (
  plan_id uuid not null references payment_plan(id), no int not null, tenant_id uuid not null, due_date date not null, amount bigint not null check (amount > 0),
  paid bigint not null default 0, primary key (plan_id, no));
create table dispute (
  id uuid primary key, tenant_id uuid not null, invoice_id uuid not null references invoice(id), reason text not null, amount bigint, note text,
  raised_on date not null, status text not null check (status in ('open','resolved')), outcome text, resolved_on date, credit_amount bigint);
create index dispute_by_invoice on dispute (invoice_id);`;

const work = `
create table step_override (
  id uuid primary key, tenant_id uuid not null, invoice_id uuid not null references invoice(id), cycle int not null, step text not null,
  act text not null check (act in ('skip','postpone','run-now')), until date, reason text, at timestamptz not null);
create index step_override_by_invoice on step_override (invoice_id);
create table message (
  id uuid primary key, tenant_id uuid not null, debtor_id uuid not null references debtor(id), channel text not null, provider text not null,
  template text not null, template_version text not null, tone text not null, language text not null, recipient text not null, subject text not null, html text not null, text text not null,
  idempotency_key text not null unique, status text not null check (status in ('claimed','sent','delivered','bounced','complained','rejected','unknown','withdrawn')),
  provider_message_id text, detail text, attempts int not null default 0, in_doubt boolean not null default true, first_attempt_at timestamptz, claimed_at timestamptz not null, sent_at timestamptz,
  recorded_at timestamptz not null default now(), updated_at timestamptz not null default now());
create index message_by_debtor on message (debtor_id, claimed_at);
create index message_by_provider on message (provider, provider_message_id) where provider_message_id is not null;
create table task (
  id uuid primary key, tenant_id uuid not null, invoice_id uuid not null references invoice(id), debtor_id uuid not null references debtor(id), cycle int not null,
  step text not null, occurrence int not null, kind text not null check (kind in ('call','approval')), status text not null check (status in ('open','claimed','done','expired','cancelled')),
  script text, confirm_in_writing boolean not null default false, deadline timestamptz, assignee text, outcome_code text, outcome jsonb, opened_at timestamptz not null, closed_at timestamptz);
create index task_open on task (tenant_id, status, deadline);
create index task_by_invoice on task (invoice_id);
create table ledger (
  id uuid primary key, tenant_id uuid not null, invoice_id uuid not null references invoice(id), debtor_id uuid not null, cycle int not null, step text not null, occurrence int not null,
  kind text not null check (kind in ('message','copy','confirmation','call','approval','handover','internal')), channel text not null default '', recipient text not null default '',
  result text not null check (result in ('claimed','sent','delivered','unknown','failed','open','done','expired','skipped','withdrawn')),
  at timestamptz not null, amount bigint not null, message_id uuid references message(id), task_id uuid references task(id), outcome text, reason text, notice jsonb, announced_costs bigint, deadline timestamptz,
  recorded_at timestamptz not null default now());
-- The guard of "never twice": one row that may have had an effect per step and recipient. A withdrawn claim had none.
create unique index ledger_once on ledger (tenant_id, invoice_id, cycle, step, occurrence, kind, channel, recipient) where result <> 'withdrawn';
create index ledger_by_debtor on ledger (debtor_id, at);
create index ledger_by_message on ledger (message_id);`;

const plumbing = `
create table event (
  id uuid primary key, seq bigint generated always as identity unique, tenant_id uuid not null, type text not null, debtor_id uuid, invoice_id uuid, subject_id uuid,
  actor text not null, request_id text, at timestamptz not null, recorded_at timestamptz not null default now(), data jsonb not null);
create index event_by_tenant on event (tenant_id, seq);
create index event_by_invoice on event (invoice_id, seq);
create index event_by_debtor on event (debtor_id, seq);
create table event_seal (
  tenant_id uuid not null, position bigint not null, event_id uuid not null unique references event(id), event_seq bigint not null, previous_hash bytea not null, hash bytea not null,
  sealed_at timestamptz not null default now(), primary key (tenant_id, position));
create index event_seal_by_seq on event_seal (event_seq);
create table outbox (
  seq bigint generated always as identity primary key, tenant_id uuid not null, invoice_id uuid not null, kind text not null, payload jsonb not null,
  created_at timestamptz not null default now(), attempts int not null default 0, next_attempt_at timestamptz not null default now(), done_at timestamptz, last_error text);
create index outbox_waiting on outbox (seq) where done_at is null;
create index outbox_waiting_by_chase on outbox (invoice_id, seq) where done_at is null;
create table job (
  id uuid primary key, tenant_id uuid not null, kind text not null, status text not null check (status in ('queued','running','done','failed')),
  input jsonb not null, done int not null default 0, total int, result jsonb, error text, lease_until timestamptz,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create index job_waiting on job (created_at) where status in ('queued','running');
create table provider_event (
  provider text not null, id text not null, tenant_id uuid not null, message_id uuid not null references message(id), kind text not null, at timestamptz not null,
  detail text, received_at timestamptz not null default now(), primary key (provider, id));`;

/** Tables that carry `tenant_id` and are therefore guarded by row-level security. */
export const tenantTables = [
  'api_key',
  'idempotency_key',
  'policy_version',
  'test_clock',
  'debtor',
  'debtor_hold',
  'invoice',
  'chase',
  'payment',
  'allocation',
  'promise',
  'payment_plan',
  'payment_plan_invoice',
  'instalment',
  'dispute',
  'step_override',
  'message',
  'task',
  'ledger',
  'event',
  'event_seal',
  'outbox',
  'job',
  'provider_event',
] as const;

/** Tables the house-wide role (relay, sealer, clock walker) may see over all tenants. */
const systemTables = ['outbox', 'chase', 'event', 'event_seal', 'job', 'test_clock', 'debtor', 'invoice'] as const;

const role = (name: string): string =>
  `do $$ begin create role ${name} nologin; exception when duplicate_object or unique_violation then null; end $$;
   grant ${name} to current_user; grant usage on schema public to ${name};`;

const guard = (table: string): string =>
  `alter table ${table} enable row level security;
   create policy of_tenant on ${table} to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
   grant select, insert${table === 'event' ? '' : ', update'}${table === 'idempotency_key' || table === 'test_clock' ? ', delete' : ''} on ${table} to maanwerk_app;`;

const security = `
${role('maanwerk_app')}
${role('maanwerk_system')}
${tenantTables
  .filter((table) => table !== 'event_seal')
  .map(guard)
  .join('\n')}
alter table event_seal enable row level security;
create policy of_tenant on event_seal to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
grant select on event_seal to maanwerk_app;
alter table tenant enable row level security;
create policy of_tenant on tenant to maanwerk_app using (id = nullif(current_setting('app.tenant', true), '')::uuid);
grant select on tenant to maanwerk_app;
${systemTables.map((table) => `create policy of_system on ${table} to maanwerk_system using (true);`).join('\n')}
grant select, update, delete on outbox to maanwerk_system;
grant select, update on job, test_clock to maanwerk_system;
grant insert on outbox, event to maanwerk_system;
grant select, delete on idempotency_key to maanwerk_system;
create policy of_system on idempotency_key to maanwerk_system using (true);
grant select on chase, debtor, invoice, event to maanwerk_system;
grant select, insert on event_seal to maanwerk_system;
create function find_api_key(wanted bytea) returns table (id uuid, tenant_id uuid, mode text, scopes text[]) language sql stable security definer set search_path = public as $$
  select k.id, k.tenant_id, t.mode, k.scopes from api_key k join tenant t on t.id = k.tenant_id
  where k.hash = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) $$;
create function tenant_of_message(wanted_provider text, wanted_id text) returns table (tenant_id uuid, message_id uuid, debtor_id uuid) language sql stable security definer set search_path = public as $$
  select m.tenant_id, m.id, m.debtor_id from message m where m.provider = wanted_provider and m.provider_message_id = wanted_id $$;
revoke all on function find_api_key(bytea), tenant_of_message(text, text) from public;
grant execute on function find_api_key(bytea), tenant_of_message(text, text) to maanwerk_app;`;

/** Statements that make the schema. */
export const up: readonly string[] = [tenancy, parties, invoices, money, work, plumbing, security];

/** Statements that take it away again. The roles stay: they belong to the cluster, and other databases may use them. */
export const down: readonly string[] = [
  'drop function if exists find_api_key(bytea), tenant_of_message(text, text)',
  'drop table provider_event, job, outbox, event_seal, event, ledger, task, message, step_override, dispute, instalment, payment_plan_invoice, payment_plan, promise, allocation, payment, chase, invoice, debtor_hold, debtor, test_clock, policy_version, idempotency_key, api_key, tenant cascade',
];
