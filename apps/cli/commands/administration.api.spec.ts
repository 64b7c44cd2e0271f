/** From an empty installation to an API that lets somebody in, and out again. */
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest } from '../../api/testing/api-under-test.js';
import { pepper } from '../../api/testing/spec-config.js';
import { scopes as apiScopes } from '../../api/http/api-keys/scopes.js';
import { type CliRun, runCliWith } from '../testing/run-cli.js';

const creditorShape = z.object({ id: z.string().startsWith('ten_'), mode: z.string(), policies: z.array(z.string()) });
const keyShape = z.object({
  id: z.string().startsWith('key_'),
  key: z.string(),
  hint: z.string(),
  scopes: z.array(z.string()),
  expiresAt: z.string().nullable(),
});
const listShape = z.object({ data: z.array(z.record(z.string(), z.unknown())) });
const details = ['--address', 'Kade 1', '--address', '1000 AA Amsterdam', '--iban', 'NL02ABNA0123456789', '--email', 'f@example.com'];

let database: TestDatabase;
let api: ApiUnderTest;
let creditor = '';
let made = 0;

const house = (more: { answer?: boolean; url?: string; pepper?: string } = {}) => ({
  baseUrl: 'http://127.0.0.1:1',
  key: 'mw_test_spec',
  environment: { DATABASE_URL: more.url ?? database.url, MAANWERK_API_KEY_PEPPER: more.pepper ?? pepper },
  ...(more.answer === undefined ? {} : { answer: more.answer }),
});
const run = (...args: string[]): Promise<CliRun> => runCliWith(house(), args);
const ok = async <T>(shape: z.ZodType<T>, ...args: string[]): Promise<T> => {
  const { code, stdout, stderr } = await run(...args, '-o', 'json');
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return shape.parse(JSON.parse(stdout));
};
const newCreditor = async (...flags: string[]) => ok(creditorShape, 'creditor', 'create', `Creditor ${++made}`, ...flags);
const newKey = (...flags: string[]) => ok(keyShape, 'key', 'create', '--creditor', creditor, '--name', 'spec', ...flags);
const ask = (path: string, key: string) => request(api.server).get(path).set('Authorization', `Bearer ${key}`);
const events = async (type: string): Promise<number> => {
  const row = await api.owner.ofSystem((tx) => tx.one<{ n: bigint }>('select count(*) as n from event where type = $1', [type]));
  return Number(row?.n);
};

beforeAll(async () => {
  database = await createTestDatabase();
  api = await ApiUnderTest.start(database.url);
});
beforeEach(async () => {
  creditor = (await newCreditor()).id;
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

describe('a creditor', () => {
  it('is made with the policies that every creditor starts with', async () => {
    const { apiKey } = await api.tenant();
    const { key } = await newKey();
    const policies = async (of: string) =>
      listShape.parse((await ask('/v1/policies', of).expect(200)).body).data.map(({ key: name }) => name);
    expect((await policies(key)).length).toBeGreaterThan(3);
    expect(await policies(key)).toEqual(await policies(apiKey));
  });

  it('is live when asked for, with what stands in his messages', async () => {
    const live = await newCreditor('--mode', 'live', ...details);
    const { data } = await ok(listShape, 'creditor', 'list');
    expect(data.find(({ id }) => id === live.id)).toMatchObject({
      mode: 'live',
      liveKeys: 0,
      creditor: { addressLines: ['Kade 1', '1000 AA Amsterdam'], iban: 'NL02ABNA0123456789', email: 'f@example.com', kvk: null },
    });
  });

  it('has his name once in each mode', async () => {
    const again = await run('creditor', 'create', `Creditor ${made}`);
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining(`already: ${creditor}`)]);
    expect((await run('creditor', 'create', `Creditor ${made}`, '--mode', 'live', ...details)).code).toBe(0);
  });

  it('says what was filled in for a test creditor, and what comes next', async () => {
    const { stdout, stderr } = await run('creditor', 'create', 'Proef', '--email', 'p@example.com');
    expect(stdout).toMatch(/^id +ten_/m);
    expect(stderr).toContain('Sample values were filled in for --address, --iban.');
    expect(stderr).toMatch(/maanwerk key create --creditor ten_/);
    expect((await run('creditor', 'list')).stdout).toMatch(/^Proef +test +NL91ABNA0417164300 +p@example\.com +0 .* ten_/m);
  });
});

