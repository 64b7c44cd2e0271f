import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionTenant } from '#casebook/provision-tenant.js';
import { DatabaseHouse, testCreditor } from '#testing/database-house.js';
import { createTestDatabase } from '#testing/test-database.js';
import { Database } from '../database.js';
import { migrate, revertLast } from '../migrate.js';
import { sealEvents } from './seal-events.js';
import { verifyChain } from './verify-chain.js';
import { beginning } from './check-seals.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

const seal = () => sealEvents(house.dbs.system);
const verified = (tenantId = house.tenantId) => verifyChain(house.dbs.system, { tenantId, from: beginning });
const sound = { findings: [], findingsCount: 0, ended: true };
const waiting = async () => (await house.rows<{ n: number }>('select count(*)::int as n from event_unsealed'))[0]?.n;

/** Writes events of a made-up type for a creditor, as the application would, and leaves the transaction open until it is told. */
function openTransaction(): { readonly written: Promise<void>; readonly commit: () => Promise<void> } {
  let commit: () => void = () => undefined;
  let written: () => void = () => undefined;
  const isWritten = new Promise<void>((resolve) => (written = resolve));
  const mayCommit = new Promise<void>((resolve) => (commit = resolve));
  const done = house.dbs.app.ofTenant(house.tenantId, async (tx) => {
    await tx.query(
      `insert into event (id, tenant_id, type, actor, at, data) values (gen_random_uuid(), $1, 'spec.late', 'spec', now(), '{}')`,
      [house.tenantId],
    );
    written();
    await mayCommit;
  });
  return {
    written: isWritten,
    commit: async () => {
      commit();
      await done;
    },
  };
}

async function anotherCreditor(): Promise<string> {
  const order = { name: 'Other', mode: 'test', creditor: testCreditor, language: 'nl', pepper: 'pepper-for-tests' } as const;
  return (await provisionTenant(house.dbs.owner, order)).tenantId;
}

const many = (tenantId: string, count: number) =>
  house.rows(
    `insert into event (id, tenant_id, type, actor, at, data) select gen_random_uuid(), $1, 'spec.many', 'spec', now(), '{}' from generate_series(1, $2::int)`,
    [tenantId, count],
  );

describe('sealing', () => {
  it('takes every event once, in order, also with several sealers', async () => {
    for (let n = 0; n < 5; n++) await house.register();
    await Promise.all([seal(), seal(), seal()]);
    await seal();
    const [events] = await house.rows<{ n: number }>('select count(*)::int as n from event');
    const positions = await house.rows<{ position: bigint }>('select position from event_seal order by position');
    expect(positions.map((row) => row.position)).toEqual(Array.from({ length: events?.n ?? 0 }, (_, index) => BigInt(index + 1)));
    expect(await verified()).toMatchObject(sound);
    expect(await seal()).toEqual({ events: 0, failures: [] });
    expect(await waiting()).toBe(0);
  });

  it('takes an event that committed after any number of later ones were sealed', async () => {
    const late = openTransaction();
    await late.written;
    await many(house.tenantId, 25_000);
    expect((await seal()).events).toBe(25_000);
    await late.commit();
    expect((await seal()).events).toBe(1);
    expect(await verified()).toMatchObject(sound);
  });

  it('goes on for everybody when somebody gave an event a huge number, and counts what waits', async () => {
    const other = await anotherCreditor();
    await house.rows(
      `insert into event (id, seq, tenant_id, type, actor, at, data) overriding system value values (gen_random_uuid(), 9000000000000000000, $1, 'spec.huge', 'spec', now(), '{}')`,
      [house.tenantId],
    );
    await many(house.tenantId, 2);
    await many(other, 3);
    expect(await waiting()).toBe(6);
    expect((await seal()).events).toBe(6);
    expect(await waiting()).toBe(0);
    expect((await verified()).findings).toMatchObject([{ code: 'event-number-forged' }]);
    expect(await verified(other)).toMatchObject(sound);
    await house.rows('delete from event_seal where event_seq = 9000000000000000000'); // the chain is of no use to the specs below
  });

  it('gives creditors turns: one with very many events delays nobody', async () => {
    const [busy, quiet] = [await anotherCreditor(), await anotherCreditor()];
    await many(busy, 30_000);
    await many(quiet, 1);
    // Stopped after the first round: by then the quiet one is sealed, and of the busy one a turn.
    expect((await sealEvents(house.dbs.system, () => true)).events).toBe(501);
    expect(await verified(quiet)).toMatchObject({ ...sound, read: 1 });
    expect((await seal()).events).toBe(29_500);
    expect(await verified(busy)).toMatchObject({ ...sound, read: 30_000 });
  });

  it('goes on for the others when the chain of one is broken', async () => {
    const [broken, whole] = [await anotherCreditor(), await anotherCreditor()];
    for (const tenantId of [broken, whole]) await many(tenantId, 2);
    await seal();
    await house.rows('delete from event_chain where tenant_id = $1', [broken]);
    for (const tenantId of [broken, whole]) await many(tenantId, 2);
    expect(await seal()).toEqual({ events: 2, failures: [{ tenantId: broken, sqlState: '23505' }] });
    expect(await waiting()).toBe(2);
    expect(await verified(whole)).toMatchObject({ ...sound, read: 4 });
  });
});

