/** What a message that failed leaves open: the same step again, other addresses, and what may never be sent twice. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import { changeDebtor } from '#casebook/commands/manage-debtor.js';
import { overrideStep } from '#casebook/commands/manage-invoice.js';
import { type DeliveryInput, recordDelivery } from '#casebook/commands/record-delivery.js';
import type { Registered, RegisterInput } from '#casebook/commands/registration.js';
import type { MessageChannel, SendOutcome } from '#channels/channel.port.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

const refusal: SendOutcome = { status: 'rejected', code: 'bad-address', detail: 'no such address', permanent: true };

let house: DatabaseHouse;
let activities: ChaseActivities;
let channels: ScriptedChannels;

beforeAll(async () => {
  house = await DatabaseHouse.open();
  // The ready-made ladder with a reminder by WhatsApp, then SMS, and a copy by e-mail.
  await house.rows(`
    insert into policy_version (id, tenant_id, key, version, name, body)
    select gen_random_uuid(), tenant_id, 'phone-and-mail', 1, 'x',
      jsonb_set(jsonb_set(jsonb_set(body, '{key}', '"phone-and-mail"'), '{steps,2,channels}', '["whatsapp","sms"]'), '{steps,2,alsoVia}', '["email"]')
    from policy_version where key = 'standaard'`);
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z'); // a Monday, a week after the due date: the friendly reminder is due
  channels = scriptedChannels('none');
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

/** An invoice whose formal notice is due. */
function dueNotice(over: Partial<RegisterInput> = {}): Promise<Registered> {
  house.now = at('2026-03-23T09:00:00Z');
  return house.due({ adopt: { lastStep: 'call', at: '2026-03-02' }, ...over });
}

const send = (invoice: Registered, key = 'reminder'): Promise<StepResult> =>
  activities.sendMessage({ chase: house.chaseOf(invoice), step: { key, occurrence: 1, action: 'message' } });
const planOf = (invoice: Registered): Promise<ChasePlan> => activities.planNext(house.chaseOf(invoice));

/** Sends the step once it is due again. */
async function sendAgain(invoice: Registered, key = 'reminder'): Promise<StepResult> {
  house.now = Math.max(house.now, at((await planOf(invoice)).at ?? ''));
  return send(invoice, key);
}

const ofInvoice = <T>({ invoiceId }: Registered, work: Parameters<typeof house.book.ofInvoice<T>>[1]) =>
  house.book.ofInvoice({ actor: house.actor, invoiceId }, work);
const change = (invoice: Registered, changes: Parameters<typeof changeDebtor>[1]) =>
  ofInvoice(invoice, (debtorCase) => changeDebtor(debtorCase, changes));
const runNow = (invoice: Registered, step = 'reminder') =>
  ofInvoice(invoice, (debtorCase) => overrideStep(debtorCase, invoice.invoiceId, { step, act: 'run-now', until: null, reason: null }));

/** A report on the oldest message of an invoice by a channel. */
async function report(invoice: Registered, kind: DeliveryInput['kind'], channel: MessageChannel = 'email'): Promise<void> {
  const [message] = await house.rows<{ id: string }>(
    `select m.id from message m join ledger l on l.message_id = m.id where l.invoice_id = $1 and m.channel = $2 order by m.recorded_at`,
    [invoice.invoiceId, channel],
  );
  await recordDelivery(
    house.book,
    { actor: house.actor, debtorId: invoice.debtorId },
    { provider: 'scripted', providerEventId: randomUUID(), messageId: message?.id ?? '', kind, at: new Date(house.now), detail: kind },
  );
}

const ledgerOf = async ({ invoiceId }: Registered): Promise<string[]> =>
  (
    await house.rows<Record<'kind' | 'channel' | 'result', string>>(
      'select kind, channel, result from ledger where invoice_id = $1 order by recorded_at, kind desc',
      [invoiceId],
    )
  ).map(({ kind, channel, result }) => `${kind} ${channel} ${result}`);
const failedChannels = async ({ debtorId }: Registered): Promise<unknown> =>
  (await house.rows('select failed_channels from debtor where id = $1', [debtorId]))[0]?.['failed_channels'];

