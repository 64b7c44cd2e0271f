/** What a mail looks like is frozen with it: a creditor's own face, its pictures and headers, the same at every attempt. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRefused } from '#casebook/actor.js';
import { type BrandChanges, changeBrand, changeLogo } from '#casebook/commands/change-brand.js';
import { toPublicId } from '#contracts/ids.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let channels: ScriptedChannels;
const settings = { from: { name: 'Huis', address: 'facturen@huis.example' }, providerTimeoutMs: 1_000 };
const actor = () => ({ tenantId: house.tenantId, name: 'spec' });

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-03-02T11:00:00Z');
  channels = scriptedChannels();
  activities = chaseActivities(house.book, channels, settings);
});

const send = (invoiceId: string) =>
  activities.sendMessage({
    chase: { tenantId: house.tenantId, invoiceId, cycle: 1 },
    step: { key: 'reminder', occurrence: 1, action: 'message' },
  });
const dueReminder = async (): Promise<string> => (await house.due({ adopt: { lastStep: 'pre-due', at: '2026-02-13' } })).invoiceId;
const publish = async (changes: BrandChanges): Promise<void> => {
  const published = await house.dbs.app.ofTenant(house.tenantId, (tx) => changeBrand(tx, actor(), changes));
  if (isRefused(published)) throw new Error(published.detail);
};
const logo = (mail: string) =>
  house.dbs.app.ofTenant(house.tenantId, (tx) =>
    changeLogo(tx, actor(), { mail: Buffer.from(mail), print: Buffer.from(`${mail} on paper`), shown: { width: 120, height: 40 } }),
  );

describe('a mail', () => {
  it('of a creditor who has chosen nothing refers to its chase, and brings no picture of anybody', async () => {
    const invoiceId = await dueReminder();
    await send(invoiceId);
    const [mail] = channels.email.sent;
    const root = `<chase.${toPublicId('invoice', invoiceId)}.1@huis.example>`;
    expect(mail?.headers).toEqual({
      'Auto-Submitted': 'auto-generated',
      'In-Reply-To': root,
      References: root,
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
    });
    expect(mail?.attachments?.map(({ filename }) => filename) ?? []).not.toContain('logo.png');
  });

  it('of a creditor with a face brings his logo, comes from his person, and takes absence notes', async () => {
    await publish({ accent: '#7a1fa2', personNames: true });
    await logo('picture');
    await house.rows(`update tenant set creditor = creditor || '{"contactPerson":"Marieke de Boer","name":"Voorbeeld B.V."}'`);
    await send(await dueReminder());
    const [mail] = channels.email.sent;
    expect(mail?.from.name).toBe('Marieke de Boer (Voorbeeld B.V.) via Huis');
    expect(Object.keys(mail?.headers ?? {})).toEqual(['In-Reply-To', 'References']);
    expect(mail?.attachments).toContainEqual({
      filename: 'logo.png',
      contentType: 'image/png',
      contentBase64: Buffer.from('picture').toString('base64'),
      contentId: 'logo',
    });
  });

  it('is the same at a repeat, whatever was published in between', async () => {
    await logo('before');
    const invoiceId = await dueReminder();
    channels.email.answers = [{ status: 'unknown', detail: 'cut' }];
    await expect(send(invoiceId)).rejects.toThrow('cut');
    await logo('after');
    await publish({ accent: '#004400', personNames: false });
    expect((await send(invoiceId)).result).toBe('sent');
    const [first, second] = channels.email.sent;
    expect(second).toEqual(first);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(first?.attachments?.map(({ contentBase64 }) => contentBase64)).toContain(Buffer.from('before').toString('base64'));
  });

  it('never leaves without what belongs to it', async () => {
    await logo('lost');
    const invoiceId = await dueReminder();
    channels.email.answers = [{ status: 'unknown', detail: 'cut' }];
    await expect(send(invoiceId)).rejects.toThrow('cut');
    await house.rows(
      `update message set envelope = jsonb_set(envelope, '{attachments,0,bytes,file}', '"00000000-0000-7000-8000-000000000000"') where status = 'claimed'`,
    );
    await expect(send(invoiceId)).rejects.toThrow('is not there');
    expect(channels.email.sent).toHaveLength(1);
  });

  it('that was claimed before envelopes were kept goes with its words alone', async () => {
    const invoiceId = await dueReminder();
    channels.email.answers = [{ status: 'unknown', detail: 'cut' }];
    await expect(send(invoiceId)).rejects.toThrow('cut');
    await house.rows('update message set envelope = null');
    expect((await send(invoiceId)).result).toBe('sent');
    expect(channels.email.sent.at(-1)).not.toHaveProperty('headers');
    expect(channels.email.sent.at(-1)).not.toHaveProperty('attachments');
  });
});
