import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { givenUpAfter, writesOff } from './give-up.js';
import { standaard } from './language/policies.js';
import type { Policy, Step } from './language/policy.js';

const trigger = { anchor: 'dueDate', days: 5 } as const;
const effect = 'write-off';
const steps: readonly Step[] = [
  { key: 'mail', kind: 'message', trigger, channels: ['email'] },
  { key: 'farewell', kind: 'message', trigger, channels: ['email'], effect },
  { key: 'phone', kind: 'call', trigger, effect },
  { key: 'book-off', kind: 'internal', trigger, effect },
];
const policy: Policy = { ...standaard, steps: [...steps] };
const given = (step: string, options: FactsOptions = {}, by = policy) =>
  givenUpAfter(by, someFacts({ daysLate: 20, ...options }), { step, now: amsterdam('09:00') });

describe('a claim is given up', () => {
  it.each([
    ['by a message that says so', 'farewell', true],
    ['by a step inside the office', 'book-off', true],
    ['not by a call', 'phone', false],
    ['not by a step without that effect', 'mail', false],
    ['not by a step of another version of the policy', 'gone', false],
  ])('%s', (_, step, expected) => {
    expect(writesOff(policy, step)).toBe(expected);
    expect(given(step)).toBe(expected ? 121_000n : null);
  });

  it.each<[string, FactsOptions, bigint]>([
    ['to the cent that is left after payments', { invoice: { open: 40_001n } }, 40_001n],
    ['however little is left', { invoice: { open: 1n } }, 1n],
    ['but for the part that is contested', { invoice: { dispute: { since: '2026-09-10', amount: 1_000n } } }, 120_000n],
    ['when a stop has ended', { invoice: { pause: { reason: 'asked', until: '2026-09-15' } } }, 121_000n],
  ])('%s', (_, options, expected) => {
    expect(given('book-off', options)).toBe(expected);
  });

  it('also where an older one of the debtor is asked for', () => {
    const elder = someInvoice(40, { id: 'elder', taken: [took('mail', '2026-08-20T08:00')] });
    expect(given('book-off', { siblings: [elder] }, { ...policy, scope: 'debtor' })).toBe(121_000n);
  });
});

describe('a claim is kept for a person to decide', () => {
  it.each<[string, FactsOptions]>([
    ['when its chase is over', { invoice: { outcome: 'handed-over' } }],
    ['when nothing is open', { invoice: { open: 0n } }],
    ['when all of it is contested', { invoice: { dispute: { since: '2026-09-10', amount: null } } }],
    ['while it is paused', { invoice: { pause: { reason: 'asked', until: '2026-09-16' } } }],
    ['while a direct debit is under way', { invoice: { directDebitPending: true } }],
    ['while it is paused, little as it is', { invoice: { open: 1n, pause: { reason: 'asked', until: null } } }],
    ['while its debtor is insolvent', { debtor: { holds: [{ reason: 'insolvency', until: null }] } }],
    ['while money of his waits to be matched', { debtor: { unmatchedMoney: true } }],
  ])('%s', (_, options) => {
    expect(given('book-off', options)).toBeNull();
  });
});
