import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChasePlan } from '#contracts/chase.js';
import { type Refused, isRefused } from '#casebook/actor.js';
import { notFound } from '#casebook/casebook.js';
import { mostCallBacks } from '#casebook/commands/call-back.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { claimTask, recordTaskOutcome, type TaskOutcomeInput } from '#casebook/commands/tasks.js';
import { createTestClock } from '#casebook/commands/test-clocks.js';
import { listTaskViews } from '#database/queries/task-views.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { OpenCallTask } from './open-call-task.activity.js';
import { PlanNext } from './plan-next.activity.js';
import { RecordSignal } from './record-signal.activity.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-03-05T09:00:00Z'); // a Thursday; the call of an invoice due on 16 February is due
});

interface Call {
  readonly invoice: Registered;
  readonly taskId: string;
}
type TaskRow = {
  id: string;
  status: string;
  assignee: string | null;
  deadline: Date | null;
  call_at: Date | null;
  call_backs: number;
  call_note: string | null;
  outcome_code: string | null;
};

const chaseOf = ({ invoiceId }: Registered) => ({ tenantId: house.tenantId, invoiceId, cycle: 1 });
const planned = (invoice: Registered): Promise<ChasePlan> => new PlanNext(house.book).run(chaseOf(invoice));
const one = <Row>(rows: readonly Row[]): Row => {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) throw new Error(`${rows.length} rows where one was expected`);
  return row;
};
const taskOf = async ({ invoiceId }: Registered): Promise<TaskRow> =>
  one(await house.rows<TaskRow>('select * from task where invoice_id = $1', [invoiceId]));
const lineOf = async ({ taskId }: Call) =>
  one(
    await house.rows<{ result: string; outcome: string | null; at: Date; deadline: Date | null }>(
      'select result, outcome, at, deadline from ledger where task_id = $1',
      [taskId],
    ),
  );
const eventsOf = ({ invoiceId }: Registered, type: string) =>
  house.rows<{ id: string; data: Record<string, unknown> }>(
    `select id, data || coalesce((select texts from event_text where event_id = event.id), '{}') as data from event where invoice_id = $1 and type = $2 order by seq`,
    [invoiceId, type],
  );

async function openCall(over: Parameters<DatabaseHouse['register']>[0] = {}): Promise<Call> {
  const invoice = await house.register({ adopt: { lastStep: 'reminder', at: '2026-02-23' }, ...over });
  const opened = await new OpenCallTask(house.book).run({
    chase: chaseOf(invoice),
    step: { key: 'call', occurrence: 1, action: 'call' },
  });
  expect(opened.result).toBe('opened');
  return { invoice, taskId: (await taskOf(invoice)).id };
}

async function record({ invoice, taskId }: Call, outcome: Pick<TaskOutcomeInput, 'code'> & Partial<TaskOutcomeInput>) {
  const input = { note: null, promise: null, plan: null, dispute: null, ...outcome };
  const who = { actor: house.actor, invoiceId: invoice.invoiceId };
  const answer = await house.book.ofInvoice(who, (debtorCase) => recordTaskOutcome(debtorCase, taskId, input));
  if (answer === notFound) throw new Error('no such invoice');
  return answer;
}
const callBack = (call: Call, when: string, note: string | null = null) => record(call, { code: 'call-back', at: at(when), note });
const refusalOf = async (work: Promise<object>): Promise<Refused> => {
  const answer = await work;
  if (!isRefused(answer)) throw new Error('it was not refused');
  return answer;
};
const dueBy = async (due: string): Promise<string[]> =>
  (await house.dbs.app.ofTenant(house.tenantId, (tx) => listTaskViews(tx, { due }, { limit: 50, after: null }))).map(({ id }) => id);

