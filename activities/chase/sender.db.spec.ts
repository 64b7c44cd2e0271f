/** Every creditor mails as himself, and a repeat sends the same bytes whatever he changed in between. */
import { localDate } from '#domain/calendar/zone.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allowSender, withdrawSender } from '#casebook/administration.js';
import { provisionTenant } from '#casebook/provision-tenant.js';
import { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import { isRefused } from '#casebook/actor.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { at, DatabaseHouse, testCreditor } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let channels: ScriptedChannels;
const settings = { from: { name: 'Huis', address: 'facturen@huis.example' }, providerTimeoutMs: 1_000 };

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-03-02T11:00:00Z');
  channels = scriptedChannels();
  activities = chaseActivities(house.book, channels, settings);
});

const setCreditor = (tenantId: string, change: object) =>
  house.dbs.owner.ofTenant(tenantId, (tx) =>
    tx.query('update tenant set creditor = creditor || $2::jsonb where id = $1', [tenantId, JSON.stringify(change)]),
  );
const sendReminder = (tenantId: string, invoiceId: string) =>
  activities.sendMessage({ chase: { tenantId, invoiceId, cycle: 1 }, step: { key: 'reminder', occurrence: 1, action: 'message' } });
const dueReminder = async (): Promise<string> => {
  const { invoiceId } = await house.due({ adopt: { lastStep: 'pre-due', at: '2026-02-13' } });
  return invoiceId;
};

/** The mail of a creditor of this house whose data are as given. */
async function mailOf(creditor: object) {
  const { tenantId } = await provisionTenant(house.dbs.owner, {
    name: `House ${Math.random()}`,
    mode: 'test',
    creditor: { ...testCreditor, ...creditor },
    language: 'nl',
    pepper: 'pepper-for-tests',
  });
  const order = house.order({ adopt: { lastStep: 'pre-due', at: '2026-02-13' } });
  const actor = { tenantId, name: 'spec' };
  const made = await house.dbs.app.ofTenant(tenantId, (tx) => registerInvoiceIn(house.book, { tx, actor }, order));
  if (isRefused(made)) throw new Error(made.detail);
  house.now = Math.max(house.now, at(made.plan.at ?? ''));
  expect((await sendReminder(tenantId, made.invoiceId)).result).toBe('sent');
  return channels.email.sent.at(-1);
}

describe('two creditors of one house', () => {
  it('never look alike: from, reply-to and signature are their own', async () => {
    const smit = await mailOf({ name: 'Bakker Smit B.V.', email: 'vragen@smit.example', contactPerson: 'Els Smit', kvk: '11111111' });
    const vos = await mailOf({ name: 'Garage Vos', email: 'balie@vos.example', contactPerson: null, kvk: '22222222' });
    expect([smit?.from, smit?.replyTo]).toEqual([
      { name: 'Bakker Smit B.V. via Huis', address: 'facturen@huis.example' },
      'vragen@smit.example',
    ]);
    expect([vos?.from, vos?.replyTo]).toEqual([{ name: 'Garage Vos via Huis', address: 'facturen@huis.example' }, 'balie@vos.example']);
    expect(smit?.text).toMatch(
      /met vriendelijke groet,\n\nEls Smit\nBakker Smit B\.V\.\n\nBakker Smit B\.V\., Straat 1, 1000 AA Amsterdam\n\nKvK 11111111/,
    );
    expect(vos?.text).toMatch(/met vriendelijke groet,\n\nGarage Vos\n\nGarage Vos, Straat 1, 1000 AA Amsterdam\n\nKvK 22222222/);
    expect(`${smit?.text}${smit?.html}`).not.toContain('Vos');
    expect(`${vos?.text}${vos?.html}`).not.toContain('Smit');
  });

  it('says the day on a clock that is not ours, for the mailbox of the simulator', async () => {
    const mail = await mailOf({ name: 'Dag' });
    expect(mail?.tags).toMatchObject({ step: 'reminder', day: localDate(house.now, 'Europe/Amsterdam') });
  });

  it('is mailed without a reply address when the creditor has none that mail can reach', async () => {
    const mail = await mailOf({ name: 'Zonder', email: 'geen adres' });
    expect(mail).not.toHaveProperty('replyTo');
  });
});

