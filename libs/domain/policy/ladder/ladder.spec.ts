import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText, skippedText } from '#testing/builders/plan-text.js';
import { decide } from '../decide.js';
import type { TakenStep } from '../facts/facts.js';
import type { Plan } from '../language/plan.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step, Trigger } from '../language/policy.js';

const frame: Policy = { ...standaard, jitterMinutes: 0, minimumDaysBetweenContacts: 0, contactCap: { perDay: 9, perWeek: 50 } };
const due = (days: number): Trigger => ({ anchor: 'dueDate', days });
const step = (key: string, days: number, rest: Partial<Step> = {}): Step => ({
  key,
  kind: 'message',
  trigger: due(days),
  channels: ['email'],
  ...rest,
});
const call = (days: number): Step => step('call', days, { kind: 'call', deadlineDays: 3 });
const broken = (rest: Partial<Step> = {}): Step => step('broken', 0, { trigger: { anchor: 'promiseBroken', days: 1 }, ...rest });
const rings = (deadline: string | null, at = '2026-09-11T09:00'): TakenStep =>
  took('call', at, { channel: 'call', result: 'open', deadline: deadline === null ? null : amsterdam(deadline) });
const order = (key: string, act: 'run-now' | 'postpone', at = '06:00') => ({ step: key, act, until: null, at: amsterdam(at) });
const plan = (steps: readonly Step[], options: FactsOptions = {}, policy: Partial<Policy> = {}): Plan =>
  decide({ ...frame, ...policy, steps }, someFacts(options), amsterdam('07:00'));
const text = (...given: Parameters<typeof plan>): string => planText(plan(...given));

type Case = readonly [string, readonly Step[], FactsOptions, string];

// Today is Wednesday 16 September 2026.
describe('a late chase with catchUp latest', () => {
  const latest = { catchUp: 'latest' as const };
  const saturdays = { ...latest, runDays: { weekdays: ['sat'] }, weekdays: { call: 'mon-fri', letter: 'mon-fri' } };
  const late = { daysLate: 30 };
  const notice = step('notice', 5, { legal: 'formal-notice', channels: ['letter'] });

  it.each<readonly [...Case, readonly string[]]>([
    ['jumps to the last step that is due', [step('a', 1), step('b', 5), step('c', 40)], late, 'b 2026-09-16 08:00 email', ['a overtaken']],
    ['also when that fell due today', [step('a', 3), step('b', 30)], late, 'b 2026-09-16 08:00 email', ['a overtaken']],
    ['not when it falls due tomorrow', [step('a', 3), step('b', 31)], late, 'a 2026-09-16 08:00 email', []],
    ['never over a formal notice', [notice, step('b', 20)], late, 'notice 2026-09-16 08:00 letter', []],
    ['never onto a handover', [step('a', 5), step('b', 20, { kind: 'handover' })], late, 'a 2026-09-16 08:00 email', []],
    [
      'never over what an operator wants now',
      [step('a', 1), step('b', 5)],
      { daysLate: 30, invoice: { overrides: [order('a', 'run-now')] } },
      'a 2026-09-16 08:00 email',
      [],
    ],
    [
      'nor when that is the very next one',
      [step('a', 1), step('b', 5), step('c', 9)],
      { daysLate: 30, taken: [took('a', '2026-09-01T08:00')], invoice: { overrides: [order('b', 'run-now')] } },
      'b 2026-09-16 08:00 email',
      [],
    ],
    [
      'but over others once such an order was carried out',
      [step('a', 1), step('b', 5), step('c', 9)],
      { daysLate: 30, taken: [took('a', '2026-09-15T08:00')], invoice: { overrides: [order('a', 'run-now', '2026-09-15T07:00')] } },
      'c 2026-09-16 08:00 email',
      ['b overtaken'],
    ],
    [
      'never over one that an operator holds back',
      [step('a', 1), step('b', 5)],
      { daysLate: 30, invoice: { overrides: [order('a', 'postpone')] } },
      'wait postponed',
      [],
    ],
  ])('%s', (_, steps, { taken = [], ...options }, expected, skipped) => {
    const answer = plan(steps, { ...options, invoice: { ...options.invoice, taken } }, latest);
    expect(planText(answer)).toBe(expected);
    expect(skippedText(answer)).toEqual(skipped);
  });

  it.each<readonly [...Case, readonly string[]]>([
    ['is passed over, and said to be', [call(1), step('b', 2)], late, 'b 2026-09-19 08:00 email', ['call overtaken']],
    ['is what is waited for when nothing comes after it', [call(1)], late, 'wait run-day', []],
    ['is not passed over when it is a formal notice', [notice, step('b', 6)], late, 'wait run-day', []],
    ['does not keep what comes before it', [step('b', 1), call(2)], late, 'b 2026-09-19 08:00 email', []],
    ['nor what comes after it', [step('a', 1), call(2), step('b', 3)], late, 'b 2026-09-19 08:00 email', ['a overtaken', 'call overtaken']],
    ['nor what waits after it', [step('a', 1), call(2), notice], late, 'a 2026-09-19 08:00 email', []],
    ['but is not jumped over for what comes later', [step('a', 1), call(2), step('b', 60)], late, 'a 2026-09-19 08:00 email', []],
  ])('a step that no run day suits %s', (_, steps, options, expected, skipped) => {
    const answer = plan(steps, options, saturdays);
    expect(planText(answer)).toBe(expected);
    expect(skippedText(answer)).toEqual(skipped);
  });

  it('a step that no run day suits is waited for when the chase takes every step', () => {
    expect(text([call(1), step('b', 2)], late, { ...saturdays, catchUp: 'one-step' })).toBe('wait run-day');
  });

  it.each([
    ['it ends before the step', '2026-09-18T09:00', 'wait awaiting-outcome until 2026-09-18 09:00'],
    ['it ends at the very instant of the step', '2026-09-21T08:00', 'wait awaiting-outcome until 2026-09-21 08:00'],
    ['it ends after it', '2026-09-21T08:01', 'a 2026-09-21 08:00 email'],
  ])('looks again at a task above the next step when %s', (_, deadline, expected) => {
    const steps = [call(0), step('a', 10, { requires: 'any' }), step('b', 10)];
    expect(text(steps, { daysLate: 5, taken: [rings(deadline)] }, latest)).toBe(expected);
  });
});

