/**
 * Sealing, as SQL: what waits for its seal, the head of each chain, and the function that seals. A seal says by which canonical body it was made
 * (`version`); the bodies are read by `libs/database/audit/bodies.ts`, which has to agree with the one written here.
 */

/** Which columns a process may give an event: its number and the time it was written are the database's to give. */
const givenColumns = 'id, tenant_id, type, debtor_id, invoice_id, subject_id, actor, request_id, at, data';

/** Functions that run as their owner look names up nowhere else; a temporary table of the caller comes last. */
const pinned = 'security definer set search_path = pg_catalog, public, pg_temp';

const tables = `
create table event_unsealed (
  tenant_id uuid not null, seq bigint not null, event_id uuid not null, primary key (tenant_id, seq));
create table event_chain (
  tenant_id uuid primary key, position bigint not null, hash bytea not null, sealed_at timestamptz not null);
create table audit_check (
  tenant_id uuid primary key, position bigint not null default 0, hash bytea, checked_at timestamptz, again_position bigint not null default 0,
  again_hash bytea, whole_at timestamptz, findings jsonb not null default '[]', findings_count int not null default 0);
alter table event_seal add column version smallint not null default 1;
alter table event_seal alter column version drop default;`;

const queue = `
create function queue_for_sealing() returns trigger language plpgsql ${pinned} as $$
begin
  insert into public.event_unsealed (tenant_id, seq, event_id) select tenant_id, seq, id from fresh;
  return null;
end $$;
create trigger queue_for_sealing after insert on event referencing new table as fresh for each statement execute function queue_for_sealing();`;

/** Old heads, and what the sealer of before had not come to. Full reads, once. */
const backfill = `
insert into event_chain (tenant_id, position, hash, sealed_at)
  select distinct on (tenant_id) tenant_id, position, hash, sealed_at from event_seal order by tenant_id, position desc;
insert into event_unsealed (tenant_id, seq, event_id)
  select e.tenant_id, e.seq, e.id from event e where not exists (select 1 from event_seal s where s.event_id = e.id);
drop index event_seal_by_seq;`;

/**
 * Body 2, as JSON of Postgres (keys in its order): moments as seconds since 1970, which no time zone changes. The hash covers the body of the
 * event, its place in the chain of its creditor and the moment of sealing.
 */
const functions = `
create function seal_events_of(wanted uuid, beyond bigint, at_most int, out sealed int, out last_seq bigint) language plpgsql ${pinned} as $$
declare
  head public.event_chain;
  e public.event;
  moment timestamptz := clock_timestamp();
  before bytea;
  ids uuid[] := '{}';
  seqs bigint[] := '{}';
  links bytea[] := '{}';
begin
  insert into public.event_chain (tenant_id, position, hash, sealed_at) values (wanted, 0, decode(repeat('00', 32), 'hex'), moment) on conflict do nothing;
  -- Another sealer that holds this chain seals what there is.
  select * into head from public.event_chain where tenant_id = wanted for update skip locked;
  sealed := 0;
  if not found then
    return;
  end if;
  before := head.hash;
  for e in select w.* from public.event_unsealed q join public.event w on w.id = q.event_id and w.seq = q.seq and w.tenant_id = q.tenant_id
    where q.tenant_id = wanted and q.seq > beyond order by q.seq limit at_most
  loop
    sealed := sealed + 1;
    head.hash := sha256(head.hash || convert_to(jsonb_build_object('version', 2, 'tenant_id', wanted, 'position', head.position + sealed,
      'sealed_at', extract(epoch from moment)::text, 'event', jsonb_build_object('id', e.id, 'seq', e.seq, 'tenant_id', e.tenant_id, 'type', e.type,
      'debtor_id', e.debtor_id, 'invoice_id', e.invoice_id, 'subject_id', e.subject_id, 'actor', e.actor, 'request_id', e.request_id,
      'at', extract(epoch from e.at)::text, 'recorded_at', extract(epoch from e.recorded_at)::text, 'data', e.data))::text, 'UTF8'));
    ids := ids || e.id;
    seqs := seqs || e.seq;
    links := links || head.hash;
  end loop;
  if sealed = 0 then
    return;
  end if;
  last_seq := seqs[sealed];
  insert into public.event_seal (tenant_id, position, event_id, event_seq, previous_hash, hash, sealed_at, version)
    select wanted, head.position + t.n, t.id, t.seq, coalesce(lag(t.link) over (order by t.n), before), t.link, moment, 2
    from unnest(ids, seqs, links) with ordinality t (id, seq, link, n);
  delete from public.event_unsealed q using unnest(seqs) t (seq) where q.tenant_id = wanted and q.seq = t.seq;
  update public.event_chain set position = head.position + sealed, hash = head.hash, sealed_at = moment where tenant_id = wanted;
end $$;
create function seal_events(beyond uuid, creditors int, events int) returns table (tenant_id uuid, sealed int, last_seq bigint, failure text) language plpgsql ${pinned} as $$
#variable_conflict use_column
begin
  for n in 1 .. creditors loop
    select next_q.tenant_id into tenant_id from (select q.tenant_id from public.event_unsealed q
      where q.tenant_id > coalesce(beyond, '00000000-0000-0000-0000-000000000000') order by q.tenant_id limit 1) next_q;
    exit when not found;
    beyond := tenant_id;
    sealed := 0;
    last_seq := null;
    failure := null;
    begin
      select s.sealed, s.last_seq into sealed, last_seq from public.seal_events_of(tenant_id, -9223372036854775808, events) s;
    exception when others then
      -- The chain of one creditor that somebody broke is no reason to leave the others unsealed.
      failure := sqlstate;
    end;
    return next;
  end loop;
end $$;
revoke all on function queue_for_sealing(), seal_events_of(uuid, bigint, int), seal_events(uuid, int, int) from public;
grant execute on function seal_events(uuid, int, int), seal_events_of(uuid, bigint, int) to maanwerk_system;`;

const tenantsOnly = (table: string): string => `
alter table ${table} enable row level security;
create policy of_tenant on ${table} to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
grant select on ${table} to maanwerk_app;
create policy of_system on ${table} to maanwerk_system using (true);`;

const security = `
${['event_unsealed', 'event_chain', 'audit_check'].map(tenantsOnly).join('')}
grant select on event_unsealed, event_chain to maanwerk_system;
grant select on sequence event_seq_seq to maanwerk_system;
grant select, insert, update on audit_check to maanwerk_system;
revoke insert on event from maanwerk_app, maanwerk_system;
grant insert (${givenColumns}) on event to maanwerk_app;
revoke insert on event_seal from maanwerk_system;`;

/** Statements that bring it. The sealer of before may no more: a worker of the version before seals nothing until it is replaced. */
export const up: readonly string[] = [
  'lock table event, event_seal in share row exclusive mode',
  tables,
  queue,
  backfill,
  functions,
  security,
];

/** Statements that take it away. Seals of version 2 stay, and the verifier of before knows them not. */
export const down: readonly string[] = [
  `revoke insert (${givenColumns}) on event from maanwerk_app`,
  'revoke select on sequence event_seq_seq from maanwerk_system',
  'grant insert on event to maanwerk_app, maanwerk_system',
  'grant insert on event_seal to maanwerk_system',
  'drop function seal_events(uuid, int, int), seal_events_of(uuid, bigint, int)',
  'drop trigger queue_for_sealing on event',
  'drop function queue_for_sealing()',
  'drop table event_unsealed, event_chain, audit_check',
  'alter table event_seal drop column version',
  'create index event_seal_by_seq on event_seal (event_seq)',
];
