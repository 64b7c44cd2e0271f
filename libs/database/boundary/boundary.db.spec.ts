/** Plays who got hold of the login of the API, of the worker or of the relay, and can send any statement. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { provisionTenant } from '#casebook/provision-tenant.js';
import { testCreditor } from '#testing/database-house.js';
import { accountUrl, createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { Database } from '../database.js';
import { type Door, doors, groupOf } from './accounts.js';
import { drawBoundary } from './draw-boundary.js';
import { ForgetfulServer, UnsafeAccount } from './good-login.js';
import { inspectBoundary } from './inspect-boundary.js';

let database: TestDatabase;
let owner: Client;
let tenantId = '';
const logins = new Map<Door, Client>();

const of = (door: Door): Client => {
  const client = logins.get(door);
  if (!client) throw new Error(`nobody logged in as ${door}`);
  return client;
};
const nameOf = (door: Door): string => inject('accounts').find((one) => one.door === door)?.name ?? '';

beforeAll(async () => {
  database = await createTestDatabase();
  const house = await Database.connect({ url: database.url, role: 'owner', applicationName: 'spec', poolSize: 1 });
  ({ tenantId } = await provisionTenant(house, {
    name: 'Theirs',
    mode: 'test',
    creditor: testCreditor,
    language: 'nl',
    pepper: 'pepper-for-tests',
  }));
  await house.close();
  owner = new Client({ connectionString: database.url });
  await owner.connect();
  for (const door of doors) {
    const client = new Client({ connectionString: accountUrl(database.url, door) });
    await client.connect();
    logins.set(door, client);
  }
});
afterAll(async () => {
  for (const client of logins.values()) await client.end();
  await owner.end();
  await database.drop();
});

/** What a statement was answered, in a transaction that is undone. */
async function tried(door: Door, ...statements: readonly string[]): Promise<{ readonly refused: string | null; readonly rows: unknown[] }> {
  const client = of(door);
  await client.query('begin');
  try {
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return { refused: null, rows };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error), rows: [] };
  } finally {
    await client.query('rollback');
  }
}

const denied = /permission denied|must be (?:superuser|owner|able)|not permitted|only roles|is not allowed/i;

