/** What is typed for creditors and keys is checked before the database is asked. The commands themselves: administration.api.spec.ts. */
import { describe, expect, it } from 'vitest';
import { runCliWith } from '../testing/run-cli.js';
import { didYouMean } from './support/did-you-mean.js';

/** Nothing listens on port 1, so a command that gets as far as the database ends with exit code 5. */
const nowhere = {
  baseUrl: 'http://127.0.0.1:1',
  key: 'mw_test_spec',
  environment: { DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/none' },
};
const run = (...args: string[]) => runCliWith(nowhere, args);
const ten = 'ten_01kf2q6w3v8rjtn5s7d9x4m2bc';
const create = ['key', 'create', '--creditor', ten, '--name', 'spec'];

describe('a wrong value', () => {
  it.each([
    { args: ['creditor', 'create'], says: "missing required argument 'name'" },
    { args: ['creditor', 'create', ' '], says: 'A name has 1 to 200 characters' },
    { args: ['creditor', 'create', 'A', '--mode', 'prod'], says: 'Allowed choices are test, live' },
    { args: ['creditor', 'create', 'A', '--mode', 'live'], says: 'A live creditor needs --address, --iban, --email' },
    {
      args: ['creditor', 'create', 'A', '--mode', 'live', '--address', 'Kade 1', '--email', 'a@b.nl'],
      says: 'A live creditor needs --iban',
    },
    { args: ['creditor', 'create', 'A', '--iban', 'NL92ABNA0417164300'], says: '--iban' },
    { args: ['creditor', 'create', 'A', '--email', 'nobody'], says: '--email' },
    { args: ['creditor', 'create', 'A', '--kvk', '1234'], says: '8 digits' },
    { args: ['key', 'create', '--creditor', ten], says: '--name' },
    { args: ['key', 'create', '--name', 'x'], says: '--creditor' },
    { args: ['key', 'create', '--creditor', 'key_01kf2q6w3v8rjtn5s7d9x4m2bc', '--name', 'x'], says: 'maanwerk creditor list' },
    { args: [...create, '--scope', 'invoice:read'], says: 'Did you mean invoices:read?' },
    { args: [...create, '--scope', 'everything'], says: 'There are: invoices:read, invoices:write, payments:write' },
    { args: [...create, '--scope', 'calls:*'], says: '--scope' },
    { args: [...create, '--expires', '2020-01-01'], says: 'would never work' },
    { args: [...create, '--expires', 'soon'], says: '--expires' },
    { args: ['key', 'list'], says: '--creditor' },
    { args: ['key', 'revoke', 'inv_1'], says: 'maanwerk key list' },
  ])('$args', async ({ args, says }) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
  });
});

it.each([{ args: ['creditor', 'list'] }, { args: create }, { args: ['key', 'revoke', 'key_01kf2q6w3v8rjtn5s7d9x4m2bc', '--yes'] }])(
  'a database that is away is unreachable, without its password: $args',
  async ({ args }) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(5);
    expect(stderr).toContain('postgres://me:***@127.0.0.1:1/none');
    expect(stderr).not.toContain('hunter2');
  },
);

it.each(['creditor create', 'creditor list', 'key create', 'key list', 'key revoke'])('%s has examples', async (name) => {
  const { code, stdout } = await run(...name.split(' '), '--help');
  expect(code).toBe(0);
  expect(stdout).toContain(`$ maanwerk ${name}`);
});

describe('did you mean', () => {
  it.each([
    ['invoices:raed', 'invoices:read'],
    ['Admin', 'admin'],
    ['task:write', 'tasks:write'],
    ['xyz', undefined],
    ['', undefined],
  ])('%s: %s', (typed, meant) => {
    expect(didYouMean(typed, ['invoices:read', 'tasks:write', 'admin'])).toBe(meant);
  });
});