describe('a key', () => {
  it('opens the API, is shown once and stored nowhere', async () => {
    const issued = await newKey();
    expect(issued).toMatchObject({ key: expect.stringMatching(/^mw_test_/), scopes: ['admin'], expiresAt: null });
    await ask('/v1/invoices', issued.key).expect(200);
    const rows = await api.owner.source.query(
      'select row_to_json(k)::text as row from api_key k union all select row_to_json(e)::text from event e',
    );
    expect(JSON.stringify(rows)).not.toContain(issued.key);
    const listed = await run('key', 'list', '--creditor', creditor, '-o', 'json');
    expect(listed.stdout).toContain(issued.hint);
    expect(listed.stdout + listed.stderr).not.toContain(issued.key);
    expect(listed.stdout).not.toContain('hash');
  });

  it('may do what its scopes say', async () => {
    const { key, scopes } = await newKey('--scope', 'invoices:read', '--scope', 'tasks:*');
    expect(scopes).toEqual(['invoices:read', 'tasks:*']);
    await ask('/v1/invoices', key).expect(200);
    await ask('/v1/tasks', key).expect(200);
    await ask('/v1/policies', key).expect(403);
  });

  it.each(apiScopes)('may be given the scope %s', async (scope) => {
    expect((await newKey('--scope', scope)).scopes).toEqual([scope]);
  });

  it('of a live creditor is a live key, and knows no test clocks', async () => {
    creditor = (await newCreditor('--mode', 'live', ...details)).id;
    const { key } = await newKey();
    expect(key).toMatch(/^mw_live_/);
    await ask('/v1/invoices', key).expect(200);
    await ask('/v1/test-clocks', key).expect(404);
  });

  it('opens nothing from its last instant on', async () => {
    const soon = await newKey('--expires', '2099-01-01');
    expect(soon.expiresAt).toBe('2098-12-31T23:00:00.000Z');
    await ask('/v1/invoices', soon.key).expect(200);
    const over = await newKey('--expires', '2099-01-01');
    await api.owner.source.query(`update api_key set expires_at = now() where hint = $1`, [over.hint]);
    await ask('/v1/invoices', over.key).expect(401);
  });

  it('needs a creditor that exists', async () => {
    const stranger = 'ten_01kf2q6w3v8rjtn5s7d9x4m2bc';
    for (const args of [['create', '--name', 'x'], ['list']]) {
      const { code, stderr } = await run('key', ...args, '--creditor', stranger);
      expect([code, stderr]).toEqual([4, expect.stringContaining(`--creditor: there is no creditor ${stranger}`)]);
    }
  });

  it('is not made under a pepper that the API cannot have', async () => {
    creditor = (await newCreditor('--mode', 'live', ...details)).id;
    const args = ['key', 'create', '--creditor', creditor, '--name', 'x'];
    const { code, stderr } = await runCliWith(house({ pepper: '' }), args);
    expect([code, stderr]).toEqual([2, expect.stringContaining('MAANWERK_API_KEY_PEPPER is not set')]);
    expect((await runCliWith(house({ pepper: 'short' }), args)).code).toBe(2);
    expect((await ok(listShape, 'key', 'list', '--creditor', creditor)).data).toEqual([]);
  });
});

