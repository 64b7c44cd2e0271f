/** What a provider needs beside the words is made once, at the claim, and is the same bytes at every attempt. */
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StepResult } from '#contracts/activities.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import type { ChannelProvider, Composed, MessageToCompose, SendOutcome } from '#channels/channel.port.js';
import { channelRegistry } from '#channels/registry.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { ScriptedChannel, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

const busy: SendOutcome = { status: 'throttled', retryAfterMs: 1_000, detail: 'slow down' };
const silence: SendOutcome = { status: 'unknown', detail: 'timeout' };

/** A provider with templates of its own. */
class Templated extends ScriptedChannel {
  composed: MessageToCompose[] = [];
  answer: (message: MessageToCompose) => Composed = ({ template, language, values }) => ({
    // Names that `jsonb` would sort, a number it would write otherwise, and text that JSON escapes.
    payload: { z: template, a: language, version: 1e2, values, odd: 'é "quoted" \u2028' },
  });

  compose(message: MessageToCompose): Composed {
    this.composed.push(message);
    return this.answer(message);
  }
}

let house: DatabaseHouse;
let mail: Templated;
let inUse: readonly ChannelProvider[];

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z');
  mail = new Templated('email', 'idempotent');
  inUse = [mail];
});

const send = (invoice: Registered): Promise<StepResult> =>
  chaseActivities(house.book, channelRegistry(inUse), senderOfSpecs).sendMessage({
    chase: house.chaseOf(invoice),
    step: { key: 'reminder', occurrence: 1, action: 'message' },
  });
const fails = async (work: Promise<unknown>): Promise<void> => {
  await expect(work).rejects.toBeInstanceOf(ApplicationFailure);
};
const stored = ({ debtorId }: Registered): Promise<Record<string, string | null>[]> =>
  house.rows('select payload, status from message where debtor_id = $1 order by recorded_at', [debtorId]);

