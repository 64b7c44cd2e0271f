import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { Database, dataSourceOf } from './database.js';
import { migrate, pendingMigrations, revertLast } from './migrate.js';
import { tenantTables as firstTables } from './migrations/0001-first-schema.sql.js';
import { SecondChances1764000000004 } from './migrations/0004-second-chances.migration.js';

/** Every table that carries `tenant_id`: those of the first schema, and what came later. */
const tenantTables = [
  ...firstTables,
  'credit_note',
  'notice',
  'notice_claim',
  'message_claim',
  'note',
  'payment_effect',
  'import_document',
  'allowed_sender',
  'event_unsealed',
  'event_text',
  'event_chain',
  'audit_check',
  'brand',
  'document',
  'file',
  'text_override',
];

const nobody = '00000000-0000-7000-8000-000000000000';
let database: TestDatabase;
let owner: Database;
let app: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await Database.connect({ url: database.url, role: 'owner', applicationName: 'spec', poolSize: 2 });
  app = await Database.connect({ url: database.url, role: 'maanwerk_app', applicationName: 'spec', poolSize: 2 });
});
afterAll(async () => {
  await app.close();
  await owner.close();
  await database.drop();
});

interface ColumnRow {
  [name: string]: string;
  table_name: string;
  column_name: string;
  is_nullable: string;
}

describe('entities', () => {
  it('name exactly the columns of the migrated schema, with the same nullability', async () => {
    const rows = await owner.ofSystem((tx) =>
      tx.query<ColumnRow>(
        `select table_name, column_name, is_nullable from information_schema.columns where table_schema = 'public' and table_name not in ('migrations', 'typeorm_metadata') order by 1, 2`,
      ),
    );
    const inDatabase = rows.map((row) => `${row.table_name}.${row.column_name}${row.is_nullable === 'YES' ? '?' : ''}`);
    const inCode = owner.source.entityMetadatas.flatMap((entity) =>
      entity.columns.map((column) => `${entity.tableName}.${column.databaseName}${column.isNullable ? '?' : ''}`),
    );
    // The open amount is generated from columns that are never null; Postgres reports every generated column as nullable.
    expect(inCode.map((name) => (name === 'invoice.open' ? 'invoice.open?' : name)).sort()).toEqual(inDatabase.sort());
  });
});

it('a session has the limits it was given', async () => {
  const limits = { statementTimeoutMs: 1_100, lockTimeoutMs: 1_200, idleInTransactionTimeoutMs: 1_300 };
  const db = await Database.connect({ url: database.url, role: 'maanwerk_app', applicationName: 'spec', poolSize: 1, ...limits });
  const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
  const sql = 'select name, setting, unit from pg_settings where name = any($1) order by name desc';
  const rows = await db.ofSystem((tx) => tx.query(sql, [names]));
  await db.close();
  expect(rows).toEqual([
    { name: 'statement_timeout', setting: '1100', unit: 'ms' },
    { name: 'lock_timeout', setting: '1200', unit: 'ms' },
    { name: 'idle_in_transaction_session_timeout', setting: '1300', unit: 'ms' },
  ]);
});

describe('row-level security', () => {
  it('guards every table that has a tenant', async () => {
    const rows = await owner.ofSystem((tx) =>
      tx.query<{ table_name: string; guarded: boolean }>(
        `select c.table_name, k.relrowsecurity as guarded from information_schema.columns c join pg_class k on k.relname = c.table_name and k.relnamespace = 'public'::regnamespace
         where c.table_schema = 'public' and c.column_name = 'tenant_id' order by 1`,
      ),
    );
    expect(rows.filter((row) => !row.guarded)).toEqual([]);
    expect(rows.map((row) => row.table_name).sort()).toEqual([...tenantTables].sort());
  });

  it.each([...tenantTables, 'tenant'])('shows no row of %s without its tenant', async (table) => {
    expect(await app.ofSystem((tx) => tx.query(`select 1 from ${table} limit 1`))).toEqual([]);
    expect(await app.ofTenant(nobody, (tx) => tx.query(`select 1 from ${table} limit 1`))).toEqual([]);
  });

  it('refuses a row that is written for another tenant', async () => {
    const other = '00000000-0000-7000-8000-000000000001';
    const insert = app.ofTenant(nobody, (tx) =>
      tx.query(`insert into job (id, tenant_id, kind, status, input) values ($1, $2, 'x', 'queued', '{}')`, [nobody, other]),
    );
    await expect(insert).rejects.toThrow('row-level security');
  });
});

