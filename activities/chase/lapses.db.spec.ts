import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import { endPlan, makePromise, raiseDispute, resolveDispute, withdrawPromise } from '#casebook/commands/agreements.js';
import { changeDebtor, holdDebtor, releaseDebtor } from '#casebook/commands/manage-debtor.js';
import { changeInvoice, overrideStep } from '#casebook/commands/manage-invoice.js';
import { pauseChase, resumeChase } from '#casebook/commands/pause-chase.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import { recordTaskOutcome, type TaskOutcomeInput } from '#casebook/commands/tasks.js';
import type { TaskOutcomeCode } from '#contracts/task-outcomes.js';
import type { ChannelProvider, MessageChannel, OutgoingMessage } from '#channels/channel.port.js';
import { channelRegistry } from '#channels/registry.js';
import { listTaskViews } from '#database/queries/task-views.js';
import { localDate } from '#domain/calendar/zone.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let sent: OutgoingMessage[];
let silent: boolean;

const accepting = (channel: MessageChannel): ChannelProvider => ({
  id: `accepting-${channel}`,
  channel,
  guarantee: 'idempotent',
  reachesPeople: false,
  send: async (message) => {
    sent.push(message);
    if (silent) return { status: 'unknown', detail: 'timeout' };
    return { status: 'accepted', providerId: `${channel}-${sent.length}` };
  },
});

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  sent = [];
  silent = false;
  activities = chaseActivities(
    house.book,
    channelRegistry([accepting('email'), accepting('sms'), accepting('whatsapp'), accepting('letter')]),
    senderOfSpecs,
  );
});

const stepOf = (key: string, action: 'message' | 'call' | 'handover') => ({ key, occurrence: 1, action });
const nextOf = (plan: ChasePlan) => plan.step?.key ?? plan.outcome ?? plan.reason;

type TaskRow = { id: string; kind: string; status: string; outcome: { reason?: string } | null };
const tasksOf = ({ invoiceId }: Registered) =>
  house.rows<TaskRow>('select id, kind, status, outcome from task where invoice_id = $1 order by opened_at, id', [invoiceId]);
const eventsOf = async ({ invoiceId }: Registered, type: string) =>
  (
    await house.rows<{ data: object }>(
      `select data || coalesce((select texts from event_text where event_id = event.id), '{}') as data from event where invoice_id = $1 and type = $2 order by seq`,
      [invoiceId, type],
    )
  ).map(({ data }) => data);
const workList = async (invoice: Registered): Promise<string[]> =>
  (
    await house.dbs.app.ofTenant(house.tenantId, (tx) =>
      listTaskViews(tx, { status: 'open', invoiceId: invoice.invoiceId }, { limit: 10, after: null }),
    )
  ).map(({ id }) => id);
const outcome = (invoice: Registered, taskId: string, input: Pick<TaskOutcomeInput, 'code'> & Partial<TaskOutcomeInput>) =>
  house.book.ofInvoice({ actor: house.actor, invoiceId: invoice.invoiceId }, (debtorCase) =>
    recordTaskOutcome(debtorCase, taskId, { note: null, promise: null, plan: null, dispute: null, ...input }),
  );
const dispute = { reason: 'goods', amount: null, note: null } as const;
const promise = { date: '2026-03-20', amount: null, note: null };