describe('a call-back at a moment', () => {
  it('keeps the task, with whoever has it, and puts off its deadline and that of its ledger line', async () => {
    const call = await openCall();
    const who = { actor: house.actor, invoiceId: call.invoice.invoiceId };
    await house.book.ofInvoice(who, (debtorCase) => claimTask(debtorCase, call.taskId, 'sanne'));
    house.now = at('2026-03-05T10:30:00Z');
    await callBack(call, '2026-03-13T14:00:00Z', 'after her holiday');
    expect(await taskOf(call.invoice)).toMatchObject({
      status: 'claimed',
      assignee: 'sanne',
      outcome_code: null,
      call_at: new Date('2026-03-13T14:00:00Z'),
      call_backs: 1,
      call_note: 'after her holiday',
      deadline: new Date('2026-03-17T14:00:00Z'),
    });
    expect(await lineOf(call)).toEqual({
      result: 'open',
      outcome: null,
      at: new Date('2026-03-05T10:30:00Z'),
      deadline: new Date('2026-03-17T14:00:00Z'),
    });
  });

  it('is an event of its own, and tells the chase to wait for the new deadline', async () => {
    const call = await openCall();
    await callBack(call, '2026-03-13T14:00:00Z', 'on her own number: 06');
    const event = one(await eventsOf(call.invoice, 'call.call-back-agreed'));
    expect(event.data).toEqual({ step: 'call', at: '2026-03-13T14:00:00.000Z', callBacks: 1, deadline: '2026-03-17T14:00:00.000Z' });
    expect(await eventsOf(call.invoice, 'call.outcome-recorded')).toEqual([]);
    const told = await house.rows<{ payload: Record<string, unknown> }>(
      "select payload from outbox where invoice_id = $1 and kind = 'chase.signal'",
      [call.invoice.invoiceId],
    );
    expect(told.at(-1)?.payload).toMatchObject({
      signal: 'callOutcomeRecorded',
      payload: {
        recordedEventId: event.id,
        plan: { next: 'wait', step: null, at: '2026-03-17T14:00:00.000Z', reason: 'awaiting-outcome' },
      },
    });
  });

  it('is found on the list of its day, no longer on that of the old deadline, and stands in order of its moment', async () => {
    const call = await openCall();
    await callBack(call, '2026-03-13T14:00:00Z');
    const other = await openCall();
    const third = await openCall();
    await callBack(third, '2026-03-06T08:00:00Z');
    const mine = (ids: string[]) => ids.filter((id) => [call, other, third].some(({ taskId }) => taskId === id));
    expect(mine(await dueBy('2026-03-05'))).toEqual([]);
    expect(mine(await dueBy('2026-03-12'))).toEqual([third.taskId, other.taskId]);
    expect(mine(await dueBy('2026-03-13'))).toEqual([third.taskId, other.taskId, call.taskId]);
  });

  it('holds the ladder until nobody called by the new deadline; then it goes on by itself', async () => {
    const call = await openCall();
    const old = (await taskOf(call.invoice)).deadline;
    await callBack(call, '2026-03-13T14:00:00Z');
    house.now = (old?.getTime() ?? 0) + 1;
    expect(await planned(call.invoice)).toMatchObject({ next: 'wait', reason: 'awaiting-outcome', at: '2026-03-17T14:00:00.000Z' });
    expect((await taskOf(call.invoice)).status).toBe('open');
    house.now = at('2026-03-17T14:00:00Z');
    expect(await planned(call.invoice)).toMatchObject({ next: 'step', step: { key: 'notice' } });
    expect((await taskOf(call.invoice)).status).toBe('expired');
    expect((await lineOf(call)).result).toBe('expired');
  });

  it('can be followed by an outcome of the second call, which ends the task as any other', async () => {
    const call = await openCall();
    await callBack(call, '2026-03-06T14:00:00Z');
    house.now = at('2026-03-06T14:05:00Z');
    await record(call, { code: 'reached-promise', promise: { date: '2026-03-20', amount: null, note: null } });
    expect(await taskOf(call.invoice)).toMatchObject({ status: 'done', outcome_code: 'reached-promise', call_backs: 1 });
    expect(await lineOf(call)).toMatchObject({ result: 'done', outcome: 'reached-promise', at: new Date('2026-03-06T14:05:00Z') });
    expect(one(await eventsOf(call.invoice, 'call.outcome-recorded')).data).toEqual({
      step: 'call',
      code: 'reached-promise',
      callBacks: 1,
    });
  });

  it('is cancelled when the invoice is paid meanwhile', async () => {
    const call = await openCall();
    await callBack(call, '2026-03-13T14:00:00Z');
    const { invoiceId } = call.invoice;
    const payment = { invoiceId, amount: 125_50n, currency: 'EUR', paidOn: '2026-03-05', reference: null, method: null, sourceKey: null };
    await house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) => recordPayment(debtorCase, payment));
    expect((await taskOf(call.invoice)).status).toBe('cancelled');
    expect(await planned(call.invoice)).toMatchObject({ next: 'closed', outcome: 'paid' });
    expect((await refusalOf(callBack(call, '2026-03-12T14:00:00Z'))).code).toBe('task-not-open');
  });

  it('leaves no deadline where the policy waits for the person who calls', async () => {
    const call = await openCall({ policy: 'attent' });
    await callBack(call, '2026-03-13T14:00:00Z');
    expect(await taskOf(call.invoice)).toMatchObject({ deadline: null, call_at: new Date('2026-03-13T14:00:00Z') });
    expect(await planned(call.invoice)).toMatchObject({ next: 'wait', at: null, reason: 'awaiting-outcome' });
    expect(await dueBy('2026-03-13')).toContain(call.taskId);
  });

  it('keeps the time of a test clock, and not of the clock on the wall', async () => {
    const { clockId } = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
      createTestClock(tx, house.actor, { name: null, frozenAt: at('2030-03-07T09:00:00Z') }),
    );
    const call = await openCall({
      testClockId: clockId,
      issueDate: '2030-02-01',
      dueDate: '2030-02-15',
      adopt: { lastStep: 'reminder', at: '2030-02-22' },
    });
    expect(await refusalOf(callBack(call, '2026-03-13T14:00:00Z'))).toMatchObject({ code: 'moment-in-the-past', argument: 'at' });
    await callBack(call, '2030-03-14T14:00:00Z');
    expect(await planned(call.invoice)).toMatchObject({
      next: 'wait',
      at: '2030-03-18T14:00:00.000Z',
      clockNow: '2030-03-07T09:00:00.000Z',
    });
    await house.rows('update test_clock set now = $2 where id = $1', [clockId, '2030-03-18T13:59:59Z']);
    expect((await planned(call.invoice)).next).toBe('wait');
    await house.rows('update test_clock set now = $2 where id = $1', [clockId, '2030-03-18T14:00:00Z']);
    expect(await planned(call.invoice)).toMatchObject({ next: 'step', step: { key: 'notice' } });
  });
});

