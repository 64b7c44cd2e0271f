/** A letter that turns out to count for nothing after its claim was handed over: a person hears it, and nothing is redone by itself. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePromise } from '#casebook/commands/agreements.js';
import { changeDebtor } from '#casebook/commands/manage-debtor.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { recordDelivery } from '#casebook/commands/record-delivery.js';
import type { Registered } from '#casebook/commands/registration.js';
import { returnNotice } from '#casebook/commands/return-notice.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { findTaskView } from '#database/queries/task-views.js';
import { walkTo } from '#testing/chase-walk.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannel, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let letter: ScriptedChannel;
let mail: ScriptedChannel;

beforeEach(async () => {
  house = await DatabaseHouse.open();
  house.now = at('2026-03-02T09:00:00Z');
  const channels = scriptedChannels('lookup');
  ({ letter, email: mail } = channels);
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});
afterEach(() => house.close());

const walk = (until: string, approves = true) => walkTo({ house, activities, approves }, at(`${until}T22:00:00Z`));
const consumer = { inline: aDebtor({ kind: 'consumer' }) };
const order = { issueDate: '2026-02-24', dueDate: '2026-03-10' };
const notices = () =>
  house.rows<{ id: string; state: string; message_id: string }>('select id, state, message_id from notice order by claimed_at, id');
const asked = () =>
  house.rows<{ id: string; number: string; reason: string; remedies: string[] }>(
    `select t.id, i.number, t.reason, t.remedies from task t join invoice i on i.id = t.invoice_id
     where t.kind = 'attention' and t.status in ('open', 'claimed') order by i.number`,
  );
const outcomes = async (): Promise<string[]> =>
  (
    await house.rows<{ number: string; outcome: string | null }>(
      'select i.number, c.outcome from chase c join invoice i on i.id = c.invoice_id order by i.number',
    )
  ).map(({ number, outcome }) => `${number} ${outcome ?? 'chased'}`);
const comesBack = async (debtorId: string, place = 0): Promise<unknown> => {
  const id = (await notices())[place]?.id ?? '';
  return house.book.ofDebtor({ actor: house.actor, debtorId }, (debtorCase) =>
    returnNotice(debtorCase, id, { on: debtorCase.today, reason: 'moved' }),
  );
};
const said = { note: null, promise: null, plan: null, dispute: null };
const reason = 'handed-over-on-void-notice';

/** X1 and X2, named by one letter of 10 April, both handed over on 4 May. */
async function both(kind: 'consumer' | 'company' = 'consumer'): Promise<readonly [Registered, Registered]> {
  const x1 = await house.register({
    ...order,
    debtor: kind === 'consumer' ? consumer : { inline: aDebtor({ kind }) },
    number: 'X1',
    total: 300_00n,
  });
  const x2 = await house.register({ ...order, debtor: { id: x1.debtorId }, number: 'X2', total: 200_00n });
  await walk('2026-05-10');
  expect(await outcomes()).toEqual(['X1 handed-over', 'X2 handed-over']);
  return [x1, x2];
}