/** Everything that forbids to contact the debtor or to go on, and what lifts it. */
const stops: Record<string, { begin: (invoice: Registered) => Promise<unknown>; end: (invoice: Registered) => Promise<unknown> }> = {
  disputed: {
    begin: (invoice) => house.act(invoice, (debtorCase) => raiseDispute(debtorCase, invoice.invoiceId, dispute)),
    end: (invoice) =>
      house.act(invoice, (debtorCase) =>
        resolveDispute(
          debtorCase,
          { invoiceId: invoice.invoiceId, disputeId: null },
          { outcome: 'rejected', creditAmount: null, newDueDate: null },
        ),
      ),
  },
  paused: {
    begin: (invoice) => house.act(invoice, (debtorCase) => pauseChase(debtorCase, invoice.invoiceId, { reason: 'asked', until: null })),
    end: (invoice) => house.act(invoice, (debtorCase) => resumeChase(debtorCase, invoice.invoiceId)),
  },
  insolvent: { begin: (invoice) => hold(invoice, 'debt-relief'), end: release },
  deceased: { begin: (invoice) => hold(invoice, 'deceased'), end: release },
  'do-not-contact': {
    begin: (invoice) => house.act(invoice, (debtorCase) => changeDebtor(debtorCase, { doNotContact: true })),
    end: (invoice) => house.act(invoice, (debtorCase) => changeDebtor(debtorCase, { doNotContact: false })),
  },
};
function hold(invoice: Registered, reason: 'debt-relief' | 'deceased'): Promise<unknown> {
  return house.act(invoice, (debtorCase) => holdDebtor(debtorCase, { reason, until: null }));
}
async function release(invoice: Registered): Promise<unknown> {
  const [row] = await house.rows<{ id: string }>('select id from debtor_hold where debtor_id = $1', [invoice.debtorId]);
  return house.act(invoice, (debtorCase) => releaseDebtor(debtorCase, row?.id ?? ''));
}
const each = Object.entries(stops).map(([reason, stop]) => ({ reason, ...stop }));

async function openCall(): Promise<{ invoice: Registered; taskId: string }> {
  house.now = at('2026-03-05T09:00:00Z');
  const invoice = await house.register({ adopt: { lastStep: 'reminder', at: '2026-02-23' } });
  house.now = Math.max(house.now, at(invoice.plan.at ?? ''));
  const opened = await activities.openCallTask({ chase: house.chaseOf(invoice), step: stepOf('call', 'call') });
  expect(opened.result).toBe('opened');
  return { invoice, taskId: (await tasksOf(invoice))[0]?.id ?? '' };
}

describe('the confirmation of a call', () => {
  async function agreed(code: TaskOutcomeCode = 'reached-promise'): Promise<Registered> {
    const { invoice, taskId } = await openCall();
    const plan = { invoiceIds: [invoice.invoiceId], instalments: [{ dueDate: '2026-04-01', amount: 125_50n }] };
    expect(await outcome(invoice, taskId, code === 'reached-plan' ? { code, plan } : { code, promise })).not.toHaveProperty('refused');
    expect(nextOf(await activities.planNext(house.chaseOf(invoice)))).toBe(code === 'reached-plan' ? 'confirm-plan' : 'confirm-promise');
    house.now = at('2026-03-06T10:00:00Z');
    return invoice;
  }
  const confirm = (invoice: Registered, key = 'confirm-promise'): Promise<StepResult> =>
    activities.sendMessage({ chase: house.chaseOf(invoice), step: stepOf(key, 'message') });

  it('leaves while the agreement stands', async () => {
    const invoice = await agreed('reached-plan');
    expect((await confirm(invoice, 'confirm-plan')).result).toBe('sent');
    expect(sent).toHaveLength(1);
  });

  it('lapses with the plan that was called off', async () => {
    const invoice = await agreed('reached-plan');
    await house.act(invoice, (debtorCase) => endPlan(debtorCase, invoice.invoiceId, 'cancelled'));
    const { result, plan } = await confirm(invoice, 'confirm-plan');
    expect({ result, next: nextOf(plan), sent }).toEqual({ result: 'superseded', next: 'notice', sent: [] });
  });

  it('lapses with the promise that was withdrawn, and does not speak of a later one', async () => {
    const invoice = await agreed();
    await house.act(invoice, (debtorCase) => withdrawPromise(debtorCase, invoice.invoiceId));
    expect(nextOf((await confirm(invoice)).plan)).toBe('notice');
    await house.act(invoice, (debtorCase) => makePromise(debtorCase, invoice.invoiceId, { ...promise, date: '2026-03-27' }));
    expect((await confirm(invoice)).plan.reason).toBe('promised');
    expect(sent).toEqual([]);
  });

  it('that may have left is not repeated when its promise was withdrawn', async () => {
    const invoice = await agreed();
    silent = true;
    await expect(confirm(invoice)).rejects.toThrow();
    await house.act(invoice, (debtorCase) => withdrawPromise(debtorCase, invoice.invoiceId));
    expect((await confirm(invoice)).result).toBe('unknown');
    expect(sent).toHaveLength(1);
  });

  it.each(each)('lapses for good when the chase is $reason', async ({ reason, begin, end }) => {
    const invoice = await agreed();
    await begin(invoice);
    const { result, plan } = await confirm(invoice);
    expect({ result, next: plan.next, sent }).toEqual({ result: 'superseded', next: 'wait', sent: [] });
    expect(await eventsOf(invoice, 'confirmation.lapsed')).toEqual([{ step: 'confirm-promise', reason }]);
    await end(invoice);
    expect((await activities.planNext(house.chaseOf(invoice))).reason).toBe('promised');
  });
});

