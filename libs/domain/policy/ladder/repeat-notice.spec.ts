import { describe, expect, it } from 'vitest';
import { type FactsOptions, type NoticedStep, amsterdam, someFacts, took } from '#testing/builders/facts.builder.js';
import { planText } from '#testing/builders/plan-text.js';
import { decide } from '../decide.js';
import type { NoticeFact, StepOverride, TakenStep } from '../facts/facts.js';
import { canOrder } from './orders.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';

const frame: Policy = { ...standaard, jitterMinutes: 0 };
const order = (step: string, act: StepOverride['act'] = 'run-now', at = '06:00'): StepOverride => ({
  step,
  act,
  until: null,
  at: amsterdam(at),
});
const term = { lastDay: '2026-09-08', costsFrom: '2026-09-11', announcedCosts: 0n };
const reminder = took('reminder', '2026-07-23T08:00');
const notice = (changes: Partial<NoticedStep> = {}): NoticedStep =>
  took('notice', '2026-08-24T08:00', { channel: 'letter', notice: term, ...changes });
const cameBack = notice({ result: 'failed' });
const handover = (changes: Partial<TakenStep> = {}): TakenStep =>
  took('handover', '2026-09-11T08:00', { channel: null, result: 'open', ...changes });
const agreed = handover({ result: 'done', outcome: 'approved' });
const sentAnew = notice({ occurrence: 2, at: amsterdam('2026-09-14T08:00'), notice: { ...term, costsFrom: '2026-10-02' } });
const late = (taken: readonly TakenStep[], overrides: readonly StepOverride[] = []): FactsOptions => ({
  daysLate: 60,
  debtor: { kind: 'consumer' },
  invoice: { overrides },
  taken,
});
const text = (options: FactsOptions, policy: Partial<Policy> = {}): string =>
  planText(decide({ ...frame, ...policy }, someFacts(options), amsterdam('07:00')));

// Today is Wednesday 16 September 2026.
describe('a formal notice that came back after the handover was begun', () => {
  const wide = standaard.steps.map((step): Step => (step.key === 'notice' ? { ...step, channels: ['letter', 'email'] } : step));

  it.each<[string, FactsOptions, string]>([
    ['waits for a person, not for the approval', late([reminder, cameBack, handover()]), 'wait no-channel'],
    ['so also when somebody has approved already', late([reminder, cameBack, agreed]), 'wait no-channel'],
    [
      'goes out again when it is ordered',
      late([reminder, cameBack, handover()], [order('notice')]),
      'notice#2 2026-09-16 08:00 letter+email',
    ],
    ['after the approval too', late([reminder, cameBack, agreed], [order('notice')]), 'notice#2 2026-09-16 08:00 letter+email'],
    [
      'does not take an order of before it for a new one',
      late([reminder, cameBack, agreed], [order('notice', 'run-now', '2026-08-23T08:00')]),
      'wait no-channel',
    ],
    [
      'stays what it is when the handover was declined',
      late([cameBack, handover({ result: 'done', outcome: 'declined' })]),
      'wait no-step-left',
    ],
    ['is not asked for while it is under way', late([notice({ result: 'unknown' }), handover()]), 'wait awaiting-approval'],
  ])('%s', (_, options, expected) => {
    expect(text(options)).toBe(expected);
  });

  it('goes by its next channel by itself', () => {
    expect(text(late([reminder, cameBack, handover()]), { steps: wide })).toBe('notice 2026-09-16 08:00 email');
  });

  it.each<[string, TakenStep]>([
    ['the approval that was open', handover()],
    ['the one that was given', agreed],
  ])('voids %s: after the new notice a person is asked again', (_, row) => {
    expect(text(late([reminder, cameBack, row, sentAnew], [order('notice', 'run-now', '2026-09-13T08:00')]))).toBe(
      'handover#2 2026-10-02 08:00 - approval',
    );
  });

  it('an approval after the new notice stands', () => {
    const again = handover({ occurrence: 2, at: amsterdam('2026-10-02T08:00'), result: 'done', outcome: 'approved' });
    const options = late([reminder, cameBack, agreed, sentAnew, again]);
    expect(planText(decide(frame, someFacts(options), amsterdam('2026-10-03T07:00')))).toBe('handover#2 2026-10-05 08:00 -');
  });
});