describe('a letter that comes back after the handover', () => {
  it('asks a person about each claim that it named, once, and hands nothing over again', async () => {
    const [{ debtorId }] = await both();
    expect(await asked()).toEqual([]);
    expect(await comesBack(debtorId)).toEqual({ done: true });
    expect(await asked()).toMatchObject([
      { number: 'X1', reason, remedies: ['tell-agency', 'address'] },
      { number: 'X2', reason, remedies: ['tell-agency', 'address'] },
    ]);
    const events = await house.rows(`select data from event where type = 'chase.needs_person' and data->>'reason' = $1`, [reason]);
    expect(events).toHaveLength(2);
    expect(await comesBack(debtorId)).toEqual({ done: true });
    expect(await asked()).toHaveLength(2);
    // The address is mended: it is the agency's claim, no letter leaves and nothing goes over a second time.
    const address = { street: 'Nieuwstraat', houseNumber: '2', postcode: '1234 AC', city: 'Ons Dorp', country: 'NL' };
    await house.book.ofDebtor({ actor: house.actor, debtorId }, (debtorCase) => changeDebtor(debtorCase, { address }));
    expect(await walk('2026-08-31')).toEqual([]);
    expect(await outcomes()).toEqual(['X1 handed-over', 'X2 handed-over']);
    expect(letter.sent).toHaveLength(1);
  });

  it('shows on the approval that was given, and the answer of a person ends the question for good', async () => {
    const [x1] = await both();
    await comesBack(x1.debtorId);
    const [approval] = await house.rows<{ id: string }>(`select id from task where invoice_id = $1 and kind = 'approval'`, [x1.invoiceId]);
    const view = await house.dbs.app.ofTenant(house.tenantId, (tx) => findTaskView(tx, approval?.id ?? ''));
    expect(view?.notice).toMatchObject({ state: 'void', endedReason: 'returned' });
    const [task] = await asked();
    await house.act(x1, (debtorCase) => recordTaskOutcome(debtorCase, task?.id ?? '', { code: 'mended', ...said }));
    expect((await asked()).map(({ number }) => number)).toEqual(['X2']);
    await house.act(x1, async () => undefined);
    expect((await asked()).map(({ number }) => number)).toEqual(['X2']);
  });

  it('takes the question back when the claim is paid to us', async () => {
    const [x1] = await both();
    await comesBack(x1.debtorId);
    const money = { amount: 300_00n, currency: 'EUR', reference: null, method: null, sourceKey: null };
    await house.act(x1, (debtorCase) => recordPayment(debtorCase, { invoiceId: x1.invoiceId, paidOn: debtorCase.today, ...money }));
    expect((await asked()).map(({ number }) => number)).toEqual(['X2']);
  });

  it('asks about the one claim that is gone, while the other gets its new letter', async () => {
    const x1 = await house.register({ ...order, debtor: consumer, number: 'X1', total: 300_00n });
    const x2 = await house.register({ ...order, debtor: { id: x1.debtorId }, number: 'X2', total: 200_00n });
    await walk('2026-04-14');
    await house.act(x2, (debtorCase) =>
      makePromise(debtorCase, x2.invoiceId, { date: '2026-05-20', amount: null, note: null, confirm: false }),
    );
    await walk('2026-05-10');
    expect(await outcomes()).toEqual(['X1 handed-over', 'X2 chased']);
    await comesBack(x1.debtorId);
    expect((await asked()).map(({ number, reason: why }) => `${number} ${why}`)).toContain(`X1 ${reason}`);
    const address = { street: 'Nieuwstraat', houseNumber: '2', postcode: '1234 AC', city: 'Ons Dorp', country: 'NL' };
    await house.act(x2, (debtorCase) => changeDebtor(debtorCase, { address }));
    await walk('2026-08-31');
    expect(await outcomes()).toEqual(['X1 handed-over', 'X2 handed-over']);
    // X1 rests on the void letter still; X2 went over after a new one that names it alone.
    expect((await asked()).map(({ number }) => number)).toEqual(['X1']);
    expect(letter.sent).toHaveLength(2);
    expect(letter.sent[1]?.text).toContain('€ 200,00 binnen vijftien dagen');
  });

  it('the report of a provider that a letter bounced is as good', async () => {
    const [{ debtorId }] = await both();
    const messageId = (await notices())[0]?.message_id ?? '';
    const report = {
      provider: 'scripted',
      providerEventId: 'e-1',
      messageId,
      kind: 'bounced-hard',
      at: new Date(house.now),
      detail: 'moved',
    } as const;
    await recordDelivery(house.book, { actor: house.actor, debtorId }, report);
    expect((await asked()).map(({ number }) => number)).toEqual(['X1', 'X2']);
  });

  it('so is a debtor who turns out to be a consumer: he never had his letter', async () => {
    const [{ debtorId }] = await both('company');
    await house.book.ofDebtor({ actor: house.actor, debtorId }, (debtorCase) => changeDebtor(debtorCase, { kind: 'consumer' }));
    expect((await notices()).map(({ state }) => state)).toEqual(['void']);
    expect(await asked()).toMatchObject([
      { number: 'X1', reason, remedies: ['tell-agency'] },
      { number: 'X2', reason, remedies: ['tell-agency'] },
    ]);
  });
});

describe('the new letter after one that came back', () => {
  it('leaves with its copy by e-mail, once', async () => {
    const x1 = await house.register({ ...order, debtor: consumer, number: 'X1', total: 300_00n });
    await walk('2026-04-14');
    const copies = () => mail.sent.filter(({ text }) => text.includes('buitengerechtelijke incassokosten'));
    expect([letter.sent.length, copies().length]).toEqual([1, 1]);
    await comesBack(x1.debtorId);
    const address = { street: 'Nieuwstraat', houseNumber: '2', postcode: '1234 AC', city: 'Ons Dorp', country: 'NL' };
    await house.act(x1, (debtorCase) => changeDebtor(debtorCase, { address }));
    await walk('2026-04-30');
    expect([letter.sent.length, copies().length]).toEqual([2, 2]);
    const ofNotice = await house.rows(
      `select n.state, array_agg(m.channel order by m.channel) as channels from notice n join message m on m.notice_id = n.id group by n.id order by n.claimed_at`,
    );
    expect(ofNotice).toEqual([
      { state: 'void', channels: ['email', 'letter'] },
      { state: 'sent', channels: ['email', 'letter'] },
    ]);
    // A report about the old copy that comes late changes nothing.
    const [old] = await house.rows<{ id: string }>(
      `select id from message where channel = 'email' and notice_id is not null order by claimed_at`,
    );
    const late = {
      provider: 'scripted',
      providerEventId: 'e-9',
      messageId: old?.id ?? '',
      kind: 'delivered',
      at: new Date(house.now),
      detail: '',
    } as const;
    await recordDelivery(house.book, { actor: house.actor, debtorId: x1.debtorId }, late);
    // Comes back a second time: a third letter, a third copy.
    await comesBack(x1.debtorId, 1);
    await house.act(x1, (debtorCase) => changeDebtor(debtorCase, { address: { ...address, houseNumber: '3' } }));
    await walk('2026-05-20', false);
    expect([letter.sent.length, copies().length]).toEqual([3, 3]);
  });

  it('sends the copy of one letter once, however often the attempt is repeated', async () => {
    const x1 = await house.register({ ...order, debtor: consumer, number: 'X1', total: 300_00n });
    await walk('2026-04-14');
    await comesBack(x1.debtorId);
    const address = { street: 'Nieuwstraat', houseNumber: '2', postcode: '1234 AC', city: 'Ons Dorp', country: 'NL' };
    await house.act(x1, (debtorCase) => changeDebtor(debtorCase, { address }));
    const chase = house.chaseOf(x1);
    const { step, at: due } = await activities.planNext(chase);
    if (!step) throw new Error('no letter is due');
    house.now = Math.max(house.now, Date.parse(due ?? ''));
    for (let attempt = 0; attempt < 3; attempt += 1) await activities.sendMessage({ chase, step });
    expect(letter.sent).toHaveLength(2);
    expect(mail.sent.filter(({ text }) => text.includes('buitengerechtelijke incassokosten'))).toHaveLength(2);
  });
});
