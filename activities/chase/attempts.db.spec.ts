/** Who may send a message, and when: attempts that are frozen, killed, overtaken, or given up on by a provider that is slow (ADR 0009). */
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import { Casebook } from '#casebook/casebook.js';
import type { Registered } from '#casebook/commands/registration.js';
import { settleClaims } from '#casebook/commands/settle-claims.js';
import type { MessageChannel, SendOutcome } from '#channels/channel.port.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels, senderOfSpecs, settleMsOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';
import type { KillPoint, Reach } from '#dispatch/deliver/kill-points.js';

const silence: SendOutcome = { status: 'unknown', detail: 'timeout' };
const leaseMs = 300;

let house: DatabaseHouse;
let channels: ScriptedChannels;
/** What happens to the first worker, and one that nothing happens to. */
let atPoint: (point: KillPoint) => Promise<void> | void = () => undefined;
let first: ChaseActivities;
let second: ChaseActivities;

beforeAll(async () => {
  house = await DatabaseHouse.open();
  for (const channel of ['whatsapp', 'sms'])
    await house.rows(
      `insert into policy_version (id, tenant_id, key, version, name, body)
       select gen_random_uuid(), tenant_id, $1, 1, $1, jsonb_set(jsonb_set(body, '{key}', to_jsonb($1::text)), '{steps,2,channels}', jsonb_build_array($1::text))
       from policy_version where key = 'standaard'`,
      [channel],
    );
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z');
  channels = scriptedChannels();
  atPoint = () => undefined;
  const book = new Casebook(house.dbs.app, house.live, { timeoutMs: 5_000, leaseMs });
  const reach: Reach = (point) => atPoint(point);
  first = chaseActivities(book, channels, { ...senderOfSpecs, reach });
  second = chaseActivities(book, channels, senderOfSpecs);
});

const asked = ['letter', 'whatsapp'] as const;

async function dueBy(channel: MessageChannel): Promise<{ invoice: Registered; key: string }> {
  if (channel === 'email') return { invoice: await house.due(), key: 'reminder' };
  if (channel !== 'letter') return { invoice: await house.due({ policy: channel, debtor: { inline: aDebtor() } }), key: 'reminder' };
  house.now = at('2026-03-23T09:00:00Z');
  const adopt = { lastStep: 'call', at: '2026-03-02' };
  return { invoice: await house.due({ adopt, debtor: { inline: aDebtor({ kind: 'consumer', email: null }) } }), key: 'notice' };
}

const send = (by: ChaseActivities, { invoice, key }: { invoice: Registered; key: string }): Promise<StepResult> =>
  by.sendMessage({ chase: house.chaseOf(invoice), step: { key, occurrence: 1, action: 'message' } });

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await work.then(() => null).catch((thrown: unknown) => thrown);
  if (error instanceof ApplicationFailure) return error;
  throw new Error(`no failure was thrown, but ${String(error)}`);
}

/** Lets so much time pass for the message, by the books of the database. */
const age = ({ invoice }: { invoice: Registered }, ms: number): Promise<unknown> =>
  house.rows(
    `update message set attempt_until = attempt_until - make_interval(secs => $2), request_until = request_until - make_interval(secs => $2) where debtor_id = $1`,
    [invoice.debtorId, ms / 1000],
  );

/** Stops the process as the kernel would: nothing of it runs meanwhile, and its clocks go on. */
const freeze = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const rowOf = async ({ invoice }: { invoice: Registered }) =>
  (
    await house.rows<{ status: string; in_doubt: boolean; attempts: number }>(
      'select status, in_doubt, attempts from message where debtor_id = $1 order by recorded_at desc limit 1',
      [invoice.debtorId],
    )
  )[0];
const eventsOf = async ({ invoice }: { invoice: Registered }): Promise<string[]> =>
  (
    await house.rows<{ type: string }>(`select type from event where invoice_id = $1 and type like 'message.%' order by seq`, [
      invoice.invoiceId,
    ])
  ).map(({ type }) => type);

