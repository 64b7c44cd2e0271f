import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities } from '#contracts/activities.js';
import type { Registered } from '#casebook/commands/registration.js';
import { pauseChase } from '#casebook/commands/pause-chase.js';
import { createTestClock } from '#casebook/commands/test-clocks.js';
import type { ChannelProvider, MessageChannel, SendOutcome } from '#channels/channel.port.js';
import { channelRegistry } from '#channels/registry.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from './activity-registry.js';

const minute = 60_000;
let house: DatabaseHouse;
let activities: ChaseActivities;
let heard: string[];
let answers: SendOutcome[];

const provider = (channel: MessageChannel): ChannelProvider => ({
  id: `scripted-${channel}`,
  channel,
  guarantee: 'idempotent',
  reachesPeople: false,
  send: async () => answers.shift() ?? { status: 'accepted', providerId: `${channel}-${heard.length}-${house.now}` },
});

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z');
  heard = [];
  answers = [];
  const channels = channelRegistry([provider('email'), provider('sms'), provider('whatsapp'), provider('letter')]);
  activities = chaseActivities(house.book, channels, {
    ...senderOfSpecs,
    observer: {
      stepTaken: ({ action, lagMs }) => void heard.push(`${action} ${lagMs / minute} min late`),
      attemptEnded: ({ channel, result }) => void heard.push(`${channel} ${result}`),
      clockBehind: () => undefined,
      clockWaited: () => undefined,
    },
  });
});

/** Takes the reminder of an invoice this long after the instant its plan named. */
async function remind(invoice: Registered, minutesLate: number): Promise<string> {
  house.now = Math.max(house.now, at(invoice.plan.at ?? '') + minutesLate * minute);
  const chase = house.chaseOf(invoice);
  return (await activities.sendMessage({ chase, step: { key: 'reminder', occurrence: 1, action: 'message' } })).result;
}

/** A test clock that stands at the house's now. */
const clock = async (): Promise<string> => {
  const input = { name: 'spec', frozenAt: house.now };
  return (await house.dbs.app.ofTenant(house.tenantId, (tx) => createTestClock(tx, house.actor, input))).clockId;
};

describe('who listens to the activities', () => {
  it('hears of a message and of how late its step was by the plan the chase slept on', async () => {
    expect(await remind(await house.register(), 7)).toBe('sent');
    expect(heard).toEqual(['email sent', 'message 7 min late']);
  });

  it('hears of the step once, as late as it was done, when the provider had to be asked again', async () => {
    const invoice = await house.register();
    answers = [{ status: 'throttled', detail: 'slow down', retryAfterMs: 1 }];
    await expect(remind(invoice, 1)).rejects.toThrow('slow down');
    expect(heard).toEqual(['email retried']);
    expect(await remind(invoice, 21)).toBe('sent');
    expect(heard).toEqual(['email retried', 'email sent', 'message 21 min late']);
  });

  it('hears of a refusal', async () => {
    answers = [{ status: 'rejected', code: 'bad-address', detail: 'no such mailbox', permanent: true }];
    expect(await remind(await house.register(), 0)).toBe('rejected');
    expect(heard).toEqual(['email rejected', 'message 0 min late']);
  });

  it('hears nothing of a step that was no longer due', async () => {
    const invoice = await house.register();
    await remind(invoice, 0);
    heard = [];
    expect(await remind(invoice, 5)).toBe('superseded');
    expect(heard).toEqual([]);
  });

  it('hears of no step that a pause stopped between two attempts', async () => {
    const invoice = await house.register();
    answers = [{ status: 'throttled', detail: 'slow down', retryAfterMs: 1 }];
    await expect(remind(invoice, 1)).rejects.toThrow('slow down');
    await house.book.ofInvoice({ actor: house.actor, invoiceId: invoice.invoiceId }, (debtorCase) =>
      pauseChase(debtorCase, invoice.invoiceId, { reason: 'the debtor called', until: null }),
    );
    expect(await remind(invoice, 5)).toBe('superseded');
    expect(heard).toEqual(['email retried']);
  });

  it('hears of calls too', async () => {
    const invoice = await house.register();
    const chase = house.chaseOf(invoice);
    house.now = at(invoice.plan.at ?? '');
    const { plan } = await activities.sendMessage({ chase, step: { key: 'reminder', occurrence: 1, action: 'message' } });
    if (!plan.step || !plan.at) throw new Error('no call is planned');
    house.now = at(plan.at) + 2 * minute;
    await activities.openCallTask({ chase, step: plan.step });
    expect(heard.at(-1)).toBe('call 2 min late');
  });

  it('hears of no lag on a test clock, whose time somebody moves by hand', async () => {
    const testClockId = await clock();
    const invoice = await house.register({ testClockId });
    await house.rows('update test_clock set now = $2 where id = $1', [testClockId, new Date(at(invoice.plan.at ?? '') + 60 * minute)]);
    expect(await remind(invoice, 60)).toBe('sent');
    expect(heard).toEqual(['email sent']);
  });
});