describe('a revoked key', () => {
  it('opens nothing any more, keeps its first date, and both acts stand in the audit', async () => {
    const [issued, revoked] = [await events('key.issued'), await events('key.revoked')];
    const { id, key } = await newKey();
    const first = await run('key', 'revoke', id, '--yes');
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('Revoked.')]);
    await ask('/v1/invoices', key).expect(401);
    const list = () => ok(listShape, 'key', 'list', '--creditor', creditor);
    const { data } = await list();
    const again = await run('key', 'revoke', id);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('revoked already, on 20')]);
    expect((await list()).data).toEqual(data);
    expect([(await events('key.issued')) - issued, (await events('key.revoked')) - revoked]).toEqual([1, 1]);
  });

  it('leaves the other keys alone', async () => {
    const [one, other] = [await newKey(), await newKey()];
    await run('key', 'revoke', one.id, '--yes');
    await ask('/v1/invoices', other.key).expect(200);
  });

  it('is asked about: no and silence keep it', async () => {
    const { id, key } = await newKey();
    const silence = await run('key', 'revoke', id);
    expect([silence.code, silence.stderr]).toEqual([4, expect.stringContaining('add --yes')]);
    const no = await runCliWith(house({ answer: false }), ['key', 'revoke', id]);
    expect([no.code, no.stderr]).toEqual([4, expect.stringContaining('Nothing was revoked')]);
    await ask('/v1/invoices', key).expect(200);
    const yes = await runCliWith(house({ answer: true }), ['key', 'revoke', id]);
    expect([yes.code, yes.stderr]).toEqual([0, expect.stringMatching(/Revoke the key "spec" \(mw_test_/)]);
  });

  it('must exist', async () => {
    const { code, stderr } = await run('key', 'revoke', 'key_01kf2q6w3v8rjtn5s7d9x4m2bc', '--yes');
    expect([code, stderr]).toEqual([4, expect.stringContaining('There is no key key_01kf2q6w3v8rjtn5s7d9x4m2bc')]);
  });
});

it('says what to do about a database without our schema', async () => {
  const empty = await createEmptyDatabase();
  const { code, stderr } = await runCliWith(house({ url: empty.url }), ['creditor', 'list']);
  await empty.drop();
  expect([code, stderr]).toEqual([4, expect.stringContaining('maanwerk db migrate')]);
});

describe('as whom a creditor may send', () => {
  const allowedOf = async (id: string) => {
    const key = (await ok(keyShape, 'key', 'create', '--creditor', id, '--name', 'spec')).key;
    return { key, ...(await ask('/v1/creditor', key)).body.allowedSenders };
  };
  const grant = z.record(z.string(), z.unknown());

  it('is allowed by the operator, once, for this creditor alone, and stands in the audit', async () => {
    const before = await events('creditor.sender_allowed');
    const args = ['creditor', 'allow-sender', creditor, '--domain', 'Smit.Example', '--sms-name', 'Bakker Smit'];
    expect(await ok(grant, ...args)).toEqual({ creditor, allowed: ['smit.example', 'Bakker Smit'] });
    await ok(grant, ...args);
    expect(await events('creditor.sender_allowed')).toBe(before + 2);
    expect(await allowedOf(creditor)).toMatchObject({ domains: ['smit.example'], smsNames: ['Bakker Smit'] });
    const other = (await newCreditor()).id;
    expect(await allowedOf(other)).toMatchObject({ domains: [], smsNames: [] });
  });

  it('is taken back: he sends as the house from then on, and hears of it by the version of his data', async () => {
    await ok(grant, 'creditor', 'allow-sender', creditor, '--domain', 'smit.example');
    const { key } = await allowedOf(creditor);
    const set = await request(api.server)
      .patch('/v1/creditor')
      .set({ Authorization: `Bearer ${key}`, 'If-Match': '"v1"' })
      .send({ senderAddress: 'Facturen@SMIT.example' });
    expect([set.status, set.headers['etag']]).toEqual([200, '"v2"']);
    const { stderr } = await run('creditor', 'withdraw-sender', creditor, '--domain', 'smit.example');
    expect(stderr).toContain('He sent as smit.example');
    const after = await ask('/v1/creditor', key);
    expect(after.body).toMatchObject({ senderAddress: null, allowedSenders: { domains: [] } });
    expect(after.headers['etag']).toBe('"v3"');
    expect((await run('creditor', 'withdraw-sender', creditor, '--domain', 'smit.example')).stderr).not.toContain('He sent');
  });

  it.each([
    [['--domain', 'no domain'], 2, 'Write a domain'],
    [['--domain', '*.example'], 2, 'Write a domain'],
    [['--sms-name', '0612345678'], 2, '3 to 11'],
    [[], 2, 'Nothing to allow'],
  ])('is not %j', async (args, wanted, words) => {
    const { code, stderr } = await run('creditor', 'allow-sender', creditor, ...args);
    expect([code, stderr]).toEqual([wanted, expect.stringContaining(words)]);
  });

  it('is said of a creditor that exists', async () => {
    const { code, stderr } = await run('creditor', 'allow-sender', 'ten_01m81w54fqehxsqf8dghj7fxgw', '--domain', 'a.example');
    expect([code, stderr]).toEqual([4, expect.stringContaining('There is no creditor')]);
  });
});
