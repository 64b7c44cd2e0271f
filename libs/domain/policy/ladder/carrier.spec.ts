import { describe, expect, it } from 'vitest';
import { amsterdam, someFacts, someInvoice } from '#testing/builders/facts.builder.js';
import type { InvoiceFacts } from '../facts/facts.js';
import type { Following } from '../gates/stops.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';
import { situationOf } from '../situation/situation.js';
import { followingOf } from './carrier.js';

const step = (only?: Step['only']): Step => ({
  key: 'reminder',
  kind: 'message',
  trigger: { anchor: 'dueDate', days: 1 },
  channels: ['email'],
  ...(only ? { only } : {}),
});
const elder = (changes: Partial<InvoiceFacts> = {}): InvoiceFacts => someInvoice(15, { id: 'elder', ...changes });
const younger = someInvoice(3, { id: 'younger' });

// Today is 16 September 2026. Each invoice is of 1,210.00; this one fell due on the 5th and the older one on the 1st.
const following = (siblings: readonly InvoiceFacts[], steps: readonly Step[] = [step()], changes: Partial<Policy> = {}): Following =>
  followingOf(
    situationOf(
      { ...standaard, scope: 'debtor', jitterMinutes: 0, ...changes, steps },
      someFacts({ daysLate: 11, siblings }),
      amsterdam('07:00'),
    ),
  );

describe('which invoice an invoice follows on the ladder of its debtor', () => {
  const alone: Following = { follows: false, carrierFrom: null };
  const follows: Following = { follows: true, carrierWaitsUntil: null };
  const above = (from: bigint): readonly Step[] => [step({ amount: { EUR: { from } } })];

  it.each<[string, () => Following, Following]>([
    ['is behind an older one', () => following([elder()]), follows],
    ['is its own before a younger one', () => following([younger]), alone],
    ['is its own with a ladder for each invoice', () => following([elder()], [step()], { scope: 'invoice' }), alone],
    ['is its own when the older one is in another currency', () => following([elder({ currency: 'USD' })]), alone],
    ['is its own when the older one is paid', () => following([elder({ open: 0n })]), alone],
    [
      'is its own when all of the older one is disputed',
      () => following([elder({ dispute: { since: '2026-09-10', amount: null } })]),
      alone,
    ],
    ['is its own when the ladder of the older one has ended', () => following([elder()], []), alone],
    [
      'is behind an older one whose state alone is looked at, though no step is left',
      () => following([elder()], [], { progress: 'highest' }),
      follows,
    ],
    ['is its own when the ladder is for more than the two ask', () => following([elder()], above(242_001n)), alone],
    ['is behind the older one when it is for as much as they ask', () => following([elder()], above(242_000n)), follows],
    ['is behind the older one when a third makes up the amount', () => following([elder(), younger], above(363_000n)), follows],
    ['is its own when a third does not', () => following([elder(), younger], above(363_001n)), alone],
    [
      'is its own until the older one joins, whose promise runs',
      () => following([elder({ promise: { date: '2026-09-21', amount: null } })]),
      { follows: false, carrierFrom: amsterdam('2026-09-24T00:00') },
    ],
  ])('%s', (_, is, expected) => {
    expect(is()).toEqual(expected);
  });
});
