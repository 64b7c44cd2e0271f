/** Several providers a channel: a creditor chooses, a message keeps, and a house may change its mind in the middle of a send. */
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StepResult } from '#contracts/activities.js';
import { recordDelivery } from '#casebook/commands/record-delivery.js';
import type { Registered } from '#casebook/commands/registration.js';
import type { ChannelProvider, SendOutcome } from '#channels/channel.port.js';
import { channelRegistry, type ProviderChoices } from '#channels/registry.js';
import { findMessageOwner } from '#database/queries/message-owner.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { ScriptedChannel, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

const busy: SendOutcome = { status: 'throttled', retryAfterMs: 1_000, detail: 'slow down' };
const silence: SendOutcome = { status: 'unknown', detail: 'timeout' };

let house: DatabaseHouse;
let oldMail: ScriptedChannel;
let newMail: ScriptedChannel;
let oldPost: ScriptedChannel;
let newPost: ScriptedChannel;
let inUse: readonly ChannelProvider[];

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  house.now = at('2026-02-23T10:00:00Z');
  oldMail = new ScriptedChannel('email', 'idempotent', 'old-mail');
  newMail = new ScriptedChannel('email', 'idempotent', 'new-mail');
  oldPost = new ScriptedChannel('letter', 'lookup', 'old-post');
  newPost = new ScriptedChannel('letter', 'lookup', 'new-post');
  inUse = [oldMail, newMail, oldPost, newPost];
  await choose({});
});

const choose = (providers: ProviderChoices): Promise<unknown> =>
  house.rows('update tenant set creditor = creditor || $1::jsonb where id = $2', [JSON.stringify({ providers }), house.tenantId]);
/** Each attempt by a worker that reads the settings of now. */
const send = (invoice: Registered, key = 'reminder'): Promise<StepResult> =>
  chaseActivities(house.book, channelRegistry(inUse), senderOfSpecs).sendMessage({
    chase: house.chaseOf(invoice),
    step: { key, occurrence: 1, action: 'message' },
  });
const fails = async (work: Promise<unknown>): Promise<void> => {
  await expect(work).rejects.toBeInstanceOf(ApplicationFailure);
};
const messagesOf = ({ invoiceId }: Registered): Promise<Record<'provider' | 'status' | 'detail', string | null>[]> =>
  house.rows(
    'select m.provider, m.status, m.detail from ledger l join message m on m.id = l.message_id where l.invoice_id = $1 order by l.recorded_at, m.id',
    [invoiceId],
  );
const dueNotice = (): Promise<Registered> => {
  house.now = at('2026-03-23T09:00:00Z');
  return house.due({ adopt: { lastStep: 'call', at: '2026-03-02' }, debtor: { inline: aDebtor({ kind: 'consumer' }) } });
};

describe('a creditor', () => {
  it('sends through the usual provider until he chooses another', async () => {
    await send(await house.due());
    await choose({ email: 'new-mail', letter: 'new-post' });
    const invoice = await house.due();
    await send(invoice);
    expect([oldMail.sent.length, newMail.sent.length]).toEqual([1, 1]);
    expect(await messagesOf(invoice)).toMatchObject([{ provider: 'new-mail', status: 'sent' }]);
  });

  it.each([['gone'], ['new-post'], [7], [null]])('who chose %j sends through the usual one', async (email) => {
    await house.rows(
      `update tenant set creditor = creditor || jsonb_build_object('providers', jsonb_build_object('email', $1::jsonb)) where id = $2`,
      [JSON.stringify(email), house.tenantId],
    );
    expect((await send(await house.due())).result).toBe('sent');
    expect([oldMail.sent.length, newMail.sent.length]).toEqual([1, 0]);
  });
});

