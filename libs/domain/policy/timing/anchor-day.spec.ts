import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, today } from '#testing/builders/facts.builder.js';
import { fromDay, toDay } from '../../calendar/iso-date.js';
import { standaard } from '../language/policies.js';
import type { Policy, Trigger } from '../language/policy.js';
import { situationOf } from '../situation/situation.js';
import { lastUsefulDay, triggerDay } from './step-date.js';

const situation = (options: FactsOptions, policy: Partial<Policy> = {}) =>
  situationOf({ ...standaard, ...policy }, someFacts(options), amsterdam('07:00'));
const day = (trigger: Trigger, options: FactsOptions, policy: Partial<Policy> = {}): string | null => {
  const found = triggerDay(trigger, situation(options, policy), toDay(today));
  return found === null ? null : fromDay(found);
};

// Today is Wednesday 16 September 2026. Money that was promised may come two working days late.
describe('the day on which a promise is found broken', () => {
  const broken: Trigger = { anchor: 'promiseBroken', days: 0, align: 'none' };
  const promised = (date: string, promisesBroken: readonly string[] = []): FactsOptions => ({
    invoice: { promise: { date, amount: null }, promisesBroken },
  });

  it.each<[string, FactsOptions, string | null]>([
    ['is the day after its grace', promised('2026-09-11'), '2026-09-16'],
    ['is not there on the last day of its grace', promised('2026-09-14'), null],
    ['is that of the last promise, while a new one runs', promised('2026-09-14', ['2026-08-03', '2026-09-01']), '2026-09-01'],
    ['is not there when nothing was promised', {}, null],
  ])('%s', (_, options, expected) => {
    expect(day(broken, options)).toBe(expected);
  });
});

describe('the day on which a payment plan is found broken', () => {
  const broken: Trigger = { anchor: 'planBroken', days: 0, align: 'none' };
  const planned = (dueDate: string, paymentPlanBrokenOn: string | null = null): FactsOptions => ({
    invoice: { paymentPlan: { instalments: [{ dueDate, amount: 5_000n, open: 5_000n }] }, paymentPlanBrokenOn },
  });

  it.each<[string, FactsOptions, string | null]>([
    ['is the day after the grace of what was missed', planned('2026-09-11'), '2026-09-16'],
    ['is not there before', planned('2026-09-14'), null],
    ['is the recorded one, when that is of an earlier day', planned('2026-09-14', '2026-09-10'), '2026-09-10'],
    ['is the recorded one, also when a clock ahead of ours wrote it', planned('2026-09-14', '2026-09-17'), '2026-09-17'],
    ['is not there without a plan', {}, null],
  ])('%s', (_, options, expected) => {
    expect(day(broken, options)).toBe(expected);
  });
});

describe('the day of a step', () => {
  const oldest: Trigger = { anchor: 'oldestOpenDueDate', days: 0, align: 'none' };
  const older = someInvoice(6, { id: 'older' });
  const disputed = someInvoice(6, { id: 'older', dispute: { since: '2026-09-12', amount: null } });

  it('has not come about while no notice runs, and no working day is looked for', () => {
    expect(day({ anchor: 'noticeExpiry', days: 1 }, {})).toBeNull();
  });

  it.each<[string, FactsOptions, Partial<Policy>, string]>([
    ['counts from the oldest invoice that is asked', { siblings: [older] }, {}, '2026-09-10'],
    ['does not count from one that is disputed', { siblings: [disputed] }, {}, '2026-09-16'],
    [
      'counts from a disputed one where the state of the account is looked at',
      { siblings: [disputed] },
      { progress: 'highest' },
      '2026-09-10',
    ],
    ['does not count from one that is paid', { siblings: [{ ...older, outcome: 'paid' }] }, { progress: 'highest' }, '2026-09-16'],
  ])('%s', (_, options, policy, expected) => {
    expect(day(oldest, options, policy)).toBe(expected);
  });

  it('that is to come before the oldest due date makes sense up to that date', () => {
    const before = { key: 'a', kind: 'message', trigger: { ...oldest, days: -3 }, channels: ['email'] } as const;
    const at = situation({ siblings: [older] }, { steps: [before] });
    const [step] = at.policy.steps;
    const last = step && lastUsefulDay(step, at);
    expect(last && fromDay(last)).toBe('2026-09-10');
  });
});