describe('a provider with a payload of its own', () => {
  it('is given what the text speaks of, printed, and gets back exactly what it made', async () => {
    const invoice = await house.due({ total: 1_234_50n });
    await send(invoice);
    const [asked] = mail.composed;
    expect(asked).toMatchObject({ template: 'reminder', tone: 'friendly', language: 'nl', to: 'jansen@example.com' });
    expect(asked?.values).toMatchObject({ total: '€\u00a01.234,50', dueDate: '16 februari 2026', creditor: expect.any(String) });
    const payload = mail.sent[0]?.payload ?? '';
    expect(payload).toMatch(/^\{"z":"reminder","a":"nl","version":100,/);
    expect(JSON.parse(payload)).toMatchObject({ odd: 'é "quoted" \u2028' });
    expect(await stored(invoice)).toEqual([{ payload, status: 'sent' }]);
  });

  it('gets the same bytes at every attempt, whatever it would make of it by now', async () => {
    const invoice = await house.due();
    mail.answers = [silence, silence];
    await fails(send(invoice));
    mail.answer = () => ({ payload: { version: 2 } });
    await fails(send(invoice));
    expect((await send(invoice)).result).toBe('sent');
    expect(mail.sent).toHaveLength(3);
    expect(new Set(mail.sent.map(({ payload }) => payload)).size).toBe(1);
    expect(mail.composed).toHaveLength(1);
  });

  it('gets another message when what never left would be another by now', async () => {
    const invoice = await house.due();
    mail.answers = [busy, busy];
    await fails(send(invoice));
    await fails(send(invoice)); // the same: it is taken back under its key
    expect(await stored(invoice)).toHaveLength(1);
    mail.answer = () => ({ payload: { version: 2 } });
    expect((await send(invoice)).result).toBe('sent');
    expect(mail.sent.map(({ payload }) => payload?.includes('"version":2'))).toEqual([false, false, true]);
    expect(mail.sent[2]?.idempotencyKey).not.toBe(mail.sent[1]?.idempotencyKey);
    expect((await stored(invoice)).map(({ status }) => status)).toEqual(['withdrawn', 'sent']);
  });

  it('is asked by the facts of now', async () => {
    const invoice = await house.due();
    mail.answers = [busy];
    await fails(send(invoice));
    await house.act(invoice, (debtorCase) =>
      recordPayment(debtorCase, {
        invoiceId: invoice.invoiceId,
        amount: 100_00n,
        currency: 'EUR',
        paidOn: '2026-02-23',
        reference: null,
        method: null,
        sourceKey: null,
      }),
    );
    await send(invoice);
    expect(mail.composed.map(({ values }) => values['total'])).toEqual(['€\u00a0125,50', '€\u00a025,50']);
  });

  it('that cannot make one sends nothing: the chase pauses, and a person reads why', async () => {
    const invoice = await house.due();
    mail.answer = () => ({ refused: 'template-not-approved', detail: 'reminder_nl is still being looked at' });
    const { result, plan } = await send(invoice);
    expect([result, plan.reason]).toEqual(['superseded', 'paused']);
    expect(mail.sent).toEqual([]);
    expect(await stored(invoice)).toEqual([]);
    expect(
      await house.rows(
        `select data || coalesce((select texts from event_text where event_id = event.id), '{}') as data from event where invoice_id = $1 and type = 'message.refused'`,
        [invoice.invoiceId],
      ),
    ).toEqual([
      {
        data: {
          step: 'reminder',
          code: 'template-not-approved',
          argument: 'provider',
          detail: 'scripted-email: reminder_nl is still being looked at',
        },
      },
    ]);
  });
});

it('a provider without one gets none', async () => {
  const plain = new ScriptedChannel('email', 'idempotent');
  inUse = [plain];
  const invoice = await house.due();
  await send(invoice);
  expect(plain.sent[0] && 'payload' in plain.sent[0]).toBe(false);
  expect(await stored(invoice)).toEqual([{ payload: null, status: 'sent' }]);
});

describe('how long a doubt is settled by the key', () => {
  const inDoubtSince = (invoice: Registered, minutes: number): Promise<unknown> =>
    house.rows(`update message set first_attempt_at = now() - make_interval(mins => $2) where debtor_id = $1`, [invoice.debtorId, minutes]);
  const reasonOf = async (invoice: Registered): Promise<string | null> =>
    (await chaseActivities(house.book, channelRegistry(inUse), senderOfSpecs).planNext(house.chaseOf(invoice))).reason;

  it.each([
    [60, 40, 'sent', 'send-in-flight'],
    [60, 50, 'unknown', 'outcome-unknown'],
    [48 * 60, 21 * 60, 'sent', 'send-in-flight'],
    [48 * 60, 48 * 60 - 10, 'unknown', 'outcome-unknown'],
    [15, 0, 'unknown', 'outcome-unknown'],
  ])('keys for %i minutes, in doubt for %i: %s', async (window, age, result, reason) => {
    mail.keyWindowMs = window * 60_000;
    mail.answers = [silence];
    const invoice = await house.due();
    await fails(send(invoice));
    await inDoubtSince(invoice, age);
    if (result === 'unknown') expect(await reasonOf(invoice)).toBe(reason);
    else {
      expect(await reasonOf(invoice)).toBe(reason);
      expect((await send(invoice)).result).toBe(result);
    }
    expect(mail.sent).toHaveLength(result === 'sent' ? 2 : 1);
  });

  it('is asked at the repeat too, when nobody planned in between', async () => {
    mail.keyWindowMs = 60 * 60_000;
    mail.answers = [silence];
    const invoice = await house.due();
    await fails(send(invoice));
    await inDoubtSince(invoice, 50);
    expect((await send(invoice)).result).toBe('unknown');
    expect(mail.sent).toHaveLength(1);
  });

  it('was told when the message was claimed: a provider that promises less now is held to what it promised then', async () => {
    mail.answers = [silence];
    const invoice = await house.due();
    await fails(send(invoice));
    expect(await house.rows('select settle_within_ms from message where debtor_id = $1', [invoice.debtorId])).toEqual([
      { settle_within_ms: (24 * 60 - 15) * 60_000 },
    ]);
  });
});
