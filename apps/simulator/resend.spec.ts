import { Resend } from 'resend';
import { afterEach, describe, expect, it } from 'vitest';
import { ResendChannel } from '#channels/resend/resend.channel.js';
import { email, endWorld, startWorld } from './testing/simulated-world.js';

afterEach(endWorld);

const key = (value: string) => ({ 'idempotency-key': value });

describe('POST /emails', () => {
  it('answers the id and shows the mail by it, as the SDK reads it', async () => {
    const { simulator } = await startWorld();
    const resend = new Resend('re_test', { baseUrl: simulator.url });
    const sent = await resend.emails.send({ from: 'a@b.example', to: ['c@d.example'], subject: 'S', html: '<p>H</p>', text: 'T' });
    const shown = await resend.emails.get(sent.data?.id ?? '');
    expect(shown.data).toMatchObject({
      object: 'email',
      id: sent.data?.id,
      to: ['c@d.example'],
      subject: 'S',
      html: '<p>H</p>',
      text: 'T',
    });
    expect(shown.data?.last_event).toMatch(/^(sent|delivered)$/);
    expect((await resend.emails.get('nothing')).error).toMatchObject({ name: 'not_found', statusCode: 404 });
  });

  it.each([
    ['{', 400, 'validation_error'],
    [{}, 422, 'missing_required_field'],
    [email({ from: undefined }), 422, 'missing_required_field'],
    [email({ subject: undefined }), 422, 'missing_required_field'],
    [email({ html: undefined, text: undefined }), 422, 'missing_required_field'],
    [email({ to: 'nobody' }), 422, 'validation_error'],
    [email({ to: [] }), 422, 'validation_error'],
    [email({ to: Array.from({ length: 51 }, () => 'a@b.example') }), 422, 'validation_error'],
    [email({ from: 'a@b.example\r\nBcc: c@d.example' }), 422, 'validation_error'],
    [email({ tags: [{ name: 'a b', value: 'c' }] }), 422, 'validation_error'],
    [[], 422, 'validation_error'],
  ])('refuses %j with %i %s and executes nothing', async (body, status, name) => {
    const world = await startWorld();
    const answer = await world.post('/emails', body);
    expect(answer).toMatchObject({ status, json: { statusCode: status, name, message: expect.any(String) } });
    expect((await world.get('/_sim/ledger')).json).toMatchObject({ executions: [] });
  });

  it('asks for a key of the account', async () => {
    const world = await startWorld({ apiKey: 're_other' });
    expect(await world.post('/emails', email(), { authorization: '' })).toMatchObject({ status: 401, json: { name: 'missing_api_key' } });
    expect(await world.post('/emails', email())).toMatchObject({ status: 403, json: { name: 'invalid_api_key' } });
    expect(await world.post('/emails', email(), { authorization: 'Bearer re_other' })).toMatchObject({ status: 200 });
  });

  it('limits the rate when it is told to', async () => {
    const world = await startWorld({ ratePerSecond: 1 });
    // So many that none is refused only where each takes a second: a machine that is busy elsewhere spreads them too.
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.post('/emails', email())));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(refused[0]?.json).toMatchObject({ name: 'rate_limit_exceeded' });
  });
});