describe('an order to take a step now', () => {
  const fridays = { runDays: { weekdays: ['fri'] } };
  const asks = [step('a', 0, { approval: 'required' })];
  const failed = took('a', '06:30', { result: 'failed' });
  const agreed = took('a', '2026-09-15T08:00', { result: 'done', outcome: 'approved', channel: null });
  const draft = took('a', '2026-09-15T08:00', { result: 'open' });
  const byHand: Partial<Policy> = { ...fridays, sending: 'by-hand', unsent: 'repeats' };

  it.each<[string, readonly Step[], TakenStep, string | null, Partial<Policy>, string]>([
    ['does not wait for the run day after an approval', asks, agreed, '06:00', fridays, 'a 2026-09-16 08:00 email'],
    ['without it an approved step does', asks, agreed, null, fridays, 'a 2026-09-18 08:00 email'],
    ['holds for the next channel too', [step('a', 0, { channels: ['email', 'sms'] })], failed, '06:00', fridays, 'a 2026-09-16 09:00 sms'],
    ['makes an old draft anew', [step('a', 0)], draft, '06:00', byHand, 'a#2 2026-09-16 08:00 email approval'],
    ['was carried out by a later draft', [step('a', 0)], draft, '2026-09-15T07:00', byHand, 'a#2 2026-09-18 08:00 email approval'],
    ['was carried out by a draft at once', [step('a', 0)], draft, '2026-09-15T08:00', byHand, 'a#2 2026-09-18 08:00 email approval'],
  ])('%s', (_, steps, row, at, policy, expected) => {
    const overrides = at === null ? [] : [order('a', 'run-now', at)];
    expect(text(steps, { daysLate: 5, invoice: { overrides, taken: [row] } }, policy)).toBe(expected);
  });

  it.each<[string, Partial<Step>, readonly string[], string]>([
    ['never over a formal notice', {}, ['b'], 'notice 2026-09-21 08:00 letter'],
    ['also when both are ordered', {}, ['b', 'notice'], 'notice 2026-09-16 08:00 letter'],
    ['unless that is not meant for this debtor', { only: { segments: ['nobody'] } }, ['b'], 'b 2026-09-16 08:00 email'],
  ])('goes over a reminder, %s', (_, meant, orders, expected) => {
    const notice = step('notice', 10, { legal: 'formal-notice', channels: ['letter'], ...meant });
    const overrides = orders.map((key) => order(key, 'run-now'));
    expect(text([step('a', 1), notice, step('b', 20)], { daysLate: 5, invoice: { overrides } })).toBe(expected);
  });

  it('for a step on an event leaves the ladder as it is', () => {
    const answer = plan([step('a', 5), broken(), step('b', 30)], { daysLate: 5, invoice: { overrides: [order('broken', 'run-now')] } });
    expect([planText(answer), ...skippedText(answer)]).toEqual(['broken 2026-09-16 08:00 email']);
  });
});

