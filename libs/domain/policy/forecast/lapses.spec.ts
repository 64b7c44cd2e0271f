import { describe, expect, it } from 'vitest';
import { type FactsOptions, type NoticedStep, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import type { ChaseFacts, DebtorFacts, InvoiceFacts, NoticeFact, TakenStep } from '../facts/facts.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';
import { canLapse, lapsesOf, withoutLapses } from './lapses.js';

// Today is Wednesday 16 September 2026; the invoice fell due on 18 July.
const policy: Policy = { ...standaard, jitterMinutes: 0 };
const now = amsterdam('09:00');
const reminder = took('reminder', '2026-07-23T08:00');
const call = took('call', '2026-09-14T09:00', { channel: 'call', result: 'open', deadline: amsterdam('2026-09-21T17:00') });
const term = { lastDay: '2026-09-08', costsFrom: '2026-09-11', announcedCosts: 0n };
const notice = (changes: Partial<NoticedStep> = {}): NoticedStep =>
  took('notice', '2026-08-24T08:00', { channel: 'letter', notice: term, ...changes });
const question = took('handover', '2026-09-11T08:00', { channel: null, result: 'open' });
const agreed = { ...question, result: 'done', outcome: 'approved' } as const;

const late = (taken: readonly NoticedStep[], invoice: Partial<InvoiceFacts> = {}, rest: FactsOptions = {}): ChaseFacts =>
  someFacts({ daysLate: 60, ...rest, invoice: { ...invoice, taken } });
const change = (after: ChaseFacts, over: { before?: ChaseFacts | null; repinned?: boolean; by?: Policy } = {}) => ({
  policy: over.by ?? policy,
  before: over.before === undefined ? after : over.before,
  after,
  repinned: over.repinned ?? false,
});
const names = (rows: readonly { row: TakenStep; reason: string }[]) =>
  rows.map(({ row, reason }) => `${row.step}#${row.occurrence} ${reason}`);
const lapsed = (after: ChaseFacts, over: Parameters<typeof change>[1] = {}, at = now) => {
  const { stop, tasks, approvals, confirmation } = lapsesOf(change(after, over), at);
  return { stop, tasks: names(tasks), approvals: names(approvals), confirmation };
};
const nothing = { stop: null, tasks: [], approvals: [], confirmation: null };
const withDebtor = (facts: ChaseFacts, debtor: Partial<DebtorFacts>): ChaseFacts => ({ ...facts, debtor: { ...facts.debtor, ...debtor } });
const withInvoice = (facts: ChaseFacts, invoice: Partial<InvoiceFacts>): ChaseFacts => ({
  ...facts,
  invoice: { ...facts.invoice, ...invoice },
});

describe('what can lapse', () => {
  it.each<[string, Partial<InvoiceFacts>, boolean]>([
    ['nothing of an untouched invoice', {}, false],
    ['nothing of what was sent', { taken: [reminder] }, false],
    ['nothing of what was declined', { taken: [{ ...question, result: 'done', outcome: 'declined' }] }, false],
    ['a call or question that is open', { taken: [reminder, question] }, true],
    ['an approval', { taken: [reminder, agreed] }, true],
    ['a confirmation that is still to leave', { toConfirm: { kind: 'promise', no: 1 } }, true],
    ['nothing once the chase is over', { taken: [call, agreed], outcome: 'paid', toConfirm: { kind: 'promise', no: 1 } }, false],
  ])('is %s', (_, invoice, expected) => {
    expect(canLapse(someInvoice(60, invoice))).toBe(expected);
  });
});

describe('a stop', () => {
  const busy = [reminder, notice(), call, question, { ...agreed, occurrence: 2 }];

  it.each<[string, (facts: ChaseFacts) => ChaseFacts]>([
    ['disputed', (facts) => withInvoice(facts, { dispute: { since: '2026-09-15', amount: null } })],
    ['paused', (facts) => withInvoice(facts, { pause: { reason: 'asked', until: '2026-09-16' } })],
    ['promised', (facts) => withInvoice(facts, { promise: { date: '2026-09-20', amount: null } })],
    ['direct-debit-pending', (facts) => withInvoice(facts, { directDebitPending: true })],
    ['insolvent', (facts) => withDebtor(facts, { holds: [{ reason: 'debt-relief', until: null }] })],
    ['deceased', (facts) => withDebtor(facts, { holds: [{ reason: 'deceased', until: null }] })],
    ['do-not-contact', (facts) => withDebtor(facts, { doNotContact: true })],
    ['unmatched-money', (facts) => withDebtor(facts, { unmatchedMoney: true })],
  ])('%s takes every open task and every approval with it, and says why', (reason, stop) => {
    const before = late(busy);
    expect(lapsed(stop(before), { before })).toEqual({
      stop: reason,
      tasks: [`call#1 ${reason}`, `handover#1 ${reason}`],
      approvals: [`handover#2 ${reason}`],
      confirmation: null,
    });
  });

  it('that has ended takes nothing', () => {
    const paused = late([reminder, notice(), question], { pause: { reason: 'asked', until: '2026-09-15' } });
    expect(lapsed(paused)).toEqual(nothing);
  });

  it('takes nothing from a chase that is over', () => {
    const over = late(busy, { outcome: 'handed-over', pause: { reason: 'asked', until: null }, toConfirm: { kind: 'plan', no: 1 } });
    expect(lapsed(over)).toEqual(nothing);
  });
});

describe('an approval', () => {
  const given = (...more: TakenStep[]) => late([reminder, notice(), agreed, ...more], { pause: { reason: 'asked', until: null } });
  const handover = (changes: Partial<TakenStep>): TakenStep => ({ ...agreed, outcome: null, at: now, ...changes });

  it.each<[string, TakenStep[], string[]]>([
    ['whose step was not taken lapses', [], ['handover#1 paused']],
    ['whose step is on its way is used up', [handover({ result: 'claimed' })], []],
    ['whose step was taken is used up', [handover({})], []],
    ['whose step failed may still be carried out, and lapses', [handover({ result: 'failed' })], ['handover#1 paused']],
    ['is not used up by the step’s other time', [handover({ occurrence: 2 })], ['handover#1 paused']],
    ['is not used up by another step', [{ ...reminder, step: 'call' }], ['handover#1 paused']],
  ])('%s', (_, more, expected) => {
    expect(lapsed(given(...more)).approvals).toEqual(expected);
  });

  const before = withDebtor(late([reminder, notice(), agreed], { overrides: [] }), { kind: 'natural_business' });
  const order = (act: 'skip' | 'postpone' | 'run-now') => ({
    step: 'handover',
    act,
    until: act === 'postpone' ? '2026-09-20' : null,
    at: now,
  });
  const paidPlan = { instalments: [{ dueDate: '2026-08-01', amount: 100n, open: 0n }] };

  it.each<[string, ChaseFacts, ChaseFacts]>([
    ['time', before, before],
    ['a payment', before, withInvoice(before, { open: 21_000n })],
    ['an order to leave a step out', before, withInvoice(before, { overrides: [order('skip')] })],
    ['an order to go on now', before, withInvoice(before, { overrides: [order('run-now')] })],
    ['an address', before, withDebtor(before, { reach: { email: 'usable' } })],
    ['a contact', before, withDebtor(before, { contacts: [{ at: now, channel: 'email' }] })],
  ])('stands after %s', (_, was, is) => {
    expect(lapsed(is, { before: was })).toEqual(nothing);
  });

  it.each<[string, ChaseFacts, ChaseFacts]>([
    ['amount', withInvoice(before, { open: 120_999n }), before],
    ['dueDate', before, withInvoice(before, { dueDate: '2026-07-19' })],
    ['dispute', before, withInvoice(before, { dispute: { since: '2026-09-15', amount: 1n } })],
    [
      'dispute',
      withInvoice(before, { dispute: { since: '2026-09-15', amount: 1n } }),
      withInvoice(before, { dispute: { since: '2026-09-15', amount: 2n } }),
    ],
    ['pause', before, withInvoice(before, { pause: { reason: 'asked', until: '2026-09-14' } })],
    ['promise', withInvoice(before, { promise: { date: '2026-09-01', amount: null } }), before],
    [
      'promise',
      withInvoice(before, { promise: { date: '2026-09-01', amount: 5n } }),
      withInvoice(before, { promise: { date: '2026-09-01', amount: 6n } }),
    ],
    ['plan', withInvoice(before, { paymentPlan: paidPlan }), before],
    ['plan', before, withInvoice(before, { paymentPlanBrokenOn: '2026-08-10' })],
    ['hold', before, withDebtor(before, { holds: [{ reason: 'vacation', until: '2026-09-10' }] })],
    ['debtor', before, withDebtor(before, { kind: 'company' })],
    [
      'notice',
      before,
      late([reminder, notice({ notice: { ...term, lastDay: '2026-09-09' } }), agreed], {}, { debtor: { kind: 'natural_business' } }),
    ],
    ['postponement', before, withInvoice(before, { overrides: [order('postpone')] })],
    [
      'postponement',
      withInvoice(before, { overrides: [order('postpone')] }),
      withInvoice(before, { overrides: [{ ...order('postpone'), until: '2026-09-21' }] }),
    ],
  ])('is void when its ground moves: %s', (reason, was, is) => {
    expect(lapsed(is, { before: was })).toEqual({ ...nothing, approvals: [`handover#1 ${reason}`] });
  });

  it('is void under another policy or version, and of a higher amount that is said first', () => {
    expect(lapsed(before, { repinned: true }).approvals).toEqual(['handover#1 policy']);
    expect(lapsed(before, { before: withInvoice(before, { open: 1n }), repinned: true }).approvals).toEqual(['handover#1 amount']);
  });

  it('of a chase that was not there before has nothing that could have moved', () => {
    expect(lapsed(before, { before: null, repinned: true })).toEqual(nothing);
  });
});

describe('a question that the rules ask no more', () => {
  // Whoever sends the notice is asked first; without a channel for it nothing can take its place.
  const asking: Policy = {
    ...policy,
    steps: policy.steps.map((step): Step => (step.key === 'notice' ? { ...step, approval: 'required' } : step)),
  };
  const asked = took('notice', '2026-09-14T08:00', { channel: null, result: 'open' });
  const foreign = (costsFrom: string, state: NoticeFact['state'] = 'sent'): NoticeFact => ({
    id: 'ntc-1',
    kind: 'demand',
    debtorKind: 'company',
    state,
    endedReason: null,
    at: amsterdam('2026-09-15T08:00'),
    sentOn: '2026-09-15',
    channel: 'email',
    lastDay: '2026-09-29',
    costsFrom,
    announcedCosts: 0n,
    claims: [
      {
        invoiceId: 'invoice-1',
        amount: 121_000n,
        dueDate: '2026-07-18',
        termBasis: 'agreed',
        defaultBasis: '6:83a',
        step: null,
        occurrence: null,
      },
    ],
  });

  it.each([
    ['while the term of that notice runs', '2026-10-02', '2026-09-16T09:00'],
    ['when its term is over and the handover is due', '2026-09-30', '2026-10-12T09:00'],
  ])('is that about a notice of its own for a claim that another notice names (%s)', (_, costsFrom, at) => {
    const facts = late([reminder, asked], { notices: [foreign(costsFrom)] });
    expect(lapsed(facts, { by: asking }, amsterdam(at))).toEqual({ ...nothing, tasks: ['notice#1 notice'] });
  });

  it('is not that about a notice when the other one came to nothing', () => {
    const facts = late([reminder, asked], { notices: [{ ...foreign('2026-10-02', 'void'), endedReason: 'bounced' }] });
    expect(lapsed(facts, { by: asking })).toEqual(nothing);
  });

  it('is that about a handover whose notice came back', () => {
    const facts = late([reminder, notice({ result: 'failed' }), question], {}, { debtor: { kind: 'consumer' } });
    expect(lapsed(facts)).toEqual({ ...nothing, tasks: ['handover#1 notice'] });
  });

  it('is that about a handover when a newer notice runs, for it is asked later', () => {
    const anew = notice({
      occurrence: 2,
      at: amsterdam('2026-09-14T08:00'),
      notice: { ...term, lastDay: '2026-09-28', costsFrom: '2026-10-02' },
    });
    expect(lapsed(late([reminder, notice(), question, anew]))).toEqual({ ...nothing, tasks: ['handover#1 notice'] });
  });

  it('is none that would be asked again at once', () => {
    const anew = notice({ occurrence: 2, at: amsterdam('2026-09-14T08:00') });
    expect(lapsed(late([reminder, notice(), question, anew]))).toEqual(nothing);
  });

  it('is none while its notice stands', () => {
    expect(lapsed(late([reminder, notice(), question]))).toEqual(nothing);
  });

  it('is none about a step that rests on no notice, though it is made anew: a draft of yesterday', () => {
    const drafts: Policy = { ...policy, sending: 'by-hand', unsent: 'repeats' };
    const draft = took('reminder', '2026-09-15T08:00', { channel: null, result: 'open' });
    expect(lapsed(late([draft]), { by: drafts }, amsterdam('07:00'))).toEqual(nothing);
  });

  it('is no call, which its deadline ends', () => {
    const phoned: Step = { key: 'phone', kind: 'call', trigger: { anchor: 'noticeExpiry', days: 1 }, deadlineDays: 5 };
    const by: Policy = { ...policy, steps: [...policy.steps.slice(0, -1), phoned] };
    const phone = { ...call, step: 'phone', deadline: amsterdam('08:00') };
    expect(lapsed(late([reminder, notice({ result: 'failed' }), phone]), { by })).toEqual(nothing);
  });

  it('is none about a step of another version of the policy, nor an answer that was given', () => {
    const by: Policy = { ...asking, steps: asking.steps.slice(-3) };
    const facts = late(
      [
        { ...asked, step: 'gone' },
        { ...asked, result: 'done', outcome: 'approved' },
      ],
      { notices: [foreign('2026-10-02')] },
    );
    expect(lapsed(facts, { by })).toEqual(nothing);
  });
});

describe('a confirmation that is still to leave', () => {
  const promised = late([reminder], { promise: { date: '2026-09-30', amount: null }, toConfirm: { kind: 'promise', no: 1 } });

  it('leaves though the promise stops the chase', () => {
    expect(lapsed(promised)).toEqual({ ...nothing, stop: 'promised' });
  });

  it.each<[string, ChaseFacts]>([
    ['disputed', withInvoice(promised, { dispute: { since: '2026-09-16', amount: 1n } })],
    ['paused', withInvoice(promised, { pause: { reason: 'asked', until: null } })],
    ['do-not-contact', withDebtor(promised, { doNotContact: true })],
  ])('lapses: %s', (reason, after) => {
    expect(lapsed(after).confirmation).toBe(reason);
    expect(lapsed(withInvoice(after, { toConfirm: null, taken: [call] })).confirmation).toBeNull();
  });
});

describe('the facts without what lapsed', () => {
  const called = { at: call.at, channel: 'call' } as const;
  const contacts = [{ at: reminder.at, channel: 'email' } as const, called];
  const toConfirm = { kind: 'promise', no: 1 } as const;

  it('are the same when nothing did', () => {
    const facts = late([reminder, call], { toConfirm, promise: { date: '2026-09-30', amount: null } }, { debtor: { contacts } });
    const calm = withInvoice(facts, { taken: [reminder] });
    expect(withoutLapses(change(calm), now)).toBe(calm);
    const untouched = late([]);
    expect(withoutLapses(change(untouched), now)).toBe(untouched);
  });

  it('have neither the task nor the contact that it was, nor the approval; the rest stays', () => {
    const facts = late([reminder, call, agreed], { pause: { reason: 'asked', until: null } }, { debtor: { contacts } });
    expect(withoutLapses(change(facts), now)).toEqual({
      ...facts,
      debtor: { ...facts.debtor, contacts: contacts.slice(0, 1) },
      invoice: { ...facts.invoice, taken: [reminder] },
    });
  });

  it('keep the confirmation when only a task lapsed, and the tasks when only the confirmation did', () => {
    const promise = { date: '2026-09-30', amount: null };
    const stopped = late([reminder, call], { promise, toConfirm }, { debtor: { contacts } });
    expect(withoutLapses(change(stopped), now).invoice).toEqual({ ...stopped.invoice, taken: [reminder] });
    const contested = late([reminder], { promise, toConfirm, dispute: { since: '2026-09-16', amount: 1n } });
    expect(withoutLapses(change(contested), now)).toEqual(withInvoice(contested, { toConfirm: null }));
  });
});