describe.each(doors)('the login of the %s', (door) => {
  it.each([
    'set role maanwerk',
    'set role postgres',
    'set session authorization maanwerk',
    'set local session authorization maanwerk',
    'create role somebody superuser',
    'alter role current_user superuser',
    'alter role current_user createrole',
    'alter role current_user bypassrls',
    'grant pg_read_all_data to current_user',
    'grant pg_execute_server_program to current_user',
  ])('cannot become more: %s', async (statement) => {
    expect((await tried(door, statement)).refused).toMatch(/permission denied|does not exist|must be|only roles|admin option/i);
  });

  it('is itself whatever it resets, and none of the others', async () => {
    for (const statement of [
      'set role none',
      'reset role',
      'reset session authorization',
      'set session authorization default',
      'reset all',
    ]) {
      const { rows } = await tried(door, statement, 'select current_user::text as me, session_user::text as login');
      expect(rows).toEqual([{ me: nameOf(door), login: nameOf(door) }]);
    }
    for (const other of doors.filter((one) => one !== door))
      expect((await tried(door, `set role ${nameOf(other)}`)).refused).toMatch('permission denied to set role');
    const others = groupOf[door] === 'maanwerk_app' ? 'maanwerk_system' : 'maanwerk_app';
    expect((await tried(door, `set role ${others}`)).refused).toMatch('permission denied to set role');
    const owning = (await owner.query<{ name: string }>('select current_user::text as name')).rows[0]?.name ?? '';
    expect((await tried(door, `set role "${owning}"`)).refused).toMatch('permission denied to set role');
    expect((await tried(door, `set session authorization "${owning}"`)).refused).toMatch('permission denied to set session authorization');
  });

  it.each([
    'create temporary table api_key (id uuid)',
    'create temporary view tenant as select 1 as id',
    'create table pg_temp.message (id uuid)',
    'create temporary sequence s',
    `create function pg_temp.now() returns timestamptz language sql as 'select timestamptz ''epoch'''`,
    'create schema mine',
    'create table mine (id int)',
    'create view mine as select * from api_key',
    `create function mine() returns int language sql as 'select 1'`,
    `create function public.current_setting(text, boolean) returns text language sql as 'select ''x'''`,
    'create type mine as (a int)',
    'create extension pgcrypto',
    'create extension if not exists dblink',
    'create publication mine for all tables',
    `create event trigger mine on ddl_command_end execute function suppress_redundant_updates_trigger()`,
  ])('makes nothing that could stand before what a function of the owner means: %s', async (statement) => {
    expect((await tried(door, statement)).refused).toMatch(/permission denied|must be (?:superuser|owner)/i);
  });

  it.each([
    `copy (select 1) to program 'id'`,
    `copy tenant from program 'id'`,
    `copy (select 1) to '/tmp/x'`,
    `select pg_read_file('/etc/passwd')`,
    `select pg_read_binary_file('PG_VERSION')`,
    `select pg_ls_dir('.')`,
    `select lo_import('/etc/passwd')`,
    `select lo_export(1, '/tmp/x')`,
    `select lo_creat(-1)`,
    `select lo_create(0)`,
    `select lo_from_bytea(0, 'x')`,
    `load '$libdir/plpgsql'`,
    `select pg_reload_conf()`,
    `select pg_rotate_logfile()`,
    `select pg_stat_reset()`,
    `select pg_switch_wal()`,
    `set log_statement = 'none'`,
    `set session_replication_role = replica`,
    `set track_activities = off`,
    `select rolpassword from pg_authid`,
    `select passwd from pg_shadow`,
    `select * from pg_hba_file_rules`,
    `select * from pg_file_settings`,
    `select subconninfo from pg_subscription`,
  ])('reaches nothing of the server: %s', async (statement) => {
    expect((await tried(door, statement)).refused).toMatch(denied);
  });

  it('changes no setting of the server', async () => {
    await expect(of(door).query(`alter system set log_statement = 'none'`)).rejects.toThrow(/permission denied|must be superuser/);
  });

  it.each([
    'alter table event disable row level security',
    'alter table invoice add column x int',
    'alter table api_key owner to current_user',
    'drop table event_seal',
    'drop policy of_tenant on invoice',
    'create policy mine on invoice using (true)',
    'truncate event',
    'delete from event',
    `update event set data = '{}'`,
    'delete from event_seal',
    `update event_seal set hash = ''`,
    'drop function find_caller(bytea)',
    `alter function find_caller(bytea) set search_path = pg_temp, public`,
    `create or replace function find_caller(wanted bytea) returns table (id uuid, tenant_id uuid, mode text, scopes text[], time_zone text) language sql as 'select null::uuid, null::uuid, null, null::text[], null'`,
    'create trigger mine before insert on event for each row execute function suppress_redundant_updates_trigger()',
    'create rule mine as on insert to event do instead nothing',
    'create index mine on event (type)',
    'lock table event in access exclusive mode',
    'select * from migrations',
    `insert into tenant (id, name, mode, creditor) values (gen_random_uuid(), 'x', 'test', '{}')`,
    'delete from tenant',
    'delete from invoice',
    'grant select on api_key to public',
    `comment on table event is 'x'`,
    `security label on table event is 'x'`,
    'select setval(pg_get_serial_sequence($$event$$, $$seq$$), 9000000000000)',
    `insert into event (id, seq, tenant_id, type, actor, at, data) overriding system value values (gen_random_uuid(), 9000000000000, gen_random_uuid(), 'x', 'x', now(), '{}')`,
    `insert into event (id, tenant_id, type, actor, at, recorded_at, data) values (gen_random_uuid(), gen_random_uuid(), 'x', 'x', now(), '2001-01-01', '{}')`,
    `insert into outbox (seq, tenant_id, kind, payload) overriding system value values (9000000000000, gen_random_uuid(), 'x', '{}')`,
    'select hash from api_key',
    'select * from api_key',
    `select 1 from api_key where hash > '\\x00'`,
    `select k::text from api_key k`,
    `insert into api_key (id, tenant_id, name, hint, hash, scopes) values (gen_random_uuid(), '00000000-0000-7000-8000-000000000000', 'x', 'x', 'x', '{admin}')`,
    `update api_key set scopes = '{admin}'`,
    'update api_key set revoked_at = null',
    'delete from api_key',
  ])('changes no rule, no past and no key: %s', async (statement) => {
    const { refused } = await tried(door, `set local app.tenant = '${tenantId}'`, statement);
    expect(refused).toMatch(/permission denied|must be owner|policies on|only roles|no security label providers/i);
  });

  it('sees of other sessions what it may know: that they are there', async () => {
    const secret = `select 'a word that only the owner says'`;
    await owner.query(secret);
    const { rows } = await tried(door, `select query from pg_stat_activity where usename <> current_user`);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('a word that only the owner says');
    const { rows: pids } = await owner.query<{ pid: number }>('select pg_backend_pid() as pid');
    expect((await tried(door, `select pg_terminate_backend(${pids[0]?.pid})`)).refused).toMatch(/must be a|permission denied/);
  });

  it('gets nowhere by a tenant that an expression in a statement names', async () => {
    for (const smuggled of [
      `select set_config('app.tenant', '${tenantId}', true)`,
      `select query_to_xml($q$select set_config('app.tenant', '${tenantId}', true)$q$, true, false, '')`,
      `select * from ts_stat($q$select set_config('app.tenant', '${tenantId}', true)::tsvector$q$)`,
      `update pg_settings set setting = '${tenantId}' where name = 'work_mem'`,
    ])
      expect((await tried(door, smuggled)).refused, smuggled).toMatch('permission denied for function set_config');
    expect((await tried(door, `do $d$ begin perform set_config('app.tenant', '${tenantId}', true); end $d$`)).refused).toMatch(
      'permission denied for function set_config',
    );
  });

  it('can send no second statement after one that has parameters', async () => {
    const client = of(door);
    await expect(client.query(`select $1::int; set app.tenant = '${tenantId}'`, [1])).rejects.toThrow('multiple commands');
  });

  it('stands in a boundary that the doctor calls one', async () => {
    const catalogue = async (text: string, values: readonly string[]) => (await of(door).query(text, [...values])).rows;
    expect(await inspectBoundary({ name: nameOf(door), door }, catalogue)).toEqual([]);
  });
});

