import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import { raiseDispute, resolveDispute } from '#casebook/commands/agreements.js';
import { changeDebtor } from '#casebook/commands/manage-debtor.js';
import { closeInvoice, overrideStep } from '#casebook/commands/manage-invoice.js';
import { resumeChase } from '#casebook/commands/pause-chase.js';
import type { Registered, RegisterInput } from '#casebook/commands/registration.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import type { TaskOutcomeCode } from '#contracts/task-outcomes.js';
import type { ChannelProvider, MessageChannel } from '#channels/channel.port.js';
import { channelRegistry } from '#channels/registry.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;

const accepting = (channel: MessageChannel, reachesPeople = false): ChannelProvider => ({
  id: `accepting-${channel}`,
  channel,
  guarantee: 'idempotent',
  reachesPeople,
  send: async () => ({ status: 'accepted', providerId: `${channel}-${Math.random()}` }),
});
const activitiesWith = (letter: ChannelProvider): ChaseActivities =>
  chaseActivities(house.book, channelRegistry([accepting('email'), accepting('sms'), accepting('whatsapp'), letter]), senderOfSpecs);

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-03-05T09:00:00Z');
  activities = activitiesWith(accepting('letter'));
});

/** The debtor of the README: nothing but an e-mail address. */
const emailOnly = aDebtor({ phone: null, address: null });
const address = { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' };

type Task = Record<'id' | 'status' | 'reason' | 'step' | 'outcome_code', string | null> & {
  remedies: string[];
  outcome: { reason?: string } | null;
};
const asked = ({ invoiceId }: Registered): Promise<Task[]> =>
  house.rows<Task>(
    `select id, status, reason, step, remedies, outcome_code, outcome from task where invoice_id = $1 and kind = 'attention' order by opened_at, id`,
    [invoiceId],
  );
const eventsOf = async ({ invoiceId }: Registered, type: string): Promise<object[]> =>
  (await house.rows<{ data: object }>('select data from event where invoice_id = $1 and type = $2 order by seq', [invoiceId, type])).map(
    ({ data }) => data,
  );
const waitsFor = async ({ invoiceId }: Registered): Promise<string | null | undefined> =>
  (await house.rows<{ waits_for: string | null }>('select waits_for from chase where invoice_id = $1', [invoiceId]))[0]?.waits_for;
const outcome = (invoice: Registered, taskId: string | null | undefined, code: TaskOutcomeCode) =>
  house.act(invoice, (debtorCase) =>
    recordTaskOutcome(debtorCase, taskId ?? '', { code, note: null, promise: null, plan: null, dispute: null }),
  );
const planNext = (invoice: Registered): Promise<ChasePlan> => activities.planNext(house.chaseOf(invoice));

/** Whose calls and reminders are behind him: the notice is next. */
const atTheNotice = (over: Partial<RegisterInput> = {}): Promise<Registered> =>
  house.register({ debtor: { inline: emailOnly }, adopt: { lastStep: 'call', at: '2026-03-02' }, ...over });

describe('a chase that cannot go on', () => {
  it('asks a person from its first plan on', async () => {
    const invoice = await atTheNotice();
    expect(invoice.plan.reasons[0]).toBe('no-channel');
    expect(await asked(invoice)).toMatchObject([
      { status: 'open', reason: 'no-channel', step: 'notice', remedies: ['address', 'next-move'] },
    ]);
    expect(await eventsOf(invoice, 'chase.needs_person')).toMatchObject([
      { reason: 'no-channel', step: 'notice', remedies: ['address', 'next-move'] },
    ]);
    expect(await waitsFor(invoice)).toBe('person');
  });

  it('asks at the end of the README’s own example, and not before', async () => {
    house.now = at('2026-02-16T09:00:00Z');
    const invoice = await house.register({ debtor: { inline: emailOnly }, dueDate: '2026-02-16' });
    let plan = await planNext(invoice);
    for (let turn = 0; plan.at !== null && turn < 12; turn += 1) {
      expect(await asked(invoice)).toEqual([]);
      expect(await waitsFor(invoice)).toBe('time');
      house.now = Math.max(house.now, at(plan.at));
      const step = plan.step && { key: plan.step.key, occurrence: plan.step.occurrence, action: plan.step.action };
      const order = step && { chase: house.chaseOf(invoice), step };
      if (order?.step.action === 'message')
        await activities.sendMessage({ chase: order.chase, step: { ...order.step, action: 'message' } });
      if (order?.step.action === 'call') await activities.openCallTask({ chase: order.chase, step: { ...order.step, action: 'call' } });
      plan = await planNext(invoice);
    }
    const kinds = await house.rows('select kind, status from task where invoice_id = $1 order by opened_at', [invoice.invoiceId]);
    expect(kinds).toEqual([
      { kind: 'call', status: 'expired' },
      { kind: 'attention', status: 'open' },
    ]);
    expect(plan.summary).toContain('person');
  });

  it('is asked about once, however often it is planned', async () => {
    const invoice = await atTheNotice();
    await planNext(invoice);
    await house.act(invoice, async (debtorCase) => changeDebtor(debtorCase, { name: 'Bakkerij De Jong B.V.' }));
    expect(await asked(invoice)).toHaveLength(1);
    expect(await eventsOf(invoice, 'chase.needs_person')).toHaveLength(1);
  });

  it('takes the question back when it can go on', async () => {
    const invoice = await atTheNotice();
    await house.act(invoice, async (debtorCase) => changeDebtor(debtorCase, { address }));
    expect(await asked(invoice)).toMatchObject([{ status: 'cancelled', outcome: { reason: 'mended' } }]);
    expect(await waitsFor(invoice)).toBe('time');
    expect((await planNext(invoice)).step?.key).toBe('notice');
  });

  it('asks nothing while a stop that a person set stands, and asks again afterwards', async () => {
    const invoice = await atTheNotice();
    await house.act(invoice, (debtorCase) => raiseDispute(debtorCase, invoice.invoiceId, { reason: 'goods', amount: null, note: null }));
    expect(await asked(invoice)).toMatchObject([{ status: 'cancelled', outcome: { reason: 'disputed' } }]);
    expect(await waitsFor(invoice)).toBe('news');
    await house.act(invoice, (debtorCase) =>
      resolveDispute(
        debtorCase,
        { invoiceId: invoice.invoiceId, disputeId: null },
        { outcome: 'rejected', creditAmount: null, newDueDate: null },
      ),
    );
    expect(await asked(invoice)).toMatchObject([{ status: 'cancelled' }, { status: 'open', reason: 'no-channel' }]);
  });

  it('says what is missing now, in the question that is open', async () => {
    const invoice = await atTheNotice();
    const [before] = await asked(invoice);
    await house.act(invoice, async (debtorCase) => changeDebtor(debtorCase, { address, refusedChannels: ['letter'] }));
    expect(await asked(invoice)).toMatchObject([{ id: before?.id, status: 'open', remedies: ['consent', 'next-move'] }]);
  });

  it('is over when the chase ends', async () => {
    const invoice = await atTheNotice();
    await house.act(invoice, (debtorCase) => closeInvoice(debtorCase, invoice.invoiceId, { outcome: 'closed', reason: 'enough' }));
    expect(await asked(invoice)).toMatchObject([{ status: 'cancelled', outcome: { reason: 'closed' } }]);
    expect(await waitsFor(invoice)).toBeNull();
  });

  it('asks what happens at the end of its ladder', async () => {
    const invoice = await house.register({ adopt: { lastStep: 'notice', at: '2026-03-02' }, debtor: { inline: aDebtor() } });
    await house.act(invoice, (debtorCase) =>
      overrideStep(debtorCase, invoice.invoiceId, { step: 'handover', act: 'skip', until: null, reason: null }),
    );
    expect(await asked(invoice)).toMatchObject([
      { status: 'cancelled', reason: 'legal-gate', step: 'handover', outcome: { reason: 'no-step-left' } },
      { status: 'open', reason: 'no-step-left', step: 'notice', remedies: ['next-move'] },
    ]);
  });

  it('asks for the provider when the house paused it, and goes on when it is resumed', async () => {
    activities = activitiesWith(accepting('letter', true));
    const invoice = await house.due({ debtor: { inline: aDebtor() }, adopt: { lastStep: 'call', at: '2026-03-02' } });
    await activities.sendMessage({ chase: house.chaseOf(invoice), step: { key: 'notice', occurrence: 1, action: 'message' } });
    expect(await asked(invoice)).toMatchObject([{ status: 'open', reason: 'paused', remedies: ['provider'] }]);
    await house.act(invoice, (debtorCase) => resumeChase(debtorCase, invoice.invoiceId));
    expect(await asked(invoice)).toMatchObject([{ status: 'cancelled', outcome: { reason: 'mended' } }]);
  });
});

describe('the word of a person', () => {
  it('holds until facts change', async () => {
    const invoice = await atTheNotice();
    const [task] = await asked(invoice);
    await outcome(invoice, task?.id, 'left');
    await planNext(invoice);
    expect(await asked(invoice)).toMatchObject([{ status: 'done', outcome_code: 'left' }]);
    expect(await waitsFor(invoice)).toBe('news');
    await house.act(invoice, async (debtorCase) => changeDebtor(debtorCase, { address, refusedChannels: ['letter'] }));
    expect(await asked(invoice)).toMatchObject([{ status: 'done' }, { status: 'open', remedies: ['consent', 'next-move'] }]);
    expect(await waitsFor(invoice)).toBe('person');
  });

  it('that it was mended is believed when it was, and asked again when it was not', async () => {
    const invoice = await atTheNotice();
    const [task] = await asked(invoice);
    await outcome(invoice, task?.id, 'mended');
    expect(await asked(invoice)).toMatchObject([
      { id: task?.id, status: 'done', outcome_code: 'mended' },
      { status: 'open', reason: 'no-channel', step: 'notice', remedies: ['address', 'next-move'] },
    ]);
    expect(await waitsFor(invoice)).toBe('person');
    expect(await eventsOf(invoice, 'chase.needs_person')).toHaveLength(2);
    await house.act(invoice, async (debtorCase) => changeDebtor(debtorCase, { address }));
    expect((await asked(invoice)).map(({ status }) => status)).toEqual(['done', 'cancelled']);
    expect((await planNext(invoice)).step?.key).toBe('notice');
  });

  it('is no outcome of a call', async () => {
    const invoice = await atTheNotice();
    const [task] = await asked(invoice);
    await expect(outcome(invoice, task?.id, 'no-answer')).rejects.toThrow('outcome-not-for-this-task');
  });
});
