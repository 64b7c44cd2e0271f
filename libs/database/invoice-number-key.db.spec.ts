/** Invoice numbers that are one number: how Postgres compares them, and what becomes of twins of an older release. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoiceNumberKey } from '#contracts/human-text.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { Database } from './database.js';
import { migrate, revertLast } from './migrate.js';
import { findInvoiceByNumber } from './queries/invoice-views.js';
import type { Parameter } from './tx.js';

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [tenant, other] = [id(1), id(2)];

let database: TestDatabase;
let owner: Database;
let app: Database;

const sql = <Row extends Record<string, unknown>>(text: string, values: readonly Parameter[] = []) =>
  owner.ofSystem((tx) => tx.query<Row>(text, values));
const keyed = async (): Promise<boolean> =>
  (await sql(`select 1 from information_schema.columns where table_name = 'invoice' and column_name = 'number_key'`)).length > 0;
const insert = (n: number, number: string, of = tenant): Promise<unknown> =>
  sql(
    `insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, term_basis, policy_version_id, registered_at, created_at)
     values ($1, $2, $3, $4, '2026-02-01', '2026-03-10', 'EUR', 100, 'agreed', $5, now(), to_timestamp($6))`,
    [id(n), of, id(of === tenant ? 10 : 11), number, id(of === tenant ? 20 : 21), 1_770_000_000 + n],
  );
const found = (number: string, of = tenant): Promise<string | null> =>
  app.ofTenant(of, async (tx) => (await findInvoiceByNumber(tx, number))?.id ?? null);

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await Database.connect({ url: database.url, role: 'owner', applicationName: 'spec', poolSize: 2 });
  app = await Database.connect({ url: database.url, role: 'maanwerk_app', applicationName: 'spec', poolSize: 2 });
  for (const [n, of] of [tenant, other].entries()) {
    await sql(`insert into tenant (id, name, mode, creditor) values ($1, $2, 'test', '{}')`, [of, `T${n}`]);
    await sql(`insert into policy_version (id, tenant_id, key, version, name, body) values ($1, $2, 'p', 1, 'P', '{}')`, [id(20 + n), of]);
    await sql(`insert into debtor (id, tenant_id, kind, name, language) values ($1, $2, 'company', 'D', 'nl')`, [id(10 + n), of]);
  }
  while (await keyed()) await revertLast(database.url);
  await insert(101, 'F-1');
  await insert(102, 'f-1');
  await insert(103, 'F - 1');
  await insert(104, 'F-2');
  await insert(105, 'F-1', other);
  await migrate(database.url);
});
afterAll(async () => {
  await app.close();
  await owner.close();
  await database.drop();
});

describe('numbers of an older release', () => {
  it('that are one now each stay, and are found as they are spelled', async () => {
    expect(await Promise.all(['F-1', 'f-1', 'F - 1', 'F-2', 'f-2', 'F–1'].map((number) => found(number)))).toEqual([
      id(101),
      id(102),
      id(103),
      id(104),
      id(104),
      null,
    ]);
    expect(await found('f-1', other)).toBe(id(105));
  });
});

describe('a number', () => {
  it('is refused in each spelling that another invoice of the creditor has, and in no other', async () => {
    for (const twin of ['F-2', 'f-2', 'F-\u00a02', '\uff26-2', 'f\u200b-\ufeff2'])
      await expect(insert(200, twin)).rejects.toMatchObject({ constraint: 'invoice_tenant_id_number_key' });
    await insert(201, 'F2');
    await insert(202, 'F-2', other);
  });

  it('has the same key in Postgres as in the importer', async () => {
    const spelled = fc.array(
      fc.constantFrom(
        'F',
        'f',
        'É',
        'é',
        'Œ',
        'œ',
        'Ÿ',
        'ﬁ',
        'Ａ',
        'ａ',
        '１',
        '1',
        '-',
        '/',
        ' ',
        '\u00a0',
        '\u200b',
        '\u3164',
        '\u2800',
        '\u034f',
        '\u3000',
        '\ufe0f',
      ),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    const numbers = fc.sample(spelled, { numRuns: 2_000, seed: 162597880 }).map((letters) => letters.join(''));
    const rows = await sql<{ key: string }>(
      'select invoice_number_key(n) as key from unnest($1::text[]) with ordinality t (n, o) order by o',
      [numbers],
    );
    expect(rows.map(({ key }) => key)).toEqual(numbers.map(invoiceNumberKey));
  });

  it('loses in Postgres each single character that the importer leaves out, and folds each Latin capital', async () => {
    const letters = Array.from({ length: 0xfffd }, (_, n) => n + 1)
      .filter((n) => (n < 0xd800 || n > 0xdfff) && n !== 0x130)
      .map((n) => String.fromCodePoint(n))
      .filter((letter) => invoiceNumberKey(letter) === '' || letter < '\u0180');
    const rows = await sql<{ key: string }>(
      'select invoice_number_key(n) as key from unnest($1::text[]) with ordinality t (n, o) order by o',
      [letters],
    );
    const differ = letters.flatMap((letter, n) => (rows[n]?.key === invoiceNumberKey(letter) ? [] : [letter.codePointAt(0)?.toString(16)]));
    expect(differ).toEqual([]);
    expect(letters.length).toBeGreaterThan(300);
  });
});