describe('a house of the version before', () => {
  it('keeps its chain, and what it had not sealed is sealed', async () => {
    const old = await createTestDatabase();
    const db = await Database.connect({ url: old.url, role: 'owner', applicationName: 'spec', poolSize: 1 });
    try {
      const known = `select to_regclass('event_chain') is not null as known`;
      while ((await db.ofSystem((tx) => tx.one<{ known: boolean }>(known)))?.known) await revertLast(old.url);
      const tenantId = '00000000-0000-7000-8000-000000000001';
      await db.ofSystem(async (tx) => {
        await tx.query(
          `insert into event (id, tenant_id, type, actor, at, data) select gen_random_uuid(), $1, 'spec.old', 'spec', now(), '{}' from generate_series(1, 3)`,
          [tenantId],
        );
        await tx.query(
          `insert into event_seal (tenant_id, position, event_id, event_seq, previous_hash, hash)
           select tenant_id, 1, id, seq, decode(repeat('00', 32), 'hex'), sha256(decode(repeat('00', 32), 'hex') || convert_to(to_jsonb(e)::text, 'UTF8'))
           from event e order by seq limit 1`,
        );
      });
      await migrate(old.url);
      expect((await sealEvents(db)).events).toBe(2);
      expect(await verifyChain(db, { tenantId, from: beginning })).toMatchObject({ ...sound, read: 3 });
      const versions = await db.ofSystem((tx) => tx.query('select version from event_seal order by position'));
      expect(versions).toEqual([{ version: 1 }, { version: 2 }, { version: 2 }]);
    } finally {
      await db.close();
      await old.drop();
    }
  });
});

describe('who may what', () => {
  const columns = `id, tenant_id, type, actor, at, data`;
  const values = `gen_random_uuid(), $1, 'spec.x', 'spec', now(), '{}'`;
  const asApp = (sql: string) => house.dbs.app.ofTenant(house.tenantId, (tx) => tx.query(sql, [house.tenantId]));
  const asSystem = (sql: string) => house.dbs.system.ofSystem((tx) => tx.query(sql, [house.tenantId]));

  it.each([
    ['a number', `insert into event (seq, ${columns}) overriding system value values (77, ${values})`],
    ['the moment it was written', `insert into event (recorded_at, ${columns}) values (now() - interval '1 year', ${values})`],
    [
      'a seal',
      `insert into event_seal (tenant_id, position, event_id, event_seq, previous_hash, hash, version) values ($1, 1, gen_random_uuid(), 1, '', '', 2)`,
    ],
    ['an event that skips the queue', 'delete from event_unsealed where tenant_id = $1'],
    ['a head', 'update event_chain set position = 1 where tenant_id = $1'],
  ])('neither the application nor the worker may give %s', async (_, sql) => {
    await expect(asApp(sql)).rejects.toThrow('permission denied');
    await expect(asSystem(sql)).rejects.toThrow('permission denied');
  });

  it('the application writes events, the worker seals them and writes none', async () => {
    await asApp(`insert into event (${columns}) values (${values})`);
    await expect(asSystem(`insert into event (${columns}) values (${values})`)).rejects.toThrow('permission denied');
    await expect(asApp('select * from seal_events($1, 1, 1)')).rejects.toThrow('permission denied');
    await expect(asApp('select * from seal_events_of($1, 1, 1)')).rejects.toThrow('permission denied');
  });

  it('what looks for tables of another schema finds none: the functions have their own path', async () => {
    const rows = await house.rows<{ name: string; config: string[] | null }>(
      `select proname as name, proconfig as config from pg_proc where proname in ('queue_for_sealing', 'seal_events', 'seal_events_of') order by 1`,
    );
    expect(rows.map(({ config }) => config)).toEqual(Array.from({ length: 3 }, () => ['search_path=pg_catalog, public, pg_temp']));
  });
});