describe('a formal notice that came back and that an operator leaves out', () => {
  const company = (taken: readonly TakenStep[], changes: Partial<FactsOptions> = {}): FactsOptions => ({
    daysLate: 60,
    invoice: { overrides: [order('notice', 'skip')] },
    taken,
    ...changes,
  });
  const steps = standaard.steps.map((step): Step =>
    step.key === 'handover' ? { ...step, trigger: { anchor: 'dueDate', days: 45 } } : step,
  );
  const asked = handover({ at: amsterdam('2026-09-16T06:30') });

  it.each<[string, readonly TakenStep[], string]>([
    ['is over for what comes after it', [reminder, cameBack], 'handover 2026-09-16 08:00 - approval'],
    ['which is asked for once', [reminder, cameBack, asked], 'wait awaiting-approval'],
    ['and done once it is agreed', [reminder, cameBack, { ...asked, result: 'done', outcome: 'approved' }], 'handover 2026-09-16 08:00 -'],
  ])('%s', (_, taken, expected) => {
    expect(text(company(taken), { steps })).toBe(expected);
  });

  it('is no reason to ask again where every step stands by itself', () => {
    const independent = { steps, progress: 'independent' } as const;
    expect(text(company([reminder, cameBack, asked]), independent)).not.toContain('handover#2');
  });
});

