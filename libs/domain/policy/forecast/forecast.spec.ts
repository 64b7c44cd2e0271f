import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, took } from '#testing/builders/facts.builder.js';
import { stepText } from '#testing/builders/plan-text.js';
import { afterStep, presumedNotice, succeeded } from './assume.js';
import type { DebtorKind } from '../facts/facts.js';
import { forecast, outlook } from './forecast.js';
import type { PlannedStep } from '../language/plan.js';
import { readyMadePolicies, standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';

const plain: Policy = { ...standaard, jitterMinutes: 0 };
const now = amsterdam('2026-09-01T07:00');
const until = amsterdam('2027-09-01T07:00');
const lines = (policy: Policy, options: FactsOptions, end = until) =>
  forecast(policy, someFacts(options), { now, until: end }).map(({ step, reasons, blockers }) =>
    [step ? stepText(step) : 'standstill', reasons.join(','), blockers.join(',')].filter(Boolean).join(' | '),
  );
// Due on Wednesday 16 September.
const due: FactsOptions = { invoice: { dueDate: '2026-09-16' } };

describe('what lapses by a step', () => {
  // Two notices drafted on one day: when the first leaves, the release of the second has other grounds and is asked again, as in the chase.
  const draft = (key: string): Step => ({
    key,
    kind: 'message',
    trigger: { anchor: 'dueDate', days: 1 },
    channels: ['letter'],
    template: 't',
    legal: 'formal-notice',
  });
  const policy: Policy = {
    ...plain,
    progress: 'independent',
    sending: 'by-hand',
    minimumDaysBetweenContacts: 0,
    steps: [draft('one'), draft('two')],
  };
  // He was written to that day already: both leave on the next.
  const written = { contacts: [{ at: amsterdam('2026-09-17T06:00'), channel: 'email' as const }] };

  it('is asked again in the forecast too', () => {
    expect(lines(policy, { ...due, debtor: written }).map((line) => line.split(' | ')[0])).toEqual([
      'one 2026-09-17 08:00 letter approval',
      'two 2026-09-17 08:00 letter approval',
      'one 2026-09-18 08:00 letter',
      'two 2026-09-18 08:00 letter approval',
      'two 2026-09-19 08:00 letter',
    ]);
  });
});

describe('the forecast of a whole ladder', () => {
  it('standaard', () => {
    expect(lines(plain, due)).toEqual([
      'pre-due 2026-09-14 08:00 email | due-by-policy',
      'reminder 2026-09-21 08:00 email | due-by-policy',
      'call 2026-09-30 09:00 call | due-by-policy',
      'notice 2026-10-16 08:00 letter+email | due-by-policy | awaiting-outcome',
      'handover 2026-11-09 08:00 - approval | due-by-policy',
      'handover 2026-11-09 08:00 - | due-by-policy',
    ]);
  });

  it('standaard for a consumer who is a key account', () => {
    expect(lines(plain, { ...due, debtor: { kind: 'consumer', segment: 'key_account' } })).toEqual([
      'check-in 2026-09-07 09:00 call | due-by-policy',
      'pre-due 2026-09-14 08:00 email | due-by-policy | awaiting-outcome',
      'reminder 2026-09-21 08:00 email | due-by-policy',
      'call 2026-09-30 09:00 call | due-by-policy',
      'notice 2026-10-16 08:00 letter+email | due-by-policy | awaiting-outcome',
      'handover 2026-11-09 08:00 - approval | due-by-policy,notice-running',
      'handover 2026-11-09 08:00 - | due-by-policy',
    ]);
  });

  it.each([
    ['standaard', ['check-in 09-07', 'pre-due 09-14', 'reminder 09-21', 'call 09-30', 'notice 10-16', 'handover 11-09', 'handover 11-09']],
    ['attent', ['check-in 09-07', 'pre-due 09-12', 'reminder 09-23', 'call 09-30']],
    ['strak', ['pre-due 09-09', 'reminder 09-17', 'call 09-23', 'urgent 09-30', 'notice 10-07', 'handover 10-27', 'handover 10-27']],
    ['overheid', ['check-in 09-07', 'pre-due 09-14', 'reminder 10-21', 'call 10-30', 'notice 11-16', 'handover 12-07', 'handover 12-07']],
    ['incasso', ['storno 09-17', 'reminder 09-24', 'call 10-01', 'notice 10-16', 'handover 11-09', 'handover 11-09']],
  ])('ready-made policy %s', (key, expected) => {
    const policy = readyMadePolicies.find((each) => each.policy.key === key)?.policy;
    if (!policy) throw new Error(key);
    const steps = forecast(policy, someFacts({ ...due, debtor: { segment: 'key_account' } }), { now, until });
    const found = steps.flatMap(({ step }) => (step ? [stepText(step).split(' ').slice(0, 2).join(' ').replace('2026-', '')] : []));
    expect(found).toEqual(expected);
  });

  it('ends at its own end, and says what blocks', () => {
    expect(lines(plain, due, amsterdam('2026-09-21T08:00'))).toHaveLength(2);
    expect(lines(plain, due, amsterdam('2026-09-21T07:59'))).toHaveLength(1);
    expect(lines(plain, { ...due, debtor: { doNotContact: true } })).toEqual(['standstill | do-not-contact | do-not-contact']);
    expect(lines(plain, { invoice: { ...due.invoice, pause: { reason: 'x', until: '2026-09-15' } } })[0]).toBe(
      'pre-due 2026-09-16 08:00 email | due-by-policy | paused',
    );
    expect(lines(plain, { invoice: { ...due.invoice, pause: { reason: 'x', until: '2030-09-15' } } })).toEqual([]);
    expect(lines(plain, { invoice: { outcome: 'paid' } })).toEqual([]);
  });

  it('ends with the handover, whatever stands above it', () => {
    const trigger = { anchor: 'previousStep', days: 10 } as const;
    const later = { key: 'later', kind: 'internal', trigger, repeat: { everyDays: 30, max: 2 } } as const;
    expect(lines({ ...plain, steps: [...plain.steps, later] }, due)).toEqual(lines(plain, due));
  });

  it('ends with a write-off, also where every step stands by itself', () => {
    const steps: Policy['steps'] = [
      { key: 'last', kind: 'internal', trigger: { anchor: 'dueDate', days: 5 }, effect: 'write-off' },
      { key: 'later', kind: 'internal', trigger: { anchor: 'dueDate', days: 10 } },
    ];
    for (const progress of ['ladder', 'independent'] as const)
      expect(lines({ ...plain, progress, steps }, due)).toEqual(['last 2026-09-21 08:00 - | due-by-policy']);
  });

  it('ends at a call without a deadline, whatever stands above it: the chase waits for the person who has it', () => {
    const untimed: Policy = { ...plain, steps: plain.steps.map(({ deadlineDays: _none, ...step }) => step) };
    const at = amsterdam('2026-09-30T09:00');
    expect(lines(untimed, due)).toEqual([...lines(plain, due).slice(0, 3), 'standstill | awaiting-outcome | awaiting-outcome']);
    expect(outlook(untimed, someFacts(due), { now, until }).end).toMatchObject({
      at,
      step: 'call',
      waitState: { waitsFor: 'person', ask: null },
      plan: { reasons: ['awaiting-outcome'] },
    });
  });

  it('cuts off a ladder without end', () => {
    const daily: Policy = {
      ...plain,
      minimumDaysBetweenContacts: 0,
      contactCap: { perDay: 1, perWeek: 7 },
      steps: [{ key: 'a', kind: 'message', trigger: { anchor: 'dueDate', days: 1 }, channels: ['email'], repeat: { everyDays: 1 } }],
    };
    expect(lines(daily, due)).toHaveLength(200);
  });
});

describe('a forecast while tasks are open', () => {
  const phone = (key: string, days: number): Step => ({ key, kind: 'call', trigger: { anchor: 'dueDate', days }, deadlineDays: 5 });
  const mail = (days: number, channel: 'email' | 'letter' = 'email'): Step => ({
    key: `mail-${days}`,
    kind: 'message',
    trigger: { anchor: 'dueDate', days },
    channels: [channel],
  });
  const independent = (...steps: Step[]): Policy => ({ ...plain, progress: 'independent', minimumDaysBetweenContacts: 0, steps });
  const opened = (step: string, deadline: string) =>
    took(step, '2026-09-17T09:00', { channel: 'call', result: 'open', deadline: amsterdam(deadline) });
  const span = (end: string) => ({ now: amsterdam('2026-09-18T07:00'), until: amsterdam(end) });
  const text = (policy: Policy, options: FactsOptions, end: string) =>
    forecast(policy, someFacts({ ...due, ...options }), span(end)).map(({ step, blockers }) =>
      [step ? stepText(step) : 'standstill', ...blockers].join(' '),
    );

  it('says what blocks once, however often it is waited for', () => {
    const policy = independent(phone('one', 1), phone('two', 1), mail(9));
    const taken = [opened('one', '2026-09-21T17:00'), opened('two', '2026-09-22T17:00')];
    expect(text(policy, { taken }, '2026-12-01T00:00')).toEqual(['mail-9 2026-09-25 08:00 email awaiting-outcome']);
  });

  it('carries an approval out that was given before the wait, and asks for none anew', () => {
    const policy: Policy = { ...independent(phone('one', 1), mail(9)), sending: 'by-hand' };
    const approved = took('mail-9', '2026-09-17T10:00', { channel: null, result: 'done', outcome: 'approved' });
    expect(text(policy, { taken: [opened('one', '2026-09-28T17:00'), approved] }, '2026-12-01T00:00')[0]).toBe(
      'mail-9 2026-09-25 08:00 email',
    );
    const first: Policy = { ...policy, steps: [phone('one', 1), mail(19)] };
    const waits = text(first, { taken: [opened('one', '2026-09-28T17:00'), { ...approved, step: 'mail-19' }] }, '2026-12-01T00:00');
    expect(waits).toEqual(['mail-19 2026-10-05 08:00 email awaiting-outcome']);
  });

  it('looks at the instant at which it ends, and not beyond', () => {
    const policy: Policy = { ...plain, steps: [phone('one', 1), mail(2, 'letter')] };
    const options: FactsOptions = {
      ...due,
      debtor: { reach: { call: 'usable' } },
      taken: [opened('one', '2026-09-21T17:00')],
    };
    const at = amsterdam('2026-09-21T17:00');
    const upTo = (until: number) => outlook(policy, someFacts(options), { now: amsterdam('2026-09-18T07:00'), until });
    expect(upTo(at).end).toMatchObject({ at, plan: { reasons: ['no-step-left'] }, waitState: { waitsFor: 'person' } });
    expect(upTo(at - 1)).toEqual({ entries: [], end: null });
  });

  it('has no end while the chase goes on beyond it, or is over', () => {
    expect(outlook(plain, someFacts(due), { now, until: amsterdam('2026-10-17T00:00') }).end).toBeNull();
    expect(outlook(plain, someFacts(due), { now, until }).end).toBeNull();
  });

  it('names the task that a person has, though another step was taken since', () => {
    const untimed = took('one', '2026-09-17T09:00', { channel: 'call', result: 'open' });
    const policy = independent(phone('one', 1), mail(1));
    const facts = someFacts({ ...due, taken: [untimed, took('mail-1', '2026-09-17T10:00')] });
    expect(outlook(policy, facts, span('2026-12-01T00:00')).end).toMatchObject({
      step: 'one',
      waitState: { waitsFor: 'person', ask: null },
    });
  });

  it('names no task where the chase waits for news', () => {
    const untimed = took('one', '2026-09-17T09:00', { channel: 'call', result: 'open' });
    const facts = someFacts({ ...due, debtor: { doNotContact: true }, taken: [untimed] });
    expect(outlook(independent(phone('one', 1)), facts, span('2026-12-01T00:00')).end).toMatchObject({
      step: null,
      waitState: { waitsFor: 'news', ask: null },
    });
  });

  it('is nothing for a chase that is over, also with an open task', () => {
    const facts = someFacts({ ...due, invoice: { outcome: 'closed' }, taken: [opened('one', '2026-09-21T17:00')] });
    expect(outlook(independent(phone('one', 1)), facts, span('2026-12-01T00:00'))).toEqual({ entries: [], end: null });
  });
});

describe('a step that is assumed to succeed', () => {
  const step: PlannedStep = {
    key: 'notice',
    occurrence: 1,
    kind: 'message',
    at: amsterdam('2026-11-23T08:00'),
    channel: 'letter',
    alsoVia: ['email'],
    template: 'formal-notice',
    tone: 'formal',
    amount: 1n,
    currency: 'EUR',
    legal: 'formal-notice',
    approval: 'none',
    deadline: null,
  };

  it('a notice gets the term of the law', () => {
    const given = (changes: Partial<PlannedStep>, kind: DebtorKind) =>
      presumedNotice({ ...step, ...changes }, someFacts({ daysLate: 60, debtor: { kind } }), { policy: plain });
    expect(given({}, 'consumer')).toMatchObject({ kind: 'fourteen-day-letter', lastDay: '2026-12-09', costsFrom: '2026-12-13' });
    expect(given({ channel: 'email' }, 'unknown')).toMatchObject({ lastDay: '2026-12-07', costsFrom: '2026-12-11' });
    expect(given({}, 'company')).toMatchObject({ kind: 'demand', lastDay: '2026-12-09' });
    expect(given({ at: amsterdam('2150-01-05T08:00') }, 'consumer')).toBeNull();
    expect(given({ legal: null }, 'consumer')).toBeNull();
    expect(given({ approval: 'required' }, 'consumer')).toBeNull();
  });

  it.each<[string, Partial<PlannedStep>, object]>([
    ['a message arrives', { legal: null }, { result: 'delivered', channel: 'letter' }],
    ['an approval is given', { approval: 'required' }, { result: 'done', outcome: 'approved', channel: null }],
    ['a call is opened', { kind: 'call', channel: 'call', deadline: 7 }, { result: 'open', deadline: 7 }],
    ['a call without a deadline stays open', { kind: 'call', channel: 'call' }, { result: 'open', deadline: null }],
    ['a handover is done', { kind: 'handover', channel: null }, { result: 'done', outcome: null }],
  ])('%s', (_, changes, expected) => {
    expect(succeeded({ ...step, ...changes })).toMatchObject({ step: 'notice', occurrence: 1, at: step.at, ...expected });
  });

  it('is a contact unless it stays inside the office', () => {
    const contacts = (changes: Partial<PlannedStep>) => afterStep(plain, someFacts(), { ...step, ...changes }).debtor.contacts;
    expect(contacts({})).toEqual([{ at: step.at, channel: 'letter' }]);
    expect(contacts({ approval: 'required' })).toEqual([]);
    expect(contacts({ kind: 'handover', channel: null })).toEqual([]);
  });
});