describe('without a tenant', () => {
  it.each(['api', 'worker'] as const)('the %s sees nobody', async (door) => {
    for (const table of ['tenant', 'debtor', 'invoice', 'event', 'policy_version', 'chase', 'outbox'])
      expect((await tried(door, `select 1 from ${table} limit 1`)).rows, table).toEqual([]);
  });

  it('the API gets no hash of a key out of the list of old ones, by which it could store that key as another', async () => {
    await owner.query('update api_key set marked = false');
    const { rows } = await tried(
      'api',
      `select encode(digest, 'hex') as digest, encode(sha256(digest), 'hex') as twice from unmarked_keys()`,
    );
    const kept = (await owner.query<{ hash: string }>(`select encode(hash, 'hex') as hash from api_key`)).rows.map(({ hash }) => hash);
    expect(rows).toHaveLength(kept.length);
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(kept.join('|')));
    const stolen = `select store_key_anew(digest, decode(repeat('00', 32), 'hex'), 'mine') from unmarked_keys()`;
    await tried('api', stolen);
    expect((await tried('api', stolen, "select 1 from find_caller_among(array[decode(repeat('00', 32), 'hex')])")).rows).toEqual([]);
  });

  it('the relay sees no names of creditors, messages or money, whatever tenant it names', async () => {
    for (const table of ['tenant', 'policy_version', 'message', 'payment', 'note', 'api_key', 'task'])
      expect((await tried('relay', `set local app.tenant = '${tenantId}'`, `select 1 from ${table} limit 1`)).refused, table).toMatch(
        'permission denied',
      );
  });

  it('what one transaction says of its tenant is forgotten by the next', async () => {
    expect((await tried('api', `set local app.tenant = '${tenantId}'`, 'select id from tenant')).rows).toEqual([{ id: tenantId }]);
    expect((await tried('api', 'select id from tenant')).rows).toEqual([]);
  });
});

describe('a process', () => {
  it('does not start as the owner of the tables, nor as a superuser', async () => {
    const connecting = Database.connect({ url: database.url, account: 'api', role: 'maanwerk_app', applicationName: 'spec', poolSize: 1 });
    await expect(connecting).rejects.toThrow(UnsafeAccount);
    await expect(connecting).rejects.toThrow(/is a superuser/);
  });

  it('does not start with the account of another door', async () => {
    const url = accountUrl(database.url, 'api');
    const connecting = Database.connect({ url, account: 'relay', role: 'maanwerk_system', applicationName: 'spec', poolSize: 1 });
    await expect(connecting).rejects.toThrow('is a member of maanwerk_app');
  });

  it('does not start in production on a server that forgets commits, which the one of the specs does', async () => {
    const url = accountUrl(database.url, 'api');
    const options = { url, account: 'api', role: 'maanwerk_app', applicationName: 'spec', poolSize: 1 } as const;
    const connecting = Database.connect({ ...options, durable: true });
    await expect(connecting).rejects.toThrow(ForgetfulServer);
    await expect(connecting).rejects.toThrow(/fsync is off.*synchronous_commit is off/);
  });

  it.each(doors)('starts as the account of the %s', async (door) => {
    const url = accountUrl(database.url, door);
    const db = await Database.connect({ url, account: door, role: groupOf[door], applicationName: 'spec', poolSize: 1 });
    expect(await db.ofSystem((tx) => tx.one('select current_user::text as me'))).toEqual({ me: nameOf(door) });
    await db.close();
  });
});