describe('a formal notice that left before the due date moved', () => {
  it('is made anew, though its approval lies beside it', () => {
    const allowed = took('notice', '2026-08-24T07:00', { channel: null, result: 'done', outcome: 'approved' });
    const moved: FactsOptions = { ...late([reminder, allowed, notice()]), invoice: { dueDate: '2026-09-10', termBasis: 'unilateral' } };
    expect(text({ ...moved, daysLate: 0 })).toMatch(/^notice#2 .* approval$/u);
  });
});

describe('a formal notice of before the adoption', () => {
  const adopted = { lastStep: 'notice', at: '2026-09-01' };
  const options = (overrides: readonly StepOverride[]): FactsOptions => ({ daysLate: 60, invoice: { adopted, overrides } });

  it('is not proven here, so the chase waits', () => expect(text(options([]))).toBe('wait legal-gate'));

  it.each(['ladder', 'independent'] as const)('is sent here when it is ordered (%s)', (progress) => {
    expect(text(options([order('notice')]), { progress })).toBe('notice 2026-09-16 08:00 letter+email');
  });

  it.each(['ladder', 'independent'] as const)('goes out once a person has agreed to it, before anything above it (%s)', (progress) => {
    const ordered = order('notice', 'run-now', '2026-09-15T07:00');
    const allowed = took('notice', '2026-09-15T08:00', { channel: null, result: 'done', outcome: 'approved' });
    expect(text({ ...options([ordered]), taken: [allowed] }, { progress })).toBe('notice 2026-09-16 08:00 letter+email');
  });
});

describe('the last letter after a notice of default that another invoice sent for this one too', () => {
  const asked: Partial<Policy> = {
    steps: standaard.steps.map((step): Step =>
      step.key === 'notice' ? { ...step, approval: 'required', channels: ['letter', 'email'] } : step,
    ),
  };
  const claim = { amount: 121_000n, dueDate: '2026-07-18', termBasis: 'unilateral', defaultBasis: '6:82' } as const;
  const foreign: NoticeFact = {
    id: 'foreign',
    kind: 'notice-of-default',
    debtorKind: 'consumer',
    state: 'sent',
    endedReason: null,
    at: amsterdam('2026-08-20T08:00'),
    sentOn: '2026-08-20',
    channel: 'letter',
    lastDay: '2026-09-05',
    costsFrom: '2026-09-09',
    announcedCosts: 0n,
    claims: [
      { ...claim, invoiceId: 'other', step: 'notice', occurrence: 1 },
      { ...claim, invoiceId: 'invoice-1', step: null, occurrence: null },
    ],
  };
  const own = (changes: Partial<TakenStep>): TakenStep => took('notice', '2026-09-15T08:00', { occurrence: 2, channel: null, ...changes });

  it('waits for the one who was asked, as for a first letter, and asks nobody besides', () => {
    const deadline = amsterdam('2026-09-20T08:00');
    const facts = someFacts(late([reminder, own({ occurrence: 1, result: 'open', deadline })]));
    expect(decide({ ...frame, ...asked }, facts, amsterdam('07:00'))).toMatchObject({ reasons: ['awaiting-approval'], until: deadline });
  });

  it.each<[string, readonly TakenStep[], string]>([
    ['is asked of a person', [], 'notice#2 2026-09-16 08:00 letter+email approval'],
    ['once', [own({ result: 'open' })], 'wait awaiting-approval'],
    ['and leaves when it was agreed', [own({ result: 'done', outcome: 'approved' })], 'notice#2 2026-09-16 08:00 letter+email'],
    ['never when it was declined', [own({ result: 'done', outcome: 'declined' })], 'wait legal-gate'],
    [
      'by the next channel when it came back',
      [own({ result: 'done', outcome: 'approved' }), own({ result: 'failed', channel: 'letter' })],
      'notice#2 2026-09-16 08:00 email',
    ],
  ])('%s', (_, taken, expected) => {
    const invoice = { dueDate: '2026-07-18', termBasis: 'unilateral', notices: [foreign] } as const;
    expect(text({ ...late([reminder, ...taken]), invoice }, asked)).toBe(expected);
  });
});

describe('an order', () => {
  const again: Step = { key: 'again', kind: 'message', trigger: { anchor: 'dueDate', days: 40 }, repeat: { everyDays: 10, max: 2 } };
  const broken: Step = { key: 'broken', kind: 'message', trigger: { anchor: 'promiseBroken', days: 1 } };
  const can = (taken: readonly TakenStep[], wanted: StepOverride, policy: Partial<Policy> = {}): boolean =>
    canOrder({ ...frame, ...policy }, someFacts(late(taken)), wanted);

  it.each<[string, readonly TakenStep[], StepOverride, boolean]>([
    ['for a step to come', [reminder], order('notice'), true],
    ['for one that was taken', [reminder], order('reminder'), false],
    ['to leave one out that was taken', [reminder], order('reminder', 'skip'), false],
    ['for one below', [reminder, notice()], order('pre-due'), false],
    ['for the one that failed last', [took('reminder', '2026-07-23T08:00', { result: 'failed' })], order('reminder'), true],
    ['for one whose approval is open', [notice(), handover()], order('handover', 'skip'), true],
    ['for one that was declined', [notice(), handover({ result: 'done', outcome: 'declined' })], order('handover'), false],
    ['for a notice that stands', [notice(), handover()], order('notice'), false],
    ['for a notice that came back', [cameBack, handover()], order('notice'), true],
    ['for a step that is not there', [], order('nonsense'), false],
  ])('%s: %s', (_, taken, wanted, expected) => {
    expect(can(taken, wanted)).toBe(expected);
  });

  it.each<[string, readonly TakenStep[], StepOverride, boolean]>([
    ['put a repetition off', [took('again', '2026-09-01T08:00')], order('again', 'postpone'), true],
    ['not hurry it', [took('again', '2026-09-01T08:00')], order('again'), false],
    ['not put off one more than there are', [took('again', '2026-09-01T08:00', { occurrence: 2 })], order('again', 'postpone'), false],
    ['leave out what the next event brings', [took('broken', '2026-09-01T08:00')], order('broken', 'skip'), true],
    ['not hurry what an event has brought', [took('broken', '2026-09-01T08:00')], order('broken'), false],
  ])('can %s', (_, taken, wanted, expected) => {
    expect(can(taken, wanted, { steps: [again, broken] })).toBe(expected);
  });

  it('reaches independent steps below others', () => {
    expect(can([notice()], order('reminder'), { progress: 'independent' })).toBe(true);
    expect(can([reminder], order('reminder'), { progress: 'independent' })).toBe(false);
  });
});

describe('a message on an event that a person agreed to, under a formal notice that fell', () => {
  // A company's costs need no notice by law, so the gates let the message through while the ladder waits for its notice.
  const charged: Step = {
    key: 'charged',
    kind: 'message',
    trigger: { anchor: 'promiseBroken', days: 1 },
    channels: ['letter'],
    template: 't',
    charges: { collectionCosts: 'charge' },
  };
  const policy: Partial<Policy> = { sending: 'by-hand', steps: [...standaard.steps, charged] };
  const company = (taken: readonly NoticedStep[]): FactsOptions => ({
    daysLate: 60,
    debtor: { kind: 'company' },
    invoice: { promisesBroken: ['2026-09-10'], adopted: { lastStep: 'notice', at: '2026-09-11' } },
    // It left before the claim was due, and the creditor had come that far when he registered the invoice.
    taken: [took('notice', '2026-07-10T08:00', { channel: 'letter', notice: term }), ...taken],
  });
  const asked = took('charged', '2026-09-15T08:00', { channel: null, result: 'open' });

  it('waits for the person, and leaves when he agreed: he is not asked again', () => {
    expect(text(company([]), policy)).toBe('charged 2026-09-16 08:00 letter approval');
    expect(text(company([asked]), policy)).toBe('wait awaiting-approval');
    expect(text(company([{ ...asked, result: 'done', outcome: 'approved' }]), policy)).toBe('charged 2026-09-16 08:00 letter');
  });
});
