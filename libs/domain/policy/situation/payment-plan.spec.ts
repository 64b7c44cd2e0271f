import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice, took } from '#testing/builders/facts.builder.js';
import { fromDay, toDay } from '../../calendar/iso-date.js';
import type { DebtorFacts, InstalmentFact, InvoiceFacts, TakenStep } from '../facts/facts.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';
import { claimStops, isOlder } from './claim-stops.js';
import {
  type PaymentPlanStanding,
  endTermRuns,
  endMessageState,
  mendBy,
  occurrenceOf,
  payBy,
  paymentPlanIsPaid,
  paymentPlanStanding,
  reminderDayOf,
  messageStateOf,
} from './payment-plan.js';

const policy: Policy = { ...standaard, minimumOpenAmount: { EUR: 100n } };
const term = (dueDate: string, open = 5_000n): InstalmentFact => ({ dueDate, amount: 5_000n, open });
const agreement = { id: 'plan-1', agreedOn: '2026-08-03', earlier: 2 };
const planned = (instalments: readonly InstalmentFact[], changes: Partial<InvoiceFacts> = {}): InvoiceFacts =>
  someInvoice(40, { open: 10_000n, paymentPlan: { instalments, agreement }, ...changes });
const stands = (invoice: InvoiceFacts, debtor: Partial<DebtorFacts> = {}): PaymentPlanStanding | null =>
  paymentPlanStanding(invoice, { policy, debtor: someDebtor(debtor) });
const by = (channel: 'email' | 'sms' | 'letter'): Partial<DebtorFacts> => ({ reach: { [channel]: 'usable' } });

// Two working days of grace after Thursday 1 October 2026: Friday, and Monday the 5th. It is missed on the 6th.
describe('the instalment at which a plan stands', () => {
  it.each<[string, InvoiceFacts, unknown]>([
    [
      'is the earliest that is open, in whatever order they came',
      planned([term('2026-12-01'), term('2026-10-01'), term('2026-11-02')]),
      ['2026-10-01', 1, 5_000n],
    ],
    [
      'is the second by date when the first is paid',
      planned([term('2026-12-01'), term('2026-11-02'), term('2026-10-01', 0n)]),
      ['2026-11-02', 2, 5_000n],
    ],
    [
      'is the next with a trifle that is open of the one before',
      planned([term('2026-10-01', 99n), term('2026-11-02')]),
      ['2026-11-02', 2, 5_099n],
    ],
    ['is the one of which just enough is open', planned([term('2026-10-01', 100n), term('2026-11-02')]), ['2026-10-01', 1, 100n]],
    [
      'is the last with a trifle, when enough is open of the claim',
      planned([term('2026-10-01', 0n), term('2026-11-02', 50n)], { open: 100n }),
      ['2026-11-02', 2, 50n],
    ],
  ])('%s', (_, invoice, expected) => {
    const standing = stands(invoice);
    expect([standing?.next?.dueDate, standing?.no, standing?.next?.open]).toEqual(expected);
  });

  it('is none when all is paid, nor for a trifle of the claim, nor without a plan', () => {
    expect(stands(planned([term('2026-10-01', 0n)]))).toBeNull();
    expect(stands(planned([term('2026-10-01', 99n)], { open: 99n }))).toBeNull();
    expect(stands(someInvoice(40))).toBeNull();
    expect(paymentPlanIsPaid(planned([term('2026-10-01', 0n)]))).toBe(true);
    expect(paymentPlanIsPaid(planned([term('2026-10-01', 1n)]))).toBe(false);
  });

  it('of a broken plan is the first that is open, or none after the last', () => {
    const brokenOn = { paymentPlanBrokenOn: '2026-10-06' };
    const day = toDay('2026-10-06');
    const open = term('2026-11-02');
    expect(stands(planned([term('2026-10-01', 0n), open], brokenOn))).toEqual({
      agreement,
      next: open,
      no: 2,
      missedOn: day,
      brokenOn: day,
    });
    expect(stands(planned([term('2026-10-01', 0n), term('2026-11-02', 0n)], brokenOn))).toEqual({
      agreement,
      next: null,
      no: 2,
      missedOn: day,
      brokenOn: day,
    });
    expect(stands(someInvoice(40, brokenOn))).toEqual({ agreement: null, next: null, no: 0, missedOn: day, brokenOn: day });
  });

  it('has its number after those of earlier plans in the ledger', () => {
    expect(occurrenceOf({ agreement, no: 3 })).toBe(5);
    expect(occurrenceOf({ agreement: null, no: 3 })).toBe(3);
  });
});