describe('a step that failed', () => {
  it('is taken again at the same address once an operator orders it', async () => {
    const invoice = await house.due();
    await send(invoice);
    await report(invoice, 'bounced-hard');
    await change(invoice, { email: 'jansen@example.com' });
    await runNow(invoice);
    expect((await sendAgain(invoice)).result).toBe('sent');
    expect(await ledgerOf(invoice)).toEqual(['message email failed', 'message email sent']);
    expect(channels.email.sent.map(({ to }) => to)).toEqual(['jansen@example.com', 'jansen@example.com']);
  });

  it('goes on by the next channel without a second copy', async () => {
    const invoice = await house.due({ policy: 'phone-and-mail' });
    await send(invoice);
    await report(invoice, 'failed', 'whatsapp');
    expect((await sendAgain(invoice)).result).toBe('sent');
    expect(await ledgerOf(invoice)).toEqual(['message whatsapp failed', 'copy email sent', 'message sms sent']);
    expect(channels.email.sent).toHaveLength(1);
  });

  it('sends its copy again when that failed too', async () => {
    const invoice = await house.due({ policy: 'phone-and-mail' });
    await send(invoice);
    await report(invoice, 'failed', 'whatsapp');
    await report(invoice, 'bounced-hard');
    await change(invoice, { email: 'jansen@example.com' });
    expect((await sendAgain(invoice)).result).toBe('sent');
    expect(channels.email.sent).toHaveLength(2);
  });

  it('is never sent again to an address where it did arrive: he complained', async () => {
    const invoice = await house.due({ debtor: { inline: aDebtor({ phone: null }) } });
    await send(invoice);
    await report(invoice, 'complained');
    await change(invoice, { email: 'jansen@example.com' });
    await runNow(invoice);
    const plan = await planOf(invoice);
    expect(plan.step?.key).not.toBe('reminder');
    expect((await send(invoice)).result).toBe('superseded');
    expect(channels.email.sent).toHaveLength(1);
  });

  it('keeps what was sent in its place when the first message is heard of after all', async () => {
    const invoice = await house.due();
    await send(invoice);
    await report(invoice, 'bounced-hard');
    await change(invoice, { email: 'jansen@example.com' });
    await runNow(invoice);
    await sendAgain(invoice);
    await report(invoice, 'complained');
    expect(await ledgerOf(invoice)).toEqual(['message email failed', 'message email sent']);
    expect(await failedChannels(invoice)).toEqual(['email']);
  });
});

describe('the database', () => {
  const line = (invoice: Registered, result: string, outcome: string | null = null) =>
    house.rows(
      `insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, channel, recipient, result, outcome, at, amount)
       values (gen_random_uuid(), $1, $2, $3, 1, 'reminder', 1, 'message', 'email', 'jansen@example.com', $4, $5, now(), 1)`,
      [house.tenantId, invoice.invoiceId, invoice.debtorId, result, outcome],
    );

  it.each([
    ['claimed', null],
    ['sent', null],
    ['delivered', null],
    ['unknown', null],
    ['failed', 'complained'],
  ])('refuses the same step to the same address beside one that is %s %s', async (result, outcome) => {
    const invoice = await house.register();
    await line(invoice, result, outcome);
    await expect(line(invoice, 'claimed')).rejects.toThrow('ledger_once');
  });

  it.each(['withdrawn', 'failed'])('allows it beside one that is %s', async (result) => {
    const invoice = await house.register();
    await line(invoice, result);
    await line(invoice, result);
    await line(invoice, 'claimed');
    expect(await ledgerOf(invoice)).toHaveLength(3);
  });
});

describe('an address that was mended', () => {
  it('before its bounce was reported stays open', async () => {
    const invoice = await house.due({ debtor: { inline: aDebtor({ email: 'jnasen@example.com', phone: null }) } });
    await send(invoice);
    await change(invoice, { email: 'jansen@example.com' });
    await report(invoice, 'bounced-hard');
    expect(await failedChannels(invoice)).toEqual([]);
    expect((await planOf(invoice)).step).toMatchObject({ key: 'reminder' });
    expect((await sendAgain(invoice)).result).toBe('sent');
    expect(channels.email.sent.map(({ to }) => to)).toEqual(['jnasen@example.com', 'jansen@example.com']);
  });

  it('in its capitals only is the same address', async () => {
    const invoice = await house.due();
    await send(invoice);
    await change(invoice, { email: 'Jansen@Example.com' });
    await report(invoice, 'bounced-hard');
    expect(await failedChannels(invoice)).toEqual(['email']);
    expect((await planOf(invoice)).step?.key).toBe('reminder');
    await sendAgain(invoice);
    expect([channels.email.sent, channels.whatsapp.sent].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('brings a refused notice back by itself', async () => {
    const invoice = await dueNotice({ debtor: { inline: aDebtor({ kind: 'consumer' }) } });
    channels.letter.answers = [refusal];
    expect((await send(invoice, 'notice')).plan.reason).toBe('no-channel');
    expect(await failedChannels(invoice)).toEqual(['letter']);
    await change(invoice, { address: { street: 'Goede straat', houseNumber: '2', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' } });
    expect((await sendAgain(invoice, 'notice')).result).toBe('sent');
    expect(channels.letter.sent.map(({ to }) => to.split('\n')[1])).toEqual(['Dorpsstraat 1', 'Goede straat 2']);
  });
});