describe('a message without a text', () => {
  it('pauses the chase and says why, instead of being tried for ever', async () => {
    await house.rows(`
      insert into policy_version (id, tenant_id, key, version, name, body)
      select gen_random_uuid(), tenant_id, 'wordless', 1, 'Wordless',
        replace(body::text, '"template": "reminder"', '"template": "nowhere"')::jsonb || '{"key": "wordless"}'
      from policy_version where key = 'standaard'`);
    house.now = at('2026-02-23T10:00:00Z');
    const invoice = await house.register({ policy: 'wordless' });
    house.now = Math.max(house.now, at(invoice.plan.at ?? ''));
    const { result, plan } = await activities.sendMessage({ chase: house.chaseOf(invoice), step: stepOf('reminder', 'message') });
    expect({ result, reason: plan.reason }).toEqual({ result: 'superseded', reason: 'paused' });
    expect(await house.rows('select paused_reason from chase where invoice_id = $1', [invoice.invoiceId])).toEqual([
      { paused_reason: expect.stringContaining('template-missing') },
    ]);
  });
});

describe('a call that is to be made', () => {
  it.each(each)('is off the work list when the chase is $reason, and is asked for again after it', async ({ reason, begin, end }) => {
    const { invoice, taskId } = await openCall();
    expect(await workList(invoice)).toEqual([taskId]);
    await begin(invoice);
    expect(await workList(invoice)).toEqual([]);
    expect(await tasksOf(invoice)).toMatchObject([{ status: 'cancelled', outcome: { reason } }]);
    expect(await outcome(invoice, taskId, { code: 'no-answer' })).toMatchObject({
      code: 'task-not-open',
      detail: expect.stringContaining(reason),
    });
    await end(invoice);
    const plan = await activities.planNext(house.chaseOf(invoice));
    expect(nextOf(plan)).toBe('call');
    house.now = at(plan.at ?? '');
    await activities.openCallTask({ chase: house.chaseOf(invoice), step: stepOf('call', 'call') });
    expect(await workList(invoice)).toHaveLength(1);
  });

  it('is off the list when the debtor agreed otherwise meanwhile', async () => {
    const { invoice } = await openCall();
    await house.act(invoice, (debtorCase) => makePromise(debtorCase, invoice.invoiceId, promise));
    expect(await tasksOf(invoice)).toMatchObject([{ status: 'cancelled', outcome: { reason: 'promised' } }]);
  });
});

describe('a draft that nobody released', () => {
  it('is made anew the next day under a policy that says so, and the one of today is the only one on the list', async () => {
    await house.rows(`
      insert into policy_version (id, tenant_id, key, version, name, body)
      select gen_random_uuid(), tenant_id, 'drafts', 1, 'Drafts', body || '{"key": "drafts", "sending": "by-hand", "unsent": "repeats"}'
      from policy_version where key = 'standaard'`);
    house.now = at('2026-02-23T10:00:00Z');
    const invoice = await house.due({ policy: 'drafts' });
    const draft = (occurrence: number): Promise<StepResult> =>
      activities.sendMessage({ chase: house.chaseOf(invoice), step: { key: 'reminder', occurrence, action: 'message' } });
    const { result, plan: tonight } = await draft(1);
    expect({ result, next: nextOf(tonight) }).toEqual({ result: 'opened', next: 'awaiting-approval' });
    const [first] = await workList(invoice);
    house.now = at(tonight.at ?? '');
    const tomorrow = await activities.planNext(house.chaseOf(invoice));
    expect(tomorrow.step).toMatchObject({ key: 'reminder', occurrence: 2 });
    house.now = at(tomorrow.at ?? '');
    expect((await draft(2)).result).toBe('opened');
    const list = await workList(invoice);
    expect(list).toHaveLength(1);
    expect(list).not.toContain(first);
    expect(await outcome(invoice, first ?? '', { code: 'approved' })).toMatchObject({ code: 'task-not-open' });
    await outcome(invoice, list[0] ?? '', { code: 'approved' });
    expect((await draft(2)).result).toBe('sent');
    expect(sent).toHaveLength(1);
  });
});