describe('the day on which a missed instalment breaks the plan', () => {
  const missed = (at: string, changes: Partial<TakenStep> = {}) => took('instalment-missed', at, { occurrence: 3, ...changes });
  const failed = missed('2026-10-06T09:00', { result: 'failed' });
  const told = missed('2026-10-06T09:00');
  const broken = (taken: readonly TakenStep[], debtor: Partial<DebtorFacts> = {}): string | null => {
    const standing = stands(planned([term('2026-10-01')], { taken }), debtor);
    expect(standing?.missedOn).toBe(toDay('2026-10-06'));
    return standing?.brokenOn ? fromDay(standing.brokenOn) : null;
  };

  // Told on Tuesday 6 October he has until the 13th; two working days of grace end on the 15th.
  it.each<[string, readonly TakenStep[], Partial<DebtorFacts>, string | null]>([
    ['is not there before he has been told', [], {}, null],
    ['comes when his week and its grace are over', [told], {}, '2026-10-16'],
    ['counts from the first message when a copy went later', [told, missed('2026-10-08T09:00', { channel: 'sms' })], {}, '2026-10-16'],
    [
      'is not before he missed it, when he was told of it earlier and the money went back since',
      [missed('2026-09-01T09:00')],
      {},
      '2026-10-06',
    ],
    ['is not there while the message is on its way', [missed('2026-10-06T09:00', { result: 'claimed' })], {}, null],
    [
      'nor while it is on its way to one whom nothing else reaches',
      [missed('2026-10-06T09:00', { result: 'claimed' })],
      { reach: {} },
      null,
    ],
    ['nor while it leaves once more', [told, missed('2026-10-07T09:00', { result: 'claimed' })], {}, null],
    ['is the day he missed it when nothing reaches him', [], { reach: {} }, '2026-10-06'],
    ['is not there when a letter would reach him', [], by('letter'), null],
    ['is the day he missed it when the only way failed', [failed], by('email'), '2026-10-06'],
    ['is not there when it failed at an address that is another now', [{ ...failed, toFormerAddress: true }], by('email'), null],
    ['is not there when one of two ways failed', [failed], { reach: { email: 'usable', sms: 'usable' } }, null],
    ['has nothing to do with what he was told of another instalment', [{ ...told, occurrence: 1 }], {}, null],
    ['nor with what he was told about something else', [{ ...told, step: 'instalment-due' }], {}, null],
  ])('%s', (_, taken, debtor, expected) => {
    expect(broken(taken, debtor)).toBe(expected);
  });

  it('is the day he missed it when nothing is written about the plan', () => {
    const silent = someInvoice(40, { paymentPlan: { instalments: [term('2026-10-01')] } });
    expect(stands(silent)).toMatchObject({ agreement: null, missedOn: toDay('2026-10-06'), brokenOn: toDay('2026-10-06') });
  });
});

describe('what the ledger says of a message about a plan', () => {
  const row = (changes: Partial<TakenStep>): TakenStep => took('plan-ended', '2026-10-06T09:00', changes);
  const at = amsterdam('2026-10-06T09:00');

  it.each<[string, readonly TakenStep[], ReturnType<typeof messageStateOf>]>([
    ['nothing', [], { state: 'not-sent', at: null, failedOn: [] }],
    ['that it left', [row({ result: 'sent' })], { state: 'sent', at, failedOn: [] }],
    ['that it may have left', [row({ result: 'unknown' })], { state: 'sent', at, failedOn: [] }],
    ['that it is on its way', [row({ result: 'claimed' })], { state: 'in-flight', at: null, failedOn: [] }],
    [
      'that it is on its way once more',
      [row({ result: 'claimed' }), row({ result: 'sent' })],
      { state: 'in-flight', at: null, failedOn: [] },
    ],
    [
      'that it failed',
      [row({ result: 'failed' }), row({ result: 'failed', channel: 'sms' })],
      { state: 'not-sent', at: null, failedOn: ['email', 'sms'] },
    ],
    ['nothing of a failure that had no channel', [row({ result: 'failed', channel: null })], { state: 'not-sent', at: null, failedOn: [] }],
    [
      'nothing of a failure at a former address',
      [row({ result: 'failed', toFormerAddress: true })],
      { state: 'not-sent', at: null, failedOn: [] },
    ],
  ])('%s', (_, taken, expected) => {
    expect(messageStateOf(someInvoice(0, { taken }), 'plan-ended', 1)).toEqual(expected);
  });
});