describe('the doctor', () => {
  const look = async (): Promise<string[]> => {
    const catalogue = async (text: string, values: readonly string[]) => (await owner.query(text, [...values])).rows;
    return (await inspectBoundary({ name: nameOf('api'), door: 'api' }, catalogue)).map(({ what }) => what);
  };
  const api = (): string => nameOf('api');

  type Opening = readonly [what: string, open: () => string, close: (() => string) | null, said: string];
  const openings: readonly Opening[] = [
    ['a superuser', () => `alter role ${api()} superuser`, () => `alter role ${api()} nosuperuser`, 'is a superuser'],
    ['one who makes accounts', () => `alter role ${api()} createrole`, () => `alter role ${api()} nocreaterole`, 'is allowed createrole'],
    [
      'one whom no row is hidden from',
      () => `alter role ${api()} bypassrls`,
      () => `alter role ${api()} nobypassrls`,
      'is allowed bypassrls',
    ],
    [
      'a member of another group',
      () => `grant maanwerk_system to ${api()}`,
      () => `revoke maanwerk_system from ${api()}`,
      'is a member of maanwerk_system',
    ],
    [
      'a member of one that reads all',
      () => `grant pg_read_all_data to ${api()}`,
      () => `revoke pg_read_all_data from ${api()}`,
      'pg_read_all_data',
    ],
    ['an owner', () => `create table mine (); alter table mine owner to ${api()}`, () => 'drop table mine', 'owns public.mine'],
    [
      'settings of its own',
      () => `alter role ${api()} set app.tenant = 'x'`,
      () => `alter role ${api()} reset all`,
      'begins every session',
    ],
    [
      'an account without its group',
      () => `revoke maanwerk_app from ${api()}`,
      () => `grant maanwerk_app to ${api()}`,
      'has not the rights of maanwerk_app',
    ],
    [
      'temporary tables',
      () => `grant temporary on database ${new URL(database.url).pathname.slice(1)} to public`,
      null,
      'may use TEMPORARY',
    ],
    ['tables in public', () => 'grant create on schema public to public', null, 'may create in the schema public'],
    [
      'a smuggled tenant',
      () => 'grant execute on function pg_catalog.set_config(text, text, boolean) to public',
      null,
      'may call set_config',
    ],
    ['large objects', () => 'grant execute on function pg_catalog.lo_create(oid) to public', null, 'may call lo_create'],
    [
      'an open search path',
      () => 'alter function find_caller(bytea) set search_path = public',
      () => 'alter function find_caller(bytea) set search_path = pg_catalog, public, pg_temp',
      'find_caller(bytea) runs with the rights of its owner',
    ],
    [
      'one without a search path',
      () => 'alter function find_caller(bytea) reset all',
      () => 'alter function find_caller(bytea) set search_path = pg_catalog, public, pg_temp',
      'find_caller(bytea) runs with the rights of its owner',
    ],
    [
      'hashes of keys',
      () => 'grant select on api_key to maanwerk_app',
      () =>
        'revoke select on api_key from maanwerk_app; grant select (id, tenant_id, name, hint, scopes, created_at, last_used_at, expires_at, revoked_at) on api_key to maanwerk_app',
      'reads api_key.hash',
    ],
    [
      'a table without its guard',
      () => 'alter table note disable row level security',
      () => 'alter table note enable row level security',
      'reaches the table note',
    ],
  ];
  it.each(openings)('sees %s', async (_what, open, close, said) => {
    await owner.query(open());
    try {
      expect((await look()).join('\n')).toContain(said);
    } finally {
      await (close === null ? drawBoundary(database.url) : owner.query(close()));
    }
    expect(await look()).toEqual([]);
  });
});