describe('a repetition and the step after it, while a task is open', () => {
  const again = { repeat: { everyDays: 7 } };
  const row = took('a', '2026-09-11T10:00');
  const overrides = (key: string) => [order(key, 'postpone')];

  it.each<[string, readonly Step[], string, string, string]>([
    [
      'the repetition, before the task ends',
      [step('a', 0, { ...again, requires: 'any' }), step('b', 6)],
      '2026-09-22T09:00',
      '',
      'a#2 2026-09-18 08:00 email',
    ],
    [
      'the end of the task, before the repetition',
      [step('a', 0, { ...again, requires: 'any' }), step('b', 6)],
      '2026-09-17T09:00',
      '',
      'wait awaiting-outcome until 2026-09-17 09:00',
    ],
    [
      'the step after it, before the task ends',
      [step('a', 0, again), step('b', 6, { requires: 'any' })],
      '2026-09-22T09:00',
      '',
      'b 2026-09-17 08:00 email',
    ],
    [
      'the end of the task, before the step after it',
      [step('a', 0, again), step('b', 6, { requires: 'any' })],
      '2026-09-16T12:00',
      '',
      'wait awaiting-outcome until 2026-09-16 12:00',
    ],
    [
      'the end of the task, when an operator holds the repetition back',
      [step('a', 0, { ...again, requires: 'any' }), step('b', 6)],
      '2026-09-22T09:00',
      'a',
      'wait awaiting-outcome until 2026-09-22 09:00',
    ],
    [
      'the end of the task, when he holds the step after it back',
      [step('a', 0, again), step('b', 6, { requires: 'any' })],
      '2026-09-22T09:00',
      'b',
      'wait awaiting-outcome until 2026-09-22 09:00',
    ],
  ])('looks at %s', (_, steps, deadline, heldBack, expected) => {
    const invoice = { overrides: overrides(heldBack), taken: [rings(deadline, '2026-09-10T09:00'), row] };
    expect(text([call(-1), ...steps], { daysLate: 5, invoice })).toBe(expected);
  });
});

describe('a repetition and a step that counts from an earlier day than the one below it', () => {
  const again = step('a', 0, { repeat: { everyDays: 1, max: 2 }, minimumDaysAfterPrevious: 7 });
  const soon = step('b', 9, { only: { daysOverdue: { from: 0, to: 10 } } });
  const steps = [again, soon, step('c', 0, { trigger: { anchor: 'issueDate', days: 20 } })];
  const options: FactsOptions = { daysLate: 5, taken: [took('a', '2026-09-15T08:00')] };
  const asked = (at: string): string => planText(decide({ ...frame, steps }, someFacts(options), amsterdam(at)));

  it('stay in their order when the one between them comes to nothing in the meantime', () => {
    expect(asked('2026-09-16T07:00')).toBe('a#2 2026-09-22 08:00 email');
    expect(asked('2026-09-22T08:00')).toBe('a#2 2026-09-22 08:00 email');
  });
});

