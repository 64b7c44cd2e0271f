import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts } from '#testing/builders/facts.builder.js';
import { planText, skippedText } from '#testing/builders/plan-text.js';
import { decide } from '../decide.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';
import { simulate } from '../simulation/simulate.js';

const frame: Policy = { ...standaard, jitterMinutes: 0 };
const step = (key: string, days: number, rest: Partial<Step> = {}): Step => ({
  key,
  kind: 'message',
  trigger: { anchor: 'dueDate', days },
  channels: ['email'],
  ...rest,
});
const plan = (steps: readonly Step[], options: FactsOptions) => decide({ ...frame, steps }, someFacts(options), amsterdam('07:00'));

// Today is Wednesday 16 September 2026.
describe('a step that stands in the way until its conditions hold', () => {
  const rich = { amount: { EUR: { from: 150_000n } } };
  const preDue = step('pre-due', -3, { only: rich, unfit: 'wait' });
  const brief = step('brief', 2, { only: { ...rich, daysOverdue: { to: 10 } }, unfit: 'wait' });
  const reminder = step('reminder', 5);

  it.each<[string, Step, number, string, readonly string[]]>([
    ['stands there on the due date', preDue, 0, 'wait not-for-this-debtor until 2026-09-17 00:00', []],
    ['no longer the day after', preDue, 1, 'reminder 2026-09-21 08:00 email', ['pre-due past-its-sense']],
    ['nor months later', preDue, 120, 'reminder 2026-09-16 08:00 email', ['pre-due past-its-sense']],
    ['stands there on its last day overdue', brief, 10, 'wait not-for-this-debtor until 2026-09-17 00:00', []],
    ['no longer after that', brief, 11, 'reminder 2026-09-16 08:00 email', ['brief past-its-sense']],
  ])('%s', (_, first, daysLate, expected, skipped) => {
    const answer = plan([first, reminder], { daysLate });
    expect(planText(answer)).toBe(expected);
    expect(skippedText(answer)).toEqual(skipped);
  });

  it('does not stand there when it was left out from the start of the chase', () => {
    const options = { daysLate: 4, invoice: { registeredAt: amsterdam('06:00') } };
    const chase = decide(
      { ...frame, catchUp: 'skip', steps: [{ ...brief, only: rich }, reminder] },
      someFacts(options),
      amsterdam('07:00'),
    );
    expect([planText(chase), ...skippedText(chase)]).toEqual(['reminder 2026-09-17 08:00 email', 'brief before-adoption']);
  });

  it('keeps a simulation going: the other invoices of the debtor are chased in their time', () => {
    const { debtor, invoice } = someFacts({ daysLate: 60 });
    const span = { from: amsterdam('07:00'), until: amsterdam('2026-10-10T00:00') };
    const later = { ...invoice, id: 'invoice-2', dueDate: '2026-09-25', total: 200_000n, open: 200_000n };
    const { contacts } = simulate({ ...frame, steps: [preDue, reminder] }, [{ debtor, invoices: [invoice, later] }], span);
    const dates = contacts.map(({ invoice: id, step: key, date }) => `${date} ${id} ${key}`);
    expect(dates).toEqual(['2026-09-16 invoice-1 reminder', '2026-09-22 invoice-2 pre-due', '2026-09-30 invoice-2 reminder']);
  });
});

describe('a policy that counts only what is late', () => {
  const overdue = { ...frame, counts: 'overdue' as const, minimumOpenAmount: {} };

  it.each<[string, Step, string]>([
    ['leaves a step before the due date out, for it has nothing to ask', step('s', -3), 'wait no-step-left'],
    ['takes one on the due date the day after', step('s', 0), 's 2026-09-22 08:00 email'],
    ['and a later one on its day', step('s', 4), 's 2026-09-25 08:00 email'],
    ['a note asks nothing anyway', step('s', -3, { kind: 'internal' }), 's 2026-09-18 08:00 -'],
  ])('%s', (_, only, expected) => {
    const plan = decide({ ...overdue, steps: [only] }, someFacts({ daysLate: -5 }), amsterdam('07:00'));
    expect(planText(plan)).toBe(expected);
  });
});