describe('a provider that was given up on', () => {
  it.each(asked)('(%s) is not believed when it says "absent" right after: it is asked again, and nothing is sent', async (channel) => {
    const step = await dueBy(channel);
    channels[channel].answers = [silence];
    channels[channel].found = { status: 'absent' };
    expect((await failureOf(send(first, step))).type).toBe('OutcomeUnknown');
    for (const quietMs of [0, 10_000, settleMsOfSpecs - 11_000]) {
      await age(step, quietMs);
      const failure = await failureOf(send(first, step));
      expect(failure.type).toBe('OutcomeUnknown');
      expect(Number(failure.nextRetryDelay)).toBeGreaterThan(0);
      expect(Number(failure.nextRetryDelay)).toBeLessThanOrEqual(settleMsOfSpecs);
      expect(await rowOf(step)).toMatchObject({ status: 'claimed', in_doubt: true });
    }
    expect(channels[channel].sent).toHaveLength(1);
    channels[channel].found = null; // the request of before was carried out
    expect((await send(first, step)).result).toBe('sent');
    expect(channels[channel].sent).toHaveLength(1);
  });

  it.each(asked)('(%s) is believed once it has settled: asked and sent to in one attempt', async (channel) => {
    const step = await dueBy(channel);
    channels[channel].answers = [silence];
    channels[channel].found = { status: 'absent' };
    await failureOf(send(first, step));
    await age(step, settleMsOfSpecs);
    expect((await send(first, step)).result).toBe('sent');
    expect(channels[channel].sent).toHaveLength(2);
  });

  it('counts its time from the last request, and asking is none', async () => {
    const step = await dueBy('letter');
    channels.letter.answers = [silence, silence];
    channels.letter.found = { status: 'absent' };
    await failureOf(send(first, step));
    await age(step, settleMsOfSpecs);
    await failureOf(send(first, step)); // sent again, in doubt again
    expect(channels.letter.sent).toHaveLength(2);
    await failureOf(send(first, step));
    expect(channels.letter.sent).toHaveLength(2);
    await age(step, settleMsOfSpecs - 1_000);
    expect(Number((await failureOf(send(first, step))).nextRetryDelay)).toBeLessThanOrEqual(1_000);
    await age(step, 1_000);
    expect((await send(first, step)).result).toBe('sent');
    expect(channels.letter.sent).toHaveLength(3);
  });

  it('that does not say when it may be believed never is', async () => {
    const step = await dueBy('letter');
    delete channels.letter.settleMs;
    channels.letter.answers = [silence];
    channels.letter.found = { status: 'absent' };
    await failureOf(send(first, step));
    await age(step, 100 * settleMsOfSpecs);
    expect((await failureOf(send(first, step))).type).toBe('OutcomeUnknown');
    expect(channels.letter.sent).toHaveLength(1);
    await house.rows(`update message set first_attempt_at = now() - interval '21 hours' where debtor_id = $1`, [step.invoice.debtorId]);
    expect((await first.planNext(house.chaseOf(step.invoice))).reason).toBe('outcome-unknown');
  });

  it('is asked before a repeat of what surely never left, too', async () => {
    const step = await dueBy('letter');
    channels.letter.answers = [{ status: 'throttled', retryAfterMs: 1_000, detail: 'slow down' }];
    channels.letter.found = { status: 'found', providerId: 'it-had-left' };
    await failureOf(send(first, step));
    expect((await send(first, step)).result).toBe('sent');
    expect([channels.letter.sent.length, channels.letter.lookups]).toEqual([1, 1]);
  });
});

describe('a worker that dies', () => {
  const dies = (where: KillPoint): void => {
    atPoint = (point) => {
      if (point === where) throw new Error('killed');
    };
  };

  it.each(['letter', 'whatsapp', 'sms'] as const)(
    'before its request (%s): the next one sends as soon as the lease is over',
    async (channel) => {
      const step = await dueBy(channel);
      dies('claimed');
      await expect(send(first, step)).rejects.toThrow('killed');
      expect(await rowOf(step)).toMatchObject({ in_doubt: false });
      expect((await failureOf(send(second, step))).message).toContain('may still be running');
      await age(step, leaseMs);
      expect((await send(second, step)).result).toBe('sent');
      expect(channels[channel].sent).toHaveLength(1);
    },
  );

  it.each(asked)('at its request (%s): the next one asks, and waits as long as it may still be carried out', async (channel) => {
    const step = await dueBy(channel);
    dies('leaving');
    await expect(send(first, step)).rejects.toThrow('killed');
    await age(step, leaseMs);
    expect((await failureOf(send(second, step))).type).toBe('OutcomeUnknown');
    expect(channels[channel].sent).toHaveLength(0);
    await age(step, settleMsOfSpecs);
    expect((await send(second, step)).result).toBe('sent');
    expect(channels[channel].sent).toHaveLength(1);
  });

  it('at its request to a provider that promises nothing: a person settles it', async () => {
    const step = await dueBy('sms');
    dies('leaving');
    await expect(send(first, step)).rejects.toThrow('killed');
    await age(step, leaseMs);
    expect((await send(second, step)).result).toBe('unknown');
    expect(channels.sms.sent).toHaveLength(0);
  });
});

