/** A message in doubt that is heard of after all: by a report of its provider, or by a person. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import { type DeliveryInput, recordDelivery, resolveMessage } from '#casebook/commands/record-delivery.js';
import type { Registered } from '#casebook/commands/registration.js';
import { messageChannels } from '#channels/channel.port.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;

beforeAll(async () => {
  house = await DatabaseHouse.open();
  await house.rows(`
    insert into policy_version (id, tenant_id, key, version, name, body)
    select gen_random_uuid(), tenant_id, 'by-mail', 1, 'By mail',
      jsonb_set(jsonb_set(body, '{key}', '"by-mail"'), '{steps,4,channels}', '["email"]') #- '{steps,4,alsoVia}'
    from policy_version where key = 'standaard'`);
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z');
  // Every first attempt is left in doubt, and there is no way to find out.
  const channels = scriptedChannels('none');
  for (const channel of messageChannels) channels[channel].answers = [{ status: 'unknown', detail: 'cut' }];
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

const send = (invoice: Registered, key: string): Promise<StepResult> =>
  activities.sendMessage({ chase: house.chaseOf(invoice), step: { key, occurrence: 1, action: 'message' } });

/** A consumer's formal notice that left on Monday 23 March 2026, or did not. */
async function doubtfulNotice(policy: string | null): Promise<Registered> {
  house.now = at('2026-03-23T09:00:00Z');
  const invoice = await house.due({
    adopt: { lastStep: 'call', at: '2026-03-02' },
    debtor: { inline: aDebtor({ kind: 'consumer' }) },
    policy,
  });
  expect((await send(invoice, 'notice')).result).toBe('unknown');
  expect((await activities.planNext(house.chaseOf(invoice))).reason).toBe('outcome-unknown');
  return invoice;
}

async function messageOf({ invoiceId }: Registered): Promise<string> {
  const [row] = await house.rows<{ id: string }>(
    `select message_id as id from ledger where invoice_id = $1 and kind = 'message' order by recorded_at`,
    [invoiceId],
  );
  return row?.id ?? '';
}

async function report(invoice: Registered, kind: DeliveryInput['kind'], providerMessageId = 'tagged-1'): Promise<void> {
  const delivery = { provider: 'x', providerEventId: randomUUID(), providerMessageId, kind, at: new Date(house.now), detail: '' };
  const messageId = await messageOf(invoice);
  await recordDelivery(house.book, { actor: house.actor, debtorId: invoice.debtorId }, { ...delivery, messageId });
}

async function resolve(invoice: Registered, arrived: boolean, receivedOn: string | null = null): Promise<unknown> {
  const id = await messageOf(invoice);
  return house.book.ofInvoice({ actor: house.actor, invoiceId: invoice.invoiceId }, (debtorCase) =>
    resolveMessage(debtorCase, id, { arrived, receivedOn }),
  );
}

const ledgerOf = async ({ invoiceId }: Registered): Promise<string[]> =>
  (await house.rows<{ result: string }>('select result from ledger where invoice_id = $1 order by recorded_at', [invoiceId])).map(
    ({ result }) => result,
  );
const termOf = async ({ invoiceId }: Registered): Promise<unknown> =>
  (
    await house.rows<{ day: string | null }>(
      `select n.last_day as day from notice n join notice_claim c on c.notice_id = n.id where c.invoice_id = $1`,
      [invoiceId],
    )
  )[0]?.day;
const signalsTo = async ({ invoiceId }: Registered): Promise<string[]> =>
  (
    await house.rows<{ signal: string }>(
      `select payload->>'signal' as signal from outbox where invoice_id = $1 and kind = 'chase.signal' order by seq`,
      [invoiceId],
    )
  ).map(({ signal }) => signal);

describe('a report on a message whose outcome was unknown', () => {
  it.each([
    ['delivered', 'delivered'],
    ['delayed', 'sent'],
    ['bounced-soft', 'sent'],
    ['bounced-hard', 'failed'],
  ] as const)('%s: settles it, and the chase hears of it', async (kind, result) => {
    const invoice = await house.due();
    await activities.sendMessage({ chase: house.chaseOf(invoice), step: { key: 'reminder', occurrence: 1, action: 'message' } });
    expect(await ledgerOf(invoice)).toEqual(['unknown']);
    await report(invoice, kind);
    expect(await ledgerOf(invoice)).toEqual([result]);
    expect(await signalsTo(invoice)).toEqual(['deliveryReported']);
    expect((await activities.planNext(house.chaseOf(invoice))).reason).not.toBe('outcome-unknown');
    const rows = await house.rows('select provider_message_id, in_doubt from message where id = $1', [await messageOf(invoice)]);
    expect(rows).toEqual([{ provider_message_id: 'tagged-1', in_doubt: false }]);
  });

  it('starts the term of a notice by e-mail', async () => {
    const invoice = await doubtfulNotice('by-mail');
    house.now = at('2026-03-25T09:00:00Z');
    await report(invoice, 'delivered');
    expect(await termOf(invoice)).toBe('2026-04-08');
    expect((await activities.planNext(house.chaseOf(invoice))).step?.key).toBe('handover');
  });

  it('that a person had given up and that was sent again is kept beside the second', async () => {
    const invoice = await house.due();
    await send(invoice, 'reminder');
    await resolve(invoice, false);
    house.now = Math.max(house.now, at((await activities.planNext(house.chaseOf(invoice))).at ?? ''));
    expect((await send(invoice, 'reminder')).result).toBe('sent');
    await report(invoice, 'delivered');
    expect(await ledgerOf(invoice)).toEqual(['withdrawn', 'sent']);
    const [message] = await house.rows('select status from message where id = $1', [await messageOf(invoice)]);
    expect(message).toEqual({ status: 'delivered' });
  });
});

describe('a person who says that a notice arrived', () => {
  it.each([
    ['on a day he knows', '2026-03-24', '2026-04-07'],
    ['by then: the term runs from today', null, '2026-04-13'],
  ])('%s', async (_, receivedOn, lastDay) => {
    const invoice = await doubtfulNotice('by-mail');
    house.now = at('2026-03-30T09:00:00Z');
    expect(await resolve(invoice, true, receivedOn)).toEqual({ resolved: true });
    expect(await termOf(invoice)).toBe(lastDay);
    expect((await activities.planNext(house.chaseOf(invoice))).step?.key).toBe('handover');
  });

  it('leaves a letter its presumed receipt, unless he knows the day', async () => {
    const presumed = await doubtfulNotice(null);
    const before = await termOf(presumed);
    house.now = at('2026-03-30T09:00:00Z');
    await resolve(presumed, true);
    expect(await termOf(presumed)).toBe(before);
  });

  it('knows the day of a letter: the term runs from it', async () => {
    const known = await doubtfulNotice(null);
    house.now = at('2026-03-30T09:00:00Z');
    await resolve(known, true, '2026-03-30');
    expect(await termOf(known)).toBe('2026-04-13');
  });

  it.each([
    [true, '2026-03-22', 'received-before-sent'],
    [true, '2026-03-31', 'date-in-the-future'],
    [false, '2026-03-24', 'not-received'],
  ])('cannot say %s on %s: %s', async (arrived, receivedOn, code) => {
    const invoice = await doubtfulNotice('by-mail');
    house.now = at('2026-03-30T09:00:00Z');
    expect(await resolve(invoice, arrived, receivedOn)).toMatchObject({ code, argument: 'receivedOn' });
    expect(await ledgerOf(invoice)).toEqual(['unknown']);
  });
});
