import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { email, endWorld, startReceiver, startWorld, type World } from './testing/simulated-world.js';

afterEach(endWorld);

/** Status of a send, or `cut` when the line broke. */
const outcome = async (world: World, mail: Record<string, unknown>, key = 'k'): Promise<number | 'cut'> =>
  world.post('/emails', mail, { 'idempotency-key': key }).then(
    ({ status }) => status,
    () => 'cut' as const,
  );

const executions = async (world: World): Promise<unknown> => (await world.get('/_sim/ledger')).json;

describe('faults by address', () => {
  it.each([
    ['refuse@x.example', [422, 422]],
    ['refuse+jan@x.example', [422, 422]],
    ['refuser@x.example', [200, 200]],
    ['throttle@x.example', [429, 200]],
    ['cut@x.example', ['cut', 200]],
    ['jan@x.example', [200, 200]],
  ])('%s answers %j', async (to, expected) => {
    const world = await startWorld();
    expect([await outcome(world, email({ to })), await outcome(world, email({ to }))]).toEqual(expected);
  });

  it.each([
    ['bounce@x.example', ['email.sent', 'email.bounced'], 'Permanent'],
    ['softbounce@x.example', ['email.sent', 'email.bounced'], 'Transient'],
    ['complain@x.example', ['email.sent', 'email.delivered', 'email.complained'], ''],
    ['jan@x.example', ['email.sent', 'email.delivered'], ''],
  ])('%s goes through %j', async (to, types, detail) => {
    const world = await startWorld();
    await world.post('/emails', email({ to }));
    await expect
      .poll(async () => (await world.get('/_sim/messages')).json)
      .toMatchObject({ data: [{ events: types.map((type, index) => (index === types.length - 1 ? { type, detail } : { type })) }] });
  });

  it('hang@ never answers and executes nothing', async () => {
    const world = await startWorld();
    const body = JSON.stringify(email({ to: 'hang@x.example' }));
    const caller = new AbortController();
    const headers = { authorization: 'Bearer x' };
    const answer = fetch(`${world.simulator.url}/emails`, { method: 'POST', body, headers, signal: caller.signal }).catch(() => 'aborted');
    // Given up only once the simulator has the request: how long that takes is the machine's affair.
    await expect.poll(() => executions(world)).toMatchObject({ executions: [], requests: [{ verdict: 'hang' }] });
    caller.abort();
    expect(await answer).toBe('aborted');
    expect(await executions(world)).toMatchObject({ executions: [] });
  });
});

describe('scripted faults', () => {
  it('match by recipient, tag and number of the call, as often as told', async () => {
    const world = await startWorld();
    const script = (body: unknown) => world.post('/_sim/scripts', body);
    expect((await script({ match: { to: 'JAN@debtor.example', nth: 2 }, do: 'refuse' })).status).toBe(201);
    await script({ match: { tag: 'step=notice' }, do: 'throttle', times: 2, retryAfterSeconds: 9 });
    const notice = email({ to: 'piet@x.example', tags: [{ name: 'step', value: 'notice' }] });
    const outcomes = [];
    for (let call = 0; call < 3; call++) outcomes.push(await outcome(world, email(), `j${call}`), await outcome(world, notice, `p${call}`));
    expect(outcomes).toEqual([200, 429, 422, 429, 200, 200]);
  });

  it('are listed, and gone after DELETE and after a reset', async () => {
    const world = await startWorld();
    await world.post('/_sim/scripts', { do: 'refuse' });
    expect((await world.get('/_sim/scripts')).json).toMatchObject({ data: [{ script: { do: 'refuse' } }] });
    await fetch(`${world.simulator.url}/_sim/scripts`, { method: 'DELETE' });
    expect(await outcome(world, email())).toBe(200);
    await world.post('/_sim/scripts', { do: 'refuse' });
    await world.post('/_sim/reset', '');
    expect(await executions(world)).toEqual({ executions: [], requests: [] });
    expect(readFileSync(join(world.dataDir, 'messages.jsonl'), 'utf8')).toBe('');
    expect(await outcome(world, email())).toBe(200);
  });

  it.each([
    { do: 'explode' },
    { do: 'refuse', typo: 1 },
    { do: 'execute-and-call' },
    { do: 'execute-and-call', url: 'file:///etc/passwd' },
    'x',
  ])('refuses the script %j', async (script) => {
    const world = await startWorld();
    expect(await world.post('/_sim/scripts', script)).toMatchObject({ status: 400, json: { code: 'invalid' } });
  });

  it('execute-and-cut: the ledger knows before the line breaks, and the repeat gets the same id', async () => {
    const world = await startWorld();
    await world.post('/_sim/scripts', { do: 'execute-and-cut', times: 1 });
    expect(await outcome(world, email())).toBe('cut');
    const [line] = readFileSync(join(world.dataDir, 'ledger.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({
      executed: {
        seq: 1,
        key: 'k',
        to: ['jan@debtor.example'],
        tags: { step: 'reminder', invoice: 'inv_1' },
        bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(await executions(world)).toMatchObject({ executions: [{ seq: 1, repliedAt: null }] });
    expect(await outcome(world, email())).toBe(200);
    expect(await executions(world)).toMatchObject({
      executions: [{ seq: 1 }],
      requests: [{ verdict: 'executed' }, { verdict: 'replayed' }],
    });
  });

  it.each([
    ['cut', 'cut'],
    ['answer', 200],
  ] as const)('execute-and-call: executes, calls and waits, then %s', async (afterwards, expected) => {
    const world = await startWorld();
    const seen: unknown[] = [];
    const harness = createServer((request, response) => {
      request.resume();
      void executions(world).then((ledger) => {
        seen.push(ledger);
        response.end();
      });
    });
    await new Promise<void>((resolve) => void harness.listen(0, '127.0.0.1', resolve));
    const address = harness.address();
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
    await world.post('/_sim/scripts', { do: 'execute-and-call', url, afterwards, times: 1 });
    expect(await outcome(world, email())).toBe(expected);
    expect(seen).toMatchObject([{ executions: [{ key: 'k', repliedAt: null }] }]);
    harness.close();
  });
});

describe('delivery reports', () => {
  const secret = 'whsec_c2ltdWxhdG9yLW9ubHktd2ViaG9vay1zZWNyZXQ=';

  it('are sent again until they are taken, with the same id', async () => {
    const receiver = await startReceiver([500, 302]);
    const world = await startWorld({ webhook: { url: receiver.url, secret }, webhookRetryDelaysMs: [0, 5, 5] });
    await world.post('/emails', email());
    await expect.poll(() => receiver.received.length).toBe(4);
    const ids = receiver.received.map(({ headers }) => headers['svix-id']);
    expect(new Set(ids).size).toBe(2);
  });

  it('that nobody took before a stop are sent after it', async () => {
    const before = await startWorld({ webhook: { url: 'http://127.0.0.1:2/', secret }, webhookRetryDelaysMs: [0] });
    await before.post('/emails', email());
    await expect.poll(async () => (await before.get('/_sim/messages')).text).toContain('email.delivered');
    await before.simulator.close();
    const receiver = await startReceiver();
    await startWorld({ dataDir: before.dataDir, webhook: { url: receiver.url, secret } });
    await expect
      .poll(() => receiver.received.map(({ body }) => String(JSON.parse(body.toString()).type)).sort())
      .toEqual(['email.delivered', 'email.sent']);
  });
});