describe('a step on an event beside the ladder', () => {
  const promise = { promisesBroken: ['2026-09-16'] };
  const never = { only: { segments: ['nobody'] }, unfit: 'wait' as const };

  it.each<[string, readonly Step[], TakenStep | null, string]>([
    ['goes first when both come at once', [step('a', 6), broken()], null, 'broken 2026-09-17 08:00 email'],
    ['goes first when it is the sooner one', [step('a', 7), broken()], null, 'broken 2026-09-17 08:00 email'],
    [
      'comes while the ladder waits',
      [call(0), step('a', 1), broken({ requires: 'any' })],
      rings('2026-09-18T09:00'),
      'broken 2026-09-17 08:00 email',
    ],
    [
      'lets the ladder look first at what ends before it',
      [call(0), step('a', 1), broken({ requires: 'any' })],
      rings('2026-09-16T12:00'),
      'wait awaiting-outcome until 2026-09-16 12:00',
    ],
    [
      'or at its very instant',
      [call(0), step('a', 1), broken({ requires: 'any' })],
      rings('2026-09-17T08:00'),
      'wait awaiting-outcome until 2026-09-17 08:00',
    ],
    [
      'is looked at again before the ladder goes on',
      [call(0), step('a', 10, { requires: 'any' }), broken()],
      rings('2026-09-18T09:00'),
      'wait awaiting-outcome until 2026-09-18 09:00',
    ],
    [
      'does not hold the ladder up',
      [call(0), step('a', 10, { requires: 'any' }), broken()],
      rings('2026-09-22T09:00'),
      'a 2026-09-21 08:00 email',
    ],
    [
      'is looked at when its wait ends, though the ladder waits for news',
      [call(0), step('a', 1, { ...never, requires: 'any' }), broken()],
      rings('2026-09-18T09:00'),
      'wait awaiting-outcome until 2026-09-18 09:00',
    ],
    [
      'leaves the reason to the ladder when both wait for news',
      [call(0), step('a', 1, { ...never, requires: 'any' }), broken()],
      rings(null),
      'wait not-for-this-debtor',
    ],
    [
      'is tried by its next channel',
      [step('a', 60), broken({ channels: ['email', 'sms'] })],
      took('broken', '06:30', { result: 'failed' }),
      'broken 2026-09-17 09:00 sms',
    ],
    ['is not taken twice on the day of the event', [step('a', 60), broken()], took('broken', '06:30'), 'a 2026-11-10 08:00 email'],
  ])('%s', (_, steps, row, expected) => {
    expect(text(steps, { daysLate: 5, invoice: { ...promise, taken: row ? [row] : [] } })).toBe(expected);
  });

  it('at the top of the list is no rung of the ladder', () => {
    const taken = [took('a', '2026-09-11T08:00'), took('broken', '2026-09-14T08:00')];
    expect(text([step('a', 0), step('b', 5), broken()], { daysLate: 5, taken })).toBe('b 2026-09-16 08:00 email');
  });

  it('is not left out because the chase began higher up elsewhere', () => {
    const adopted = { lastStep: 'b', at: '2026-09-01' };
    const answer = plan([step('a', 1), broken(), step('b', 2)], { daysLate: 5, invoice: { ...promise, adopted } });
    expect([planText(answer), ...skippedText(answer)]).toEqual(['broken 2026-09-17 08:00 email', 'a before-adoption', 'b before-adoption']);
  });
});

describe('a chase taken over', () => {
  const steps = [step('first', 1), step('a', 5, { channels: ['email', 'sms'] }), step('b', 14)];
  const sibling = (row: TakenStep) => [someInvoice(1, { id: 'younger', taken: [row] })];
  const from = (at: string) => ({ daysLate: 20, invoice: { adopted: { lastStep: 'a', at } } });

  it.each<[string, FactsOptions, string]>([
    ['in time keeps the days of the ladder', from('2026-09-01'), 'b 2026-09-16 08:00 email'],
    ['late keeps the distance to its last step elsewhere', from('2026-09-14'), 'b 2026-09-23 08:00 email'],
    [
      'counts from that step, not from an older one here',
      { ...from('2026-09-14'), siblings: sibling(took('a', '2026-09-01T08:00')) },
      'b 2026-09-23 08:00 email',
    ],
    [
      'counts from a newer one here',
      { ...from('2026-09-01'), siblings: sibling(took('a', '2026-09-15T08:00')) },
      'b 2026-09-24 08:00 email',
    ],
    [
      'counts from a higher step here, though that was taken before',
      { daysLate: 20, invoice: { adopted: { lastStep: 'first', at: '2026-09-14' } }, siblings: sibling(took('a', '2026-09-12T08:00')) },
      'b 2026-09-21 08:00 email',
    ],
    [
      'does not fall back to a lower step taken here',
      { ...from('2026-09-01'), siblings: sibling(took('first', '2026-09-15T08:00')) },
      'b 2026-09-16 08:00 email',
    ],
    [
      'does not try again what failed here',
      { ...from('2026-09-01'), siblings: sibling(took('a', '2026-09-15T08:00', { result: 'failed' })) },
      'b 2026-09-16 08:00 email',
    ],
  ])('%s', (_, options, expected) => {
    expect(text(steps, options, { scope: 'debtor' })).toBe(expected);
  });
});