describe('the approval of a handover', () => {
  const handOver = (invoice: Registered, cycle = 1): Promise<StepResult> =>
    activities.handOver({ chase: house.chaseOf(invoice, cycle), step: stepOf('handover', 'handover') });
  const statusOf = async (invoice: Registered): Promise<string | null> => {
    const [row] = await house.rows<{ outcome: string | null }>('select outcome from chase where invoice_id = $1', [invoice.invoiceId]);
    return row?.outcome ?? null;
  };

  /** An invoice of EUR 1,000 whose notice has run out: the handover is due. */
  async function dueHandover(): Promise<Registered> {
    house.now = at('2026-03-23T09:00:00Z');
    const debtor = { inline: aDebtor({ kind: 'company' }) };
    const invoice = await house.register({ total: 1_000_00n, adopt: { lastStep: 'call', at: '2026-03-02' }, debtor });
    house.now = Math.max(house.now, at(invoice.plan.at ?? ''));
    const { plan } = await activities.sendMessage({ chase: house.chaseOf(invoice), step: stepOf('notice', 'message') });
    expect(nextOf(plan)).toBe('handover');
    house.now = at(plan.at ?? '');
    return invoice;
  }
  async function asked(): Promise<{ invoice: Registered; taskId: string }> {
    const invoice = await dueHandover();
    expect((await handOver(invoice)).result).toBe('opened');
    return { invoice, taskId: (await tasksOf(invoice))[0]?.id ?? '' };
  }
  async function approvedHandover(): Promise<Registered> {
    const { invoice, taskId } = await asked();
    await outcome(invoice, taskId, { code: 'approved' });
    return invoice;
  }
  /** The handover is due again, and asks. */
  async function asksAgain(invoice: Registered, cycle = 1): Promise<void> {
    const plan = await activities.planNext(house.chaseOf(invoice, cycle));
    expect(nextOf(plan)).toBe('handover');
    house.now = Math.max(house.now, at(plan.at ?? ''));
    expect((await handOver(invoice, cycle)).result).toBe('opened');
    expect(await statusOf(invoice)).toBeNull();
  }
  async function pay(invoice: Registered, amount: bigint): Promise<string> {
    const input = {
      invoiceId: invoice.invoiceId,
      amount,
      currency: 'EUR',
      paidOn: localDate(house.now, 'Europe/Amsterdam'),
      reference: null,
      method: null,
      sourceKey: null,
    };
    const answer = await house.act(invoice, (debtorCase) => recordPayment(debtorCase, input));
    return 'paymentId' in answer ? answer.paymentId : '';
  }
  const storno = (invoice: Registered, paymentId: string) =>
    house.act(invoice, (debtorCase) =>
      reversePayment(debtorCase, invoice.invoiceId, { paymentId, on: localDate(house.now, 'Europe/Amsterdam'), reason: 'MD06' }),
    );

  it('counts while nothing but time and a payment has come', async () => {
    const invoice = await approvedHandover();
    await pay(invoice, 100_00n);
    expect((await handOver(invoice)).result).toBe('submitted');
    expect(await statusOf(invoice)).toBe('handed-over');
  });

  it.each(each)('cannot be given while the chase is $reason, and is asked again', async ({ reason, begin, end }) => {
    const { invoice, taskId } = await asked();
    await begin(invoice);
    expect(await outcome(invoice, taskId, { code: 'approved' })).toMatchObject({
      code: 'task-not-open',
      detail: expect.stringContaining(reason),
    });
    await end(invoice);
    await asksAgain(invoice);
  });

  it.each(each)('is void when the chase was $reason after it', async ({ reason, begin, end }) => {
    const invoice = await approvedHandover();
    await begin(invoice);
    expect(await eventsOf(invoice, 'approval.lapsed')).toEqual([{ step: 'handover', reason }]);
    await end(invoice);
    await asksAgain(invoice);
  });

  it.each<{ what: string; change: (invoice: Registered) => Promise<unknown> }>([
    {
      what: 'dueDate',
      change: (invoice) => house.act(invoice, (debtorCase) => changeInvoice(debtorCase, invoice.invoiceId, { dueDate: '2026-02-20' })),
    },
    {
      what: 'dispute',
      change: (invoice) => house.act(invoice, (debtorCase) => raiseDispute(debtorCase, invoice.invoiceId, { ...dispute, amount: 50_00n })),
    },
    { what: 'debtor', change: (invoice) => house.act(invoice, (debtorCase) => changeDebtor(debtorCase, { kind: 'natural_business' })) },
  ])('is void when the $what changed after it', async ({ what, change }) => {
    const invoice = await approvedHandover();
    await change(invoice);
    expect(await eventsOf(invoice, 'approval.lapsed')).toEqual([{ step: 'handover', reason: what }]);
    await asksAgain(invoice);
  });

  it('is void when more is open after it', async () => {
    const { invoice, taskId } = await asked();
    const paymentId = await pay(invoice, 400_00n);
    await outcome(invoice, taskId, { code: 'approved' });
    await storno(invoice, paymentId);
    expect(await eventsOf(invoice, 'approval.lapsed')).toEqual([{ step: 'handover', reason: 'amount' }]);
    await asksAgain(invoice);
  });

  it('does not survive a dispute that ends in a new due date', async () => {
    const invoice = await approvedHandover();
    await stops['disputed']?.begin(invoice);
    house.now += 61 * 86_400_000;
    const settled = { outcome: 'partly', creditAmount: 950_00n, newDueDate: '2026-07-31' } as const;
    await house.act(invoice, (debtorCase) => resolveDispute(debtorCase, { invoiceId: invoice.invoiceId, disputeId: null }, settled));
    const plan = await activities.planNext(house.chaseOf(invoice));
    house.now = Math.max(house.now, at(plan.at ?? ''));
    expect((await handOver(invoice)).result).not.toBe('submitted');
    expect(await statusOf(invoice)).toBeNull();
  });

  it('is asked again after a payment that went back, whether it was open or given', async () => {
    const open = await asked();
    await storno(open.invoice, await pay(open.invoice, 1_000_00n));
    await asksAgain(open.invoice, 2);
    const given = await approvedHandover();
    await storno(given, await pay(given, 1_000_00n));
    await asksAgain(given, 2);
  });

  it('that was declined is asked again on an order', async () => {
    const { invoice, taskId } = await asked();
    await outcome(invoice, taskId, { code: 'declined' });
    expect((await activities.planNext(house.chaseOf(invoice))).reason).toBe('no-step-left');
    const order = { step: 'handover', act: 'run-now', until: null, reason: null } as const;
    await house.act(invoice, (debtorCase) => overrideStep(debtorCase, invoice.invoiceId, order));
    await asksAgain(invoice);
    const again = (await tasksOf(invoice)).find(({ status }) => status === 'open');
    await outcome(invoice, again?.id ?? '', { code: 'declined' });
    expect((await activities.planNext(house.chaseOf(invoice))).reason).toBe('no-step-left');
  });

  it('is not asked again for a claim the agency has: its payment went back, so it is handed over still', async () => {
    const invoice = await approvedHandover();
    expect((await handOver(invoice)).result).toBe('submitted');
    const paymentId = await pay(invoice, 1_000_00n);
    expect(await statusOf(invoice)).toBe('paid');
    expect(await storno(invoice, paymentId)).toMatchObject({ reopened: false });
    expect(await statusOf(invoice)).toBe('handed-over');
    expect(await eventsOf(invoice, 'invoice.closed')).toContainEqual({ outcome: 'handed-over', reason: 'payment reversed' });
  });
});