describe('a repeat', () => {
  it('sends the same bytes under the same key after the creditor changed his name', async () => {
    const invoiceId = await dueReminder();
    await setCreditor(house.tenantId, { name: 'Eerst B.V.', email: 'eerst@example.com' });
    channels.email.answers = [{ status: 'unknown', detail: 'cut' }];
    await expect(sendReminder(house.tenantId, invoiceId)).rejects.toThrow('cut');
    await setCreditor(house.tenantId, { name: 'Later B.V.', email: 'later@example.com' });
    expect((await sendReminder(house.tenantId, invoiceId)).result).toBe('sent');
    const [first, second] = channels.email.sent;
    expect(first?.from.name).toBe('Eerst B.V. via Huis');
    expect(first?.replyTo).toBe('eerst@example.com');
    expect(second).toEqual(first);
  });

  it('of a message that was claimed before senders were kept goes as the house', async () => {
    const invoiceId = await dueReminder();
    channels.email.answers = [{ status: 'unknown', detail: 'cut' }];
    await expect(sendReminder(house.tenantId, invoiceId)).rejects.toThrow('cut');
    await house.rows('update message set from_name = null, from_address = null, reply_to = null');
    await sendReminder(house.tenantId, invoiceId);
    expect(channels.email.sent.at(-1)?.from).toEqual(settings.from);
    expect(channels.email.sent.at(-1)).not.toHaveProperty('replyTo');
  });
});

describe('a creditor with a sender of his own', () => {
  const allow = (tenantId: string, kind: 'domain' | 'sms-name', value: string) => allowSender(house.dbs.owner, tenantId, { kind, value });
  const own = { senderName: 'Bakker Smit', senderAddress: 'facturen@smit.example', replyTo: 'balie@smit.example' };

  it('mails as himself, and his message stays so when the operator takes it back in between', async () => {
    await setCreditor(house.tenantId, own);
    await allow(house.tenantId, 'domain', 'smit.example');
    const invoiceId = await dueReminder();
    channels.email.answers = [{ status: 'unknown', detail: 'cut' }];
    await expect(sendReminder(house.tenantId, invoiceId)).rejects.toThrow();
    expect(await withdrawSender(house.dbs.owner, house.tenantId, { kind: 'domain', value: 'smit.example' })).toEqual({
      withdrawn: true,
      wasUsed: true,
    });
    expect((await sendReminder(house.tenantId, invoiceId)).result).toBe('sent');
    expect(channels.email.sent.map(({ from, replyTo }) => [from, replyTo])).toEqual([
      [{ name: 'Bakker Smit', address: 'facturen@smit.example' }, 'balie@smit.example'],
      [{ name: 'Bakker Smit', address: 'facturen@smit.example' }, 'balie@smit.example'],
    ]);
    await sendReminder(house.tenantId, await dueReminder());
    expect(channels.email.sent.at(-1)?.from).toEqual({ name: 'Bakker Smit via Huis', address: 'facturen@huis.example' });
  });

  it('whose message never left sends it anew as what he is by then', async () => {
    await setCreditor(house.tenantId, own);
    await allow(house.tenantId, 'domain', 'smit.example');
    const invoiceId = await dueReminder();
    channels.email.answers = [{ status: 'throttled', retryAfterMs: 1_000, detail: 'slow' }];
    await expect(sendReminder(house.tenantId, invoiceId)).rejects.toThrow();
    await withdrawSender(house.dbs.owner, house.tenantId, { kind: 'domain', value: 'smit.example' });
    await sendReminder(house.tenantId, invoiceId);
    expect(channels.email.sent.map(({ from }) => from.address)).toEqual(['facturen@smit.example', 'facturen@huis.example']);
    expect(new Set(channels.email.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
  });

  it('mails from the house when his row says an address that nobody allowed him', async () => {
    await setCreditor(house.tenantId, { ...own, senderAddress: 'klant@ing.example' });
    await sendReminder(house.tenantId, await dueReminder());
    expect(channels.email.sent.at(-1)?.from.address).toBe('facturen@huis.example');
  });
});