describe('a step on an event that failed', () => {
  const bounced = took('broken', '2026-09-02T08:00', { result: 'failed' });

  it.each<[string, string, string]>([
    ['is tried again for the next event', '2026-09-16', 'broken#2 2026-09-17 08:00 email'],
    ['but not for the same one', '2026-09-01', 'wait no-step-left'],
  ])('%s', (_, on, expected) => {
    expect(text([broken()], { daysLate: 5, invoice: { promisesBroken: ['2026-09-01', on] }, taken: [bounced] })).toBe(expected);
  });
});

describe('independent steps', () => {
  const free = { progress: 'independent' as const, catchUp: 'every-run' as const };
  const held = (...keys: string[]) => ({ overrides: keys.map((key) => order(key, 'postpone')) });

  it.each<Case>([
    ['take the first of two that come at once', [step('a', 6), step('b', 6)], {}, 'a 2026-09-17 08:00 email'],
    ['take one though another waits for news', [step('a', 1), step('b', 6)], { invoice: held('a') }, 'b 2026-09-17 08:00 email'],
    ['take one whichever of them waits', [step('a', 6), step('b', 1)], { invoice: held('b') }, 'a 2026-09-17 08:00 email'],
    [
      'say what the first of them waits for',
      [step('a', 1, { only: { segments: ['x'] }, unfit: 'wait' }), step('b', 1)],
      { invoice: held('b') },
      'wait not-for-this-debtor',
    ],
    [
      'take a step on an event',
      [step('a', 60), broken()],
      { invoice: { promisesBroken: ['2026-09-16'] } },
      'broken 2026-09-17 08:00 email',
    ],
    [
      'take it again for the next event',
      [step('a', 60), broken()],
      { invoice: { promisesBroken: ['2026-09-10', '2026-09-16'], taken: [took('broken', '2026-09-11T08:00')] } },
      'broken#2 2026-09-17 08:00 email',
    ],
    ['pass a step by whose event has not come', [broken(), step('a', 60)], {}, 'a 2026-11-10 08:00 email'],
    [
      'are not taken again after they were taken elsewhere',
      [step('a', 1), step('b', 1)],
      { invoice: { adopted: { lastStep: 'b', at: '2026-09-14' } } },
      'wait no-step-left',
    ],
    [
      'go on above those taken elsewhere',
      [step('a', 1), step('b', 6)],
      { invoice: { adopted: { lastStep: 'a', at: '2026-09-14' } } },
      'b 2026-09-17 08:00 email',
    ],
  ])('%s', (_, steps, options, expected) => {
    expect(text(steps, { daysLate: 5, ...options }, free)).toBe(expected);
  });

  it('name one that is left out once', () => {
    const invoice = { promisesBroken: ['2026-09-16'] };
    const answer = plan([broken({ only: { segments: ['x'] } }), step('a', 6)], { daysLate: 5, invoice }, free);
    expect(skippedText(answer)).toEqual(['broken not-for-this-debtor']);
  });
});

describe('at the end of the ladder', () => {
  it.each<Case>([
    ['an open call is still waited for', [call(0)], { taken: [rings('2026-09-18T09:00')] }, 'wait awaiting-outcome until 2026-09-18 09:00'],
    [
      'an open approval too',
      [step('a', 0, { approval: 'required' })],
      { taken: [took('a', '06:00', { result: 'open' })] },
      'wait awaiting-approval',
    ],
    ['a message in doubt is said to be', [step('a', 0)], { taken: [took('a', '06:00', { result: 'unknown' })] }, 'wait outcome-unknown'],
    ['nothing is left', [step('a', 0)], { taken: [took('a', '06:00')] }, 'wait no-step-left'],
  ])('%s', (_, steps, options, expected) => {
    expect(text(steps, { daysLate: 5, ...options })).toBe(expected);
  });
});
