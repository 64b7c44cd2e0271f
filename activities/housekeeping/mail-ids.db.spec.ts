/** Mails of one chase are one conversation: each refers to those before it, under the ids that their provider gave them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chaseActivities } from '#activities/activity-registry.js';
import { toPublicId } from '#contracts/ids.js';
import { createLog } from '#observability/logger.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels } from '#testing/scripted-channel.js';
import { learnMailIds } from './mail-ids.js';

let house: DatabaseHouse;
let channels: ScriptedChannels;
let asked: string[];
const settings = { from: { name: 'Huis', address: 'facturen@huis.example' }, providerTimeoutMs: 1_000 };

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.now = at('2026-03-02T11:00:00Z');
  channels = scriptedChannels();
  asked = [];
  await house.rows(`update message set mail_message_id = '' where mail_message_id is null`);
});

const send = (invoiceId: string, key = 'reminder') =>
  chaseActivities(house.book, channels, settings).sendMessage({
    chase: { tenantId: house.tenantId, invoiceId, cycle: 1 },
    step: { key, occurrence: 1, action: 'message' },
  });
const learn = (mailIdOf: (id: string) => Promise<string | null>) => {
  const provider = Object.assign(channels.email, {
    mailIdOf: (id: string) => {
      asked.push(id);
      return mailIdOf(id);
    },
  });
  expect(channels.of('email')).toContain(provider);
  return learnMailIds({
    system: house.dbs.system,
    database: house.dbs.app,
    channels,
    log: createLog('spec', 'silent'),
    pause: async () => undefined,
  });
};
const due = () => house.due({ adopt: { lastStep: 'pre-due', at: '2026-02-13' } });
const idsOf = (invoiceId: string) =>
  house.rows<{ mail_message_id: string | null }>(
    `select distinct m.mail_message_id from message m join ledger l on l.message_id = m.id where l.invoice_id = '${invoiceId}'`,
  );

describe('the second mail of a chase', () => {
  it('refers to the first by the id under which it travelled', async () => {
    const { invoiceId } = await due();
    await send(invoiceId);
    expect(await learn(async (id) => `<${id}@provider.example>`)).toBe(1);
    const [{ mail_message_id: first }] = (await idsOf(invoiceId)) as [{ mail_message_id: string }];
    // The step is taken again, because its first mail bounced at an address that was corrected.
    await house.rows(`update ledger set result = 'failed' where invoice_id = '${invoiceId}' and step = 'reminder'`);
    await house.rows(`update debtor set email = 'new@example.com' where id = (select debtor_id from invoice where id = '${invoiceId}')`);
    house.now += 86_400_000;
    await send(invoiceId);
    const root = `<chase.${toPublicId('invoice', invoiceId)}.1@huis.example>`;
    expect(channels.email.sent.at(-1)?.headers).toMatchObject({ References: `${root} ${first}`, 'In-Reply-To': first });
  });

  it('is never told of a mail of another creditor or of another chase', async () => {
    const [one, other] = [await due(), await due()];
    await send(one.invoiceId);
    await learn(async (id) => `<${id}-one@provider.example>`);
    await send(other.invoiceId);
    expect(channels.email.sent.at(-1)?.headers?.['References']).not.toContain('-one@');
  });
});

describe('asking for Message-IDs', () => {
  it('asks once for each, also where the provider knows none', async () => {
    const { invoiceId } = await due();
    await send(invoiceId);
    expect(await learn(async () => null)).toBe(0);
    expect(await idsOf(invoiceId)).toEqual([{ mail_message_id: '' }]);
    asked = [];
    await learn(async () => null);
    expect(asked).toEqual([]);
  });

  it('leaves a provider alone that does not answer, and comes back to it', async () => {
    const [one, two] = [await due(), await due()];
    await send(one.invoiceId);
    await send(two.invoiceId);
    expect(
      await learn(async () => {
        throw new Error('no line');
      }),
    ).toBe(0);
    expect(asked).toHaveLength(1);
    expect(await learn(async (id) => `<${id}@provider.example>`)).toBe(2);
  });

  it('asks for no mail of a person who was erased, and none that was sent long ago', async () => {
    const [erased, old] = [await due(), await due()];
    await send(erased.invoiceId);
    await send(old.invoiceId);
    const of = (invoiceId: string): string => `id in (select message_id from ledger where invoice_id = '${invoiceId}')`;
    await house.rows(`update message set recipient = '' where ${of(erased.invoiceId)}`);
    await house.rows(`update message set recorded_at = now() - interval '8 days' where ${of(old.invoiceId)}`);
    await learn(async (id) => `<${id}@provider.example>`);
    expect(asked).toEqual([]);
  });
});