describe('idempotency keys', () => {
  it('executes the same key once, even when asked ten times at once', async () => {
    const world = await startWorld();
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.post('/emails', email(), key('k'))));
    const late = await world.post('/emails', email(), key('k'));
    const ids = new Set([...answers, late].filter(({ status }) => status === 200).map(({ text }) => text));
    expect(ids.size).toBe(1);
    for (const { status, json } of answers)
      if (status !== 200) expect(json).toMatchObject({ statusCode: 409, name: 'concurrent_idempotent_requests' });
    expect((await world.get('/_sim/ledger')).json).toMatchObject({ executions: [{ key: 'k' }] });
  });

  it('refuses the key with another body, and a key that is too long', async () => {
    const world = await startWorld();
    await world.post('/emails', email(), key('k'));
    const other = await world.post('/emails', email({ subject: 'Anders' }), key('k'));
    expect(other).toMatchObject({ status: 409, json: { name: 'invalid_idempotent_request' } });
    expect(await world.post('/emails', email(), key('x'.repeat(257)))).toMatchObject({
      status: 400,
      json: { name: 'invalid_idempotency_key' },
    });
  });

  it('forgets a key after its window, as Resend does after 24 hours', async () => {
    const world = await startWorld({ keyWindowMs: 0 });
    const [first, second] = [await world.post('/emails', email(), key('k')), await world.post('/emails', email(), key('k'))];
    expect(first.text).not.toBe(second.text);
  });

  it('remembers keys and messages over a restart', async () => {
    const before = await startWorld();
    const first = await before.post('/emails', email(), key('k'));
    await before.simulator.close();
    const after = await startWorld({ dataDir: before.dataDir });
    expect((await after.post('/emails', email(), key('k'))).text).toBe(first.text);
    expect((await after.get('/_sim/messages')).json).toMatchObject({ data: [{ key: 'k', subject: 'Over factuur 1' }] });
    expect((await after.get('/_sim/ledger')).json).toMatchObject({ executions: [{ seq: 1, key: 'k' }] });
    expect(await after.post('/emails', email(), key('other'))).toMatchObject({ status: 200 });
    expect((await after.get('/_sim/ledger')).json).toMatchObject({ executions: [{ seq: 1 }, { seq: 2 }] });
  });
});

describe('POST /emails/batch', () => {
  it('sends each mail, and all of them once by one key', async () => {
    const world = await startWorld();
    const batch = [email(), email({ to: 'piet@debtor.example' })];
    const first = await world.post('/emails/batch', batch, key('b'));
    expect(first.json).toEqual({ data: [{ id: expect.any(String) }, { id: expect.any(String) }] });
    expect((await world.post('/emails/batch', batch, key('b'))).text).toBe(first.text);
    expect((await world.get('/_sim/ledger')).json).toMatchObject({ executions: [{}, {}] });
  });

  it('sends none of a batch with a bad mail, an empty one or one that is too long', async () => {
    const world = await startWorld();
    for (const batch of [[email(), email({ to: 'x' })], [], Array.from({ length: 101 }, () => email())])
      expect((await world.post('/emails/batch', batch)).status).toBe(422);
    expect((await world.get('/_sim/ledger')).json).toMatchObject({ executions: [] });
  });
});

describe('the lookup of a mail whose key is forgotten', () => {
  const reference = { idempotencyKey: 'k', to: 'jan@debtor.example', subject: 'Over factuur 1' };
  const options = { timeoutMs: 5_000 };

  it('finds it by recipient and subject, over pages, and only since the claim', async () => {
    const world = await startWorld();
    const channel = new ResendChannel({ apiKey: 're_test', baseUrl: world.simulator.url });
    const claimedAt = Date.now();
    expect(await channel.lookup({ ...reference, claimedAt }, options)).toEqual({ status: 'absent' });
    await world.post('/emails', email());
    await world.post(
      '/emails/batch',
      Array.from({ length: 100 }, () => email({ to: 'piet@debtor.example' })),
    );
    await world.post(
      '/emails/batch',
      Array.from({ length: 20 }, () => email({ subject: 'Iets anders' })),
    );
    expect(await channel.lookup({ ...reference, claimedAt }, options)).toMatchObject({ status: 'found' });
    expect(await channel.lookup({ ...reference, subject: 'Nooit', claimedAt }, options)).toEqual({ status: 'absent' });
    expect(await channel.lookup({ ...reference, claimedAt: claimedAt + 3_600_000 }, options)).toEqual({ status: 'absent' });
  });

  it('does not know when the list cannot be read', async () => {
    const { simulator } = await startWorld({ apiKey: 're_other' });
    const channel = new ResendChannel({ apiKey: 're_test', baseUrl: simulator.url });
    expect((await channel.lookup({ ...reference, claimedAt: 0 }, options)).status).toBe('unknown');
  });
});