describe('a worker that is frozen', () => {
  it.each(['email', 'letter', 'whatsapp', 'sms'] as const)(
    'at the last moment before its request (%s) knows that its right has passed, and sends nothing',
    async (channel) => {
      const step = await dueBy(channel);
      atPoint = (point) => (point === 'leaving' ? freeze(leaseMs + 50) : undefined);
      expect((await failureOf(send(first, step))).type).toBe('ChannelUnavailable');
      expect(channels[channel].sent).toHaveLength(0);
      atPoint = () => undefined;
      expect((await send(first, step)).result).toBe('sent');
      expect(channels[channel].sent).toHaveLength(1);
    },
  );

  it.each(['letter', 'whatsapp', 'sms'] as const)(
    'after its claim (%s) finds that another has taken the message over, even where its own clock stood still',
    async (channel) => {
      const step = await dueBy(channel);
      atPoint = async (point) => {
        if (point !== 'claimed') return;
        await age(step, leaseMs);
        expect((await send(second, step)).result).toBe('sent');
      };
      expect((await failureOf(send(first, step))).type).toBe('ChannelUnavailable');
      expect(channels[channel].sent).toHaveLength(1);
      expect(await rowOf(step)).toMatchObject({ status: 'sent' });
      expect((await eventsOf(step)).filter((type) => type === 'message.sent')).toHaveLength(1);
    },
  );

  it('after its claim finds that planning has taken the claim back', async () => {
    const step = await dueBy('letter');
    atPoint = async (point) => {
      if (point !== 'claimed') return;
      await age(step, leaseMs);
      await house.act(step.invoice, (debtorCase) => settleClaims(debtorCase, step.invoice.invoiceId));
    };
    expect((await failureOf(send(first, step))).type).toBe('ChannelUnavailable');
    expect(channels.letter.sent).toHaveLength(0);
  });

  it.each([
    ['rejected', { status: 'rejected', code: 'no', detail: 'no', permanent: true }],
    ['unknown', silence],
    ['throttled', { status: 'throttled', retryAfterMs: 1_000, detail: 'slow down' }],
  ] as const)('with an answer in its hands (%s) says nothing about a message that another has sent', async (_, answer) => {
    const step = await dueBy('email');
    channels.email.answers = [answer];
    channels.email.meanwhile = async () => {
      channels.email.meanwhile = async () => undefined;
      await age(step, leaseMs);
      channels.email.answers = [{ status: 'accepted', providerId: 'second' }, answer];
      await send(second, step);
    };
    await send(first, step).catch(() => undefined);
    expect(await rowOf(step)).toMatchObject({ status: 'sent', in_doubt: false });
    expect((await eventsOf(step)).filter((type) => type !== 'message.claimed')).toEqual(['message.sent']);
  });

  it('with the news that it was sent is believed, and it is told once', async () => {
    const step = await dueBy('email');
    channels.email.meanwhile = async () => {
      channels.email.meanwhile = async () => undefined;
      await age(step, leaseMs);
      channels.email.answers = [silence];
      await failureOf(send(second, step));
    };
    expect((await send(first, step)).result).toBe('sent');
    expect((await send(second, step)).result).toBe('superseded');
    expect(await eventsOf(step)).toEqual(['message.claimed', 'message.sent']);
  });
});

it('an attempt that runs keeps its message, however slow its provider is', async () => {
  const step = await dueBy('letter');
  let waited = 0;
  channels.letter.meanwhile = async () => {
    const until = Date.now() + 3 * leaseMs;
    while (Date.now() < until) {
      expect((await failureOf(send(second, step))).message).toContain('may still be running');
      waited += 1;
    }
  };
  expect((await send(first, step)).result).toBe('sent');
  expect(waited).toBeGreaterThan(2);
  expect(channels.letter.sent).toHaveLength(1);
});