describe('a call-back is bounded', () => {
  it('by the present: not now, not before, and nothing is changed', async () => {
    const call = await openCall();
    const before = await taskOf(call.invoice);
    for (const when of ['2026-03-05T09:00:00Z', '2026-03-04T09:00:00Z'])
      expect(await refusalOf(callBack(call, when))).toMatchObject({ code: 'moment-in-the-past', argument: 'at' });
    expect(await taskOf(call.invoice)).toEqual(before);
  });

  it('by fourteen days, to the end of the last on the wall of the creditor', async () => {
    const call = await openCall();
    const refused = await refusalOf(callBack(call, '2026-03-19T23:00:00Z')); // 00:00 of the 20th in Amsterdam
    expect(refused).toMatchObject({ code: 'moment-too-far', argument: 'at' });
    expect(refused.detail).toMatch(/promise.*pause/);
    expect(isRefused(await callBack(call, '2026-03-19T22:59:00Z'))).toBe(false);
  });

  it('by its number: the next one ends the task, and the ladder goes on as when nobody answers', async () => {
    const call = await openCall();
    for (let time = 0; time < mostCallBacks; time += 1) await callBack(call, '2026-03-13T14:00:00Z');
    expect(await taskOf(call.invoice)).toMatchObject({ status: 'open', call_backs: mostCallBacks });
    await callBack(call, '2026-03-16T14:00:00Z', 'again');
    expect(await taskOf(call.invoice)).toMatchObject({
      status: 'done',
      outcome_code: 'call-back',
      outcome: { note: 'again', at: '2026-03-16T14:00:00.000Z' },
      call_backs: mostCallBacks,
    });
    expect(one(await eventsOf(call.invoice, 'call.outcome-recorded')).data).toEqual({
      step: 'call',
      code: 'call-back',
      at: '2026-03-16T14:00:00.000Z',
      callBacks: mostCallBacks,
    });
    expect(await planned(call.invoice)).toMatchObject({ next: 'step', step: { key: 'notice' } });
  });

  it('without a moment it ends the task at once', async () => {
    const call = await openCall();
    await record(call, { code: 'call-back' });
    expect(await taskOf(call.invoice)).toMatchObject({ status: 'done', outcome_code: 'call-back', call_at: null, call_backs: 0 });
    expect(await planned(call.invoice)).toMatchObject({ next: 'step', step: { key: 'notice' } });
  });

  it('a moment with another outcome puts nothing off', async () => {
    const call = await openCall();
    await record(call, { code: 'no-answer', at: at('2026-03-13T14:00:00Z') });
    expect(await taskOf(call.invoice)).toMatchObject({ status: 'done', call_at: null });
  });
});

describe('a call-back signalled straight to the chase', () => {
  const signal = ({ invoice }: Call, payload: Record<string, unknown>, signalId = 's-1') =>
    new RecordSignal(house.book).run({ chase: chaseOf(invoice), signal: 'callOutcomeRecorded', signalId, payload });

  it('does the same, once per signal', async () => {
    const call = await openCall();
    const payload = { code: 'call-back', at: '2026-03-13T14:00:00Z', note: 'said to a robot' };
    for (let time = 0; time < 2; time += 1)
      expect(await signal(call, payload)).toMatchObject({ next: 'wait', at: '2026-03-17T14:00:00.000Z', reason: 'awaiting-outcome' });
    expect(await taskOf(call.invoice)).toMatchObject({ status: 'open', call_backs: 1, call_note: 'said to a robot' });
    expect(await eventsOf(call.invoice, 'call.call-back-agreed')).toHaveLength(1);
    expect(await eventsOf(call.invoice, 'signal.recorded')).toHaveLength(1);
  });

  it.each([
    ['2026-03-04T09:00:00Z', 'moment-in-the-past'],
    ['2027-03-04T09:00:00Z', 'moment-too-far'],
    ['next Friday', 'signal-payload-invalid'],
  ])('for %s is refused with an event that names the field', async (when, code) => {
    const call = await openCall();
    await signal(call, { code: 'call-back', at: when });
    expect(one(await eventsOf(call.invoice, 'signal.refused')).data).toMatchObject({ code, argument: 'at' });
    expect(await taskOf(call.invoice)).toMatchObject({ status: 'open', call_backs: 0, call_at: null });
  });

  it('without a moment ends the task', async () => {
    const call = await openCall();
    await signal(call, { code: 'call-back' });
    expect(await taskOf(call.invoice)).toMatchObject({ status: 'done', outcome_code: 'call-back' });
  });
});