describe('another choice while a message', () => {
  it('surely never left makes it anew, as another message through the new one', async () => {
    const invoice = await house.due();
    oldMail.answers = [busy];
    await fails(send(invoice));
    await choose({ email: 'new-mail' });
    expect((await send(invoice)).result).toBe('sent');
    expect([oldMail.sent.length, newMail.sent.length]).toEqual([1, 1]);
    expect(newMail.sent[0]?.idempotencyKey).not.toBe(oldMail.sent[0]?.idempotencyKey);
    expect(await messagesOf(invoice)).toMatchObject([
      { provider: 'old-mail', status: 'withdrawn' },
      { provider: 'new-mail', status: 'sent' },
    ]);
  });

  it('may have left leaves it with its own', async () => {
    const invoice = await house.due();
    oldMail.answers = [silence];
    await fails(send(invoice));
    await choose({ email: 'new-mail' });
    expect((await send(invoice)).result).toBe('sent');
    expect([oldMail.sent.length, newMail.sent.length]).toEqual([2, 0]);
    expect(new Set(oldMail.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(await messagesOf(invoice)).toMatchObject([{ provider: 'old-mail', status: 'sent' }]);
  });

  it('may have left asks its own for it', async () => {
    const invoice = await dueNotice();
    oldPost.answers = [silence];
    await fails(send(invoice, 'notice'));
    await choose({ letter: 'new-post' });
    expect((await send(invoice, 'notice')).result).toBe('sent');
    expect([oldPost.lookups, oldPost.sent.length, newPost.lookups, newPost.sent.length]).toEqual([1, 1, 0, 0]);
  });
});

describe('a provider that the house uses no more', () => {
  it('never had the message: the step is taken anew through the present one', async () => {
    const invoice = await house.due();
    oldMail.answers = [busy];
    await fails(send(invoice));
    inUse = [newMail, newPost];
    expect((await send(invoice)).result).toBe('sent');
    expect([oldMail.sent.length, newMail.sent.length]).toEqual([1, 1]);
    expect((await messagesOf(invoice)).map(({ provider, status }) => `${provider} ${status}`)).toEqual([
      'old-mail withdrawn',
      'new-mail sent',
    ]);
  });

  it('may have had it: nobody can tell, and a person is asked, who reads why', async () => {
    const invoice = await house.due();
    oldMail.answers = [silence];
    await fails(send(invoice));
    inUse = [newMail, newPost];
    const { result, plan } = await send(invoice);
    expect([result, plan.reason]).toEqual(['unknown', 'outcome-unknown']);
    expect(newMail.sent).toEqual([]);
    expect(await messagesOf(invoice)).toEqual([
      { provider: 'old-mail', status: 'unknown', detail: 'in doubt, and its provider old-mail is not set up any more' },
    ]);
    expect(await house.rows(`select reason, remedies from task where invoice_id = $1 and status = 'open'`, [invoice.invoiceId])).toEqual([
      { reason: 'outcome-unknown', remedies: ['settle-message'] },
    ]);
    // Whatever is asked for again later: nothing leaves, and nothing throws.
    expect((await send(invoice)).result).toBe('superseded');
    expect(newMail.sent).toEqual([]);
  });

  it('that comes back before anybody asked again is asked as ever', async () => {
    const invoice = await house.due();
    oldMail.answers = [silence];
    await fails(send(invoice));
    inUse = [newMail, newPost];
    inUse = [newMail, oldMail, newPost];
    expect((await send(invoice)).result).toBe('sent');
    expect([oldMail.sent.length, newMail.sent.length]).toEqual([2, 0]);
  });

  it('still reports: a doubt that was given up ends by it', async () => {
    const invoice = await house.due();
    oldMail.answers = [silence];
    await fails(send(invoice));
    inUse = [newMail, newPost];
    await send(invoice);
    const [{ id } = { id: '' }] = await house.rows<{ id: string }>('select id from message where debtor_id = $1', [invoice.debtorId]);
    await recordDelivery(
      house.book,
      { actor: house.actor, debtorId: invoice.debtorId },
      {
        provider: 'old-mail',
        providerEventId: 'late-1',
        providerMessageId: 'o-1',
        messageId: id,
        kind: 'delivered',
        at: new Date(house.now),
        detail: '',
      },
    );
    expect(await messagesOf(invoice)).toMatchObject([{ provider: 'old-mail', status: 'delivered' }]);
    expect((await house.rows(`select status from task where invoice_id = $1`, [invoice.invoiceId])).map(({ status }) => status)).toEqual([
      'cancelled',
    ]);
  });

  it('had the copy of a notice before it: the copy goes through the present one', async () => {
    const invoice = await dueNotice();
    oldPost.meanwhile = async () => void (inUse = [newMail, oldPost]);
    await send(invoice, 'notice');
    oldPost.meanwhile = async () => undefined;
    expect(oldMail.sent).toHaveLength(1); // this worker still had it
    const other = await dueNotice();
    inUse = [oldMail, newMail, oldPost];
    oldMail.answers = [busy];
    await fails(send(other, 'notice'));
    inUse = [newMail, oldPost];
    expect((await send(other, 'notice')).result).toBe('sent');
    expect([newMail.sent.length, newMail.sent[0]?.text === oldMail.sent[1]?.text]).toEqual([1, true]);
    expect((await messagesOf(other)).map(({ provider, status }) => `${provider} ${status}`).toSorted()).toEqual([
      'new-mail sent',
      'old-post sent',
    ]);
  });
});

it('two providers that give the same number speak of two messages', async () => {
  const same: SendOutcome = { status: 'accepted', providerId: 'same-1' };
  oldMail.answers = [same];
  newMail.answers = [same];
  const first = await house.due();
  await send(first);
  await choose({ email: 'new-mail' });
  const second = await house.due();
  await send(second);
  const ownerOf = (provider: string) => house.dbs.app.ofSystem((tx) => findMessageOwner(tx, provider, 'same-1'));
  expect([(await ownerOf('old-mail'))?.debtorId, (await ownerOf('new-mail'))?.debtorId]).toEqual([first.debtorId, second.debtorId]);
  expect(await ownerOf('third-mail')).toBeNull();
});
