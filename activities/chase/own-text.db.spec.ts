/** A creditor's own words at the claim: which version counts, what was claimed keeps its words, and what cannot be used changes no promise. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRefused } from '#casebook/actor.js';
import { draftText, publishText, retireText, type WhichText } from '#casebook/commands/publish-text.js';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let channels: ScriptedChannels;

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.now = at('2026-03-02T11:00:00Z');
  channels = scriptedChannels();
  activities = chaseActivities(house.book, channels, senderOfSpecs);
  await house.rows(`update text_override set state = 'retired' where tenant_id = $1`, [house.tenantId]);
});

const send = (invoiceId: string): Promise<StepResult> =>
  activities.sendMessage({
    chase: { tenantId: house.tenantId, invoiceId, cycle: 1 },
    step: { key: 'reminder', occurrence: 1, action: 'message' },
  });
const dueReminder = async (): Promise<string> => (await house.due({ adopt: { lastStep: 'pre-due', at: '2026-02-13' } })).invoiceId;
const inTenant = <Result>(work: Parameters<typeof house.dbs.app.ofTenant<Result>>[1]): Promise<Result> =>
  house.dbs.app.ofTenant(house.tenantId, work);
const wordsOf = (sentence: string): string => `subject: Over {% include 'about' %}\n---\n{% include 'greeting' %}\n\n${sentence}\n`;
const actor = (name: string) => ({ tenantId: house.tenantId, name });

async function published(key: string, source: string): Promise<WhichText> {
  const { version } = await inTenant((tx) => draftText(tx, actor('key:writer'), { key, source, lint: [] }));
  const done = await inTenant((tx) => publishText(tx, actor('key:reader'), { key, version, findings: [], needsAnother: false }));
  if (isRefused(done)) throw new Error(done.detail);
  return { key, version };
}
const versionsSent = async (): Promise<string[]> =>
  (await house.rows<{ template_version: string }>('select template_version from message order by claimed_at desc, id desc limit 1')).map(
    (row) => row.template_version,
  );
const fallen = (invoiceId: string) =>
  house.rows<{ data: object }>(`select data from event where type = 'text.fell-back' and invoice_id = $1`, [invoiceId]);

describe('a text in the creditor’s own words', () => {
  it('counts once it is published, and not before', async () => {
    await inTenant((tx) => draftText(tx, actor('key:writer'), { key: 'nl/reminder.friendly', source: wordsOf('Nog een klad.'), lint: [] }));
    await send(await dueReminder());
    expect(channels.email.sent.at(-1)?.text).not.toContain('Nog een klad.');
    const { version } = await published('nl/reminder.friendly', wordsOf('Zo schrijven wij het zelf.'));
    await send(await dueReminder());
    expect(channels.email.sent.at(-1)?.text).toContain('Zo schrijven wij het zelf.');
    expect(channels.email.sent.at(-1)?.text).toContain('Geachte heer, mevrouw');
    expect(await versionsSent()).toEqual([expect.stringMatching(new RegExp(`^nl/reminder\\.friendly@[0-9a-f]{16}\\+o${version}$`))]);
  });

  it('for every tone is used where none fits better', async () => {
    await published('nl/reminder', wordsOf('Voor iedere toon.'));
    await send(await dueReminder());
    expect(channels.email.sent.at(-1)?.text).toContain('Voor iedere toon.');
    await published('nl/reminder.friendly', wordsOf('Vriendelijk.'));
    await send(await dueReminder());
    expect(channels.email.sent.at(-1)?.text).toContain('Vriendelijk.');
  });

  it('of another language or step is not used', async () => {
    await published('en/reminder.friendly', wordsOf('In English.'));
    await published('nl/pre-due', wordsOf('Vooraf.'));
    await send(await dueReminder());
    expect(channels.email.sent.at(-1)?.text).not.toMatch(/In English|Vooraf/);
  });

  it('leaves a message alone that was claimed already', async () => {
    await published('nl/reminder.friendly', wordsOf('De oude woorden.'));
    const invoiceId = await dueReminder();
    channels.email.answers = [{ status: 'unknown', detail: 'cut' }];
    await expect(send(invoiceId)).rejects.toThrow('cut');
    const which = await published('nl/reminder.friendly', wordsOf('De nieuwe woorden.'));
    expect((await send(invoiceId)).result).toBe('sent');
    expect(channels.email.sent.map(({ text }) => text?.includes('De oude woorden.'))).toEqual([true, true]);
    await send(await dueReminder());
    expect(channels.email.sent.at(-1)?.text).toContain('De nieuwe woorden.');
    await inTenant((tx) => retireText(tx, actor('key:reader'), which));
    await send(await dueReminder());
    expect(channels.email.sent.at(-1)?.text).not.toMatch(/woorden/);
  });

  it.each([
    ['asks for what this case has not', '{{ no_such_thing }}', 'cannot-render'],
    [
      'never ends',
      '{% assign x = (1..400) %}{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}',
      'too-slow',
    ],
  ])('that %s leaves the word to the house, and says so', async (_, sentence, code) => {
    const which = await published('nl/reminder.friendly', wordsOf(sentence));
    const invoiceId = await dueReminder();
    expect((await send(invoiceId)).result).toBe('sent');
    expect(channels.email.sent.at(-1)?.text).toContain('Misschien is het u ontgaan');
    expect(await fallen(invoiceId)).toEqual([{ data: { ...which, code } }]);
    expect((await versionsSent())[0]).not.toContain('+o');
  });

  it('is his alone', async () => {
    await house.rows(
      `insert into tenant (id, name, mode, creditor) values ('00000000-0000-7000-8000-00000000000a', 'Ander', 'test', '{}') on conflict do nothing`,
    );
    await house.rows(
      `insert into text_override (tenant_id, key, version, source, state, lint, author, published_by, published_at)
       values ('00000000-0000-7000-8000-00000000000a', 'nl/reminder.friendly', 1, $1, 'published', '[]', 'a', 'b', now()) on conflict do nothing`,
      [wordsOf('Van een ander.')],
    );
    await send(await dueReminder());
    expect(channels.email.sent.at(-1)?.text).not.toContain('Van een ander.');
  });
});

it('a formal notice goes in the chosen words or not at all: a person is asked', async () => {
  house.now = at('2026-11-23T10:00:00Z');
  const invoice = await house.due({
    issueDate: '2026-09-01',
    dueDate: '2026-10-01',
    total: 100_00n,
    adopt: { lastStep: 'call', at: '2026-11-02' },
    debtor: { inline: aDebtor({ kind: 'consumer' }) },
  });
  await published('nl/formal-notice.fourteen-day-letter', wordsOf('{{ no.such.thing }}'));
  const notice = { chase: house.chaseOf(invoice), step: { key: 'notice', occurrence: 1, action: 'message' } } as const;
  expect((await activities.sendMessage(notice)).result).toBe('superseded');
  expect(channels.letter.sent).toEqual([]);
  expect(await fallen(invoice.invoiceId)).toHaveLength(1);
  expect(await house.rows('select paused_cause, waits_for from chase where invoice_id = $1', [invoice.invoiceId])).toEqual([
    { paused_cause: 'notice-check', waits_for: 'person' },
  ]);
});