describe('the days that a message about a plan names', () => {
  it('to mend what was missed and to pay what is open lie a week ahead', () => {
    expect([mendBy('2026-09-28'), payBy('2026-12-28')]).toEqual(['2026-10-05', '2027-01-04']);
  });

  it('remind of an instalment three days before, unless the plan was agreed that day or later', () => {
    expect(reminderDayOf({ dueDate: '2026-10-01' }, '2026-09-27')).toBe(toDay('2026-09-28'));
    expect(reminderDayOf({ dueDate: '2026-10-01' }, '2026-09-28')).toBeNull();
  });
});

describe('the term that a debtor is given when his plan ended', () => {
  const row = (changes: Partial<TakenStep> = {}): TakenStep => took('plan-ended', '2026-10-06T23:30', changes);
  const broken = { paymentPlanBrokenOn: '2026-10-06' };

  it.each<[string, Partial<InvoiceFacts>, string, boolean]>([
    ['runs on its seventh day', { ...broken, taken: [row()] }, '2026-10-13', true],
    ['is over on the eighth', { ...broken, taken: [row()] }, '2026-10-14', false],
    ['does not run when the message failed', { ...broken, taken: [row({ result: 'failed' })] }, '2026-10-07', false],
    [
      'runs from the one that left before one that failed',
      { ...broken, taken: [row(), row({ result: 'failed', channel: 'sms' })] },
      '2026-10-07',
      true,
    ],
    ['does not run from another message', { ...broken, taken: [{ ...row(), step: 'reminder' }] }, '2026-10-07', false],
    ['does not run when another plan was agreed since', { taken: [row()] }, '2026-10-07', false],
  ])('%s', (_, invoice, on, runs) => {
    expect(endTermRuns(someInvoice(40, invoice), { on, zone: 'Europe/Amsterdam' })).toBe(runs);
  });
});

describe('the message that a plan has ended', () => {
  const step = (kind: 'message' | 'call'): Step => ({ key: 's', kind, trigger: { anchor: 'planBroken', days: 1 } });
  const onEvent = (kind: 'message' | 'call'): Partial<Policy> => ({ steps: [step(kind)] });
  const untold = { state: 'not-sent', at: null, failedOn: [] };
  const ended = took('plan-ended', '2026-10-07T09:00', { occurrence: 3 });
  const said = { state: 'sent', at: ended.at, failedOn: [] };
  const reminder = (at: string, changes: Partial<TakenStep> = {}) => took('reminder', at, changes);

  const ending = (taken: readonly TakenStep[], debtor: Partial<DebtorFacts> = {}, changes: Partial<Policy> = {}): unknown => {
    const world = { policy: { ...policy, ...changes }, debtor: someDebtor(debtor) };
    const invoice = planned([term('2026-10-01')], { taken, paymentPlanBrokenOn: '2026-10-06' });
    const standing = paymentPlanStanding(invoice, world);
    return standing && endMessageState(invoice, standing, world);
  };

  it.each<[string, readonly TakenStep[], Partial<DebtorFacts>, Partial<Policy>, unknown]>([
    ['is to leave', [], {}, {}, untold],
    ['is to leave by letter', [], by('letter'), {}, untold],
    ['cannot leave when nothing reaches him', [], { reach: {} }, {}, null],
    ['was sent', [ended], {}, {}, said],
    ['was sent to one whom nothing reaches any more', [ended], { reach: {} }, {}, said],
    ['was sent before the ladder went on', [ended, reminder('2026-10-20T09:00')], {}, {}, said],
    ['comes too late when the ladder went on that day', [reminder('2026-10-06T00:00')], {}, {}, null],
    ['does not when a reminder left on the day before', [reminder('2026-10-05T23:59')], {}, {}, untold],
    ['nor when the reminder failed', [reminder('2026-10-07T09:00', { result: 'failed' })], {}, {}, untold],
    ['nor for what was said about the plan itself', [took('instalment-missed', '2026-10-07T09:00')], {}, {}, untold],
    ['is the policy’s own, when that writes to him', [], {}, onEvent('message'), null],
    ['is not the policy’s own, when that calls him', [], {}, onEvent('call'), untold],
  ])('%s', (_, taken, debtor, changes, expected) => {
    expect(ending(taken, debtor, changes)).toEqual(expected);
  });

  it('is none of a plan that is kept, nor of one about which nothing is written', () => {
    const world = { policy, debtor: someDebtor() };
    const standing: PaymentPlanStanding = { agreement, next: null, no: 1, missedOn: 0, brokenOn: null };
    expect(endMessageState(planned([]), standing, world)).toBeNull();
    expect(endMessageState(planned([]), { ...standing, agreement: null, brokenOn: 0 }, world)).toBeNull();
  });
});

