/** The accounts of API, worker and relay, made by the operator on a database of his. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '#database/database.js';
import { lookAtBoundary } from '#house/boundary-check.js';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { runCliWith } from '../testing/run-cli.js';

let database: TestDatabase;
let owner: Client;
const run = randomBytes(4).toString('hex');

const urlOf = (name: string, password: string): string => {
  const url = new URL(database.url);
  url.username = name;
  url.password = password;
  return url.toString();
};
const given = (password = 'first-password') => ({
  DATABASE_URL: database.url,
  DATABASE_API_URL: urlOf(`acc_${run}_api`, password),
  DATABASE_WORKER_URL: urlOf(`acc_${run}_worker`, password),
  DATABASE_RELAY_URL: urlOf(`acc_${run}_relay`, password),
});
const accounts = (environment: Record<string, string>, ...flags: string[]) =>
  runCliWith({ baseUrl: 'http://127.0.0.1:1', key: 'mw_test_spec', environment }, ['db', 'accounts', ...flags]);

beforeAll(async () => {
  database = await createTestDatabase();
  owner = new Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  const { rows } = await owner.query<{ name: string }>(`select rolname as name from pg_roles where rolname like 'acc_${run}_%'`);
  for (const { name } of rows) await owner.query(`drop role "${name}"`);
  await owner.end();
  await database.drop();
});

describe('maanwerk db accounts', () => {
  it('makes what the settings name, and the API starts with it', async () => {
    const env = given();
    expect((await lookAtBoundary(env)).shutOut).toHaveLength(3);
    const { code, stdout, stderr } = await accounts(env);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: '' });
    expect(await lookAtBoundary(env)).toEqual({ unnamed: [], shutOut: [], findings: [] });
    const api = await Database.connect({ url: env.DATABASE_API_URL, account: 'api', role: 'maanwerk_app', applicationName: 'spec' });
    await api.close();
  });

  it('is safe to repeat, and changes passwords', async () => {
    expect((await accounts(given())).code).toBe(0);
    expect((await accounts(given('second-password'))).code).toBe(0);
    expect((await lookAtBoundary(given())).shutOut).toHaveLength(3);
    expect((await lookAtBoundary(given('second-password'))).shutOut).toEqual([]);
  });

  it('says what stands open still, and how to close it', async () => {
    await owner.query(`grant pg_read_all_data to acc_${run}_worker`);
    const { code, stderr } = await accounts(given());
    await owner.query(`revoke pg_read_all_data from acc_${run}_worker`);
    expect(code).toBe(1);
    expect(stderr).toContain(`the account acc_${run}_worker is a member of pg_read_all_data`);
    expect(stderr).toContain(`revoke pg_read_all_data from acc_${run}_worker`);
  });

  it('prints statements for somebody else: no password stands in them, and nothing is made', async () => {
    const before = (await owner.query('select rolname, oid from pg_roles order by 1')).rows;
    const { code, stdout, stderr } = await accounts({ DATABASE_URL: database.url }, '--sql');
    expect(code).toBe(0);
    expect((await owner.query('select rolname, oid from pg_roles order by 1')).rows).toEqual(before);
    const password = /DATABASE_API_URL=postgres:\/\/maanwerk_api:([^@]+)@/.exec(stderr)?.[1] ?? '';
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(stdout).not.toContain(password);
    expect(stdout).toContain('alter role maanwerk_relay login');
  });

  it.each([
    ['two doors with one account', { DATABASE_RELAY_URL: 'api' }, 'stands in two of'],
    ['the owner as an account', { DATABASE_API_URL: 'owner' }, 'stands in two of'],
  ])('refuses %s', async (_what, wrong, said) => {
    const values = { api: given().DATABASE_API_URL, owner: database.url };
    const over = Object.fromEntries(Object.entries(wrong).map(([name, of]) => [name, of === 'api' ? values.api : values.owner]));
    const { code, stderr } = await accounts({ ...given(), ...over });
    expect(code).not.toBe(0);
    expect(stderr).toContain(said);
  });

  it('wants the schema first', async () => {
    const empty = await createEmptyDatabase();
    const { code, stderr } = await accounts({ ...given(), DATABASE_URL: empty.url });
    await empty.drop();
    expect(code).not.toBe(0);
    expect(stderr).toContain('maanwerk db migrate');
  });
});