describe('credit notes', () => {
  const [tenant, debtor, policy, first, second] = [1, 2, 3, 4, 5].map((n) => `00000000-0000-7000-8000-00000000000${n}`);

  /** A house of before: two invoices, and events that say what was credited on them. */
  const before = async (owner: Database): Promise<void> =>
    owner.ofSystem(async (tx) => {
      await tx.query(`insert into tenant (id, name, mode, creditor) values ($1, 'T', 'test', '{}')`, [tenant ?? '']);
      const party = `insert into debtor (id, tenant_id, kind, name, language) values ($1, $2, 'company', 'D', 'nl')`;
      await tx.query(party, [debtor ?? '', tenant ?? '']);
      const version = `insert into policy_version (id, tenant_id, key, version, name, body) values ($1, $2, 'p', 1, 'P', '{}')`;
      await tx.query(version, [policy ?? '', tenant ?? '']);
      for (const id of [first, second])
        await tx.query(
          `insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, term_basis, policy_version_id, registered_at)
           values ($1, $2, $3, $5, '2026-01-01', '2026-01-31', 'EUR', 1000, 'agreed', $4, now())`,
          [id ?? '', tenant ?? '', debtor ?? '', policy ?? '', id ?? ''],
        );
      for (const [invoice, number] of [
        [first, 'C1'],
        [second, 'C1'],
        [second, 'C  2'],
      ])
        await tx.query(
          `insert into event (id, tenant_id, type, invoice_id, actor, at, data) values (gen_random_uuid(), $1, 'invoice.credited', $2, 'an older release', now(), $3)`,
          [tenant ?? '', invoice ?? '', JSON.stringify({ number, amount: 10, issuedOn: '2026-01-02', open: 990 })],
        );
    });

  it('that were booked before have their number, the first of two', async () => {
    const old = await createTestDatabase();
    const db = await Database.connect({ url: old.url, role: 'owner', applicationName: 'spec', poolSize: 1 });
    try {
      const known = `select to_regclass('credit_note') is not null as known`;
      while ((await db.ofSystem((tx) => tx.one<{ known: boolean }>(known)))?.known) await revertLast(old.url);
      await before(db);
      await migrate(old.url);
      const rows = await db.ofSystem((tx) =>
        tx.query('select invoice_id, number, amount::int, issued_on::text from credit_note order by issued_on, number collate "C"'),
      );
      expect(rows).toEqual([
        { invoice_id: second, number: 'C 2', amount: 10, issued_on: '2026-01-02' },
        { invoice_id: first, number: 'C1', amount: 10, issued_on: '2026-01-02' },
      ]);
    } finally {
      await db.close();
      await old.drop();
    }
  });
});

describe('migrations', () => {
  it('go up, back and up again', async () => {
    const empty = await createEmptyDatabase();
    try {
      const { applied } = await migrate(empty.url);
      expect(applied.length).toBeGreaterThan(1);
      expect(await pendingMigrations(empty.url)).toBe(false);
      await revertLast(empty.url);
      expect(await pendingMigrations(empty.url)).toBe(true);
      expect((await migrate(empty.url)).applied).toEqual(applied.slice(-1));
      // One connection for all the rest: on two shared cores, a connection a migration took most of this spec's time.
      const all = await dataSourceOf({ url: empty.url, role: 'owner', applicationName: 'spec', poolSize: 1 }).initialize();
      try {
        for (let back = 1; back <= applied.length; back += 1) {
          for (let step = 0; step < back; step += 1) await all.undoLastMigration();
          expect((await all.runMigrations()).map(({ name }) => name)).toEqual(applied.slice(-back));
        }
      } finally {
        await all.destroy();
      }
      expect((await migrate(empty.url)).applied).toEqual([]);
    } finally {
      await empty.drop();
    }
  }, 120_000);

  it('bring steps that were taken again back under the old guard, and keep what may have arrived', async () => {
    const empty = await createTestDatabase();
    const db = await Database.connect({ url: empty.url, role: 'owner', applicationName: 'spec', poolSize: 1 });
    const runner = db.source.createQueryRunner();
    try {
      // Lines without their invoice: the guard is about nothing else.
      await runner.query('set session_replication_role = replica');
      await runner.query(`insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, channel, recipient, result, at, amount, recorded_at)
        select gen_random_uuid(), '${nobody}', '${nobody}', '${nobody}', 1, step, 1, 'message', 'email', 'a@b.example', result, now(), 1, now() + make_interval(secs => n)
        from (values (1, 'reminder', 'failed'), (2, 'reminder', 'sent'), (3, 'notice', 'failed'), (4, 'notice', 'failed')) x(n, step, result)`);
      const migration = new SecondChances1764000000004();
      await migration.down(runner);
      const rows = await runner.query('select result from ledger order by recorded_at');
      expect(rows).toEqual([{ result: 'withdrawn' }, { result: 'sent' }, { result: 'withdrawn' }, { result: 'failed' }]);
      await migration.up(runner);
    } finally {
      await runner.release();
      await db.close();
      await empty.drop();
    }
  });
});