describe('what holds a claim', () => {
  const stops = (changes: Partial<InvoiceFacts>, debtor: Partial<DebtorFacts> = {}): unknown =>
    claimStops(someInvoice(40, { open: 10_000n, ...changes }), policy, someDebtor(debtor)).map(({ reason, lastDay, awaitsMessage }) => [
      reason,
      lastDay === null ? null : fromDay(lastDay),
      ...(awaitsMessage ? ['awaits-message'] : []),
    ]);
  const paymentPlan = { instalments: [term('2026-10-01')], agreement };
  const broken = { paymentPlan, paymentPlanBrokenOn: '2026-10-06' };
  const ended = took('plan-ended', '2026-10-07T09:00', { occurrence: 3 });
  const missed = took('instalment-missed', '2026-10-06T09:00', { occurrence: 3 });

  it.each<[string, Partial<InvoiceFacts>, unknown]>([
    ['nothing', {}, []],
    ['a pause until its last day', { pause: { reason: 'x', until: '2026-09-20' } }, [['paused', '2026-09-20']]],
    ['a pause until it is lifted', { pause: { reason: 'x', until: null } }, [['paused', null]]],
    ['a promise until its grace is over', { promise: { date: '2026-10-01', amount: null } }, [['promised', '2026-10-05']]],
    ['a direct debit until news of it', { directDebitPending: true }, [['direct-debit-pending', null]]],
    ['a plan that is kept, and its debtor to be told when he misses it', { paymentPlan }, [['payment-plan', null, 'awaits-message']]],
    [
      'a plan until it breaks, and from then on its end that is to be told',
      { paymentPlan, taken: [missed] },
      [
        ['payment-plan', '2026-10-15'],
        ['plan-ended', null, 'awaits-message'],
      ],
    ],
    ['a broken plan until its debtor is told', broken, [['plan-ended', null, 'awaits-message']]],
    ['a broken plan for the week he was given', { ...broken, taken: [ended] }, [['plan-ended', '2026-10-14']]],
    ['no broken plan about which nothing is written', { ...broken, paymentPlan: { instalments: [term('2026-10-01')] } }, []],
    ['no plan that is paid', { paymentPlan: { instalments: [term('2026-10-01', 0n)], agreement } }, []],
    ['no broken plan of which nothing is known any more', { paymentPlanBrokenOn: '2026-10-06' }, []],
  ])('%s', (_, changes, expected) => {
    expect(stops(changes)).toEqual(expected);
  });

  it('the older of two claims carries the ladder: by due date, then by id', () => {
    const [a, b, late] = [someInvoice(3, { id: 'a' }), someInvoice(3, { id: 'b' }), someInvoice(9, { id: 'z' })];
    expect([isOlder(a, b), isOlder(b, a), isOlder(a, a), isOlder(late, a), isOlder(a, late)]).toEqual([true, false, false, true, false]);
  });
});
