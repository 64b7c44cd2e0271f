import { describe, expect, it } from 'vitest';
import { amsterdam, someFacts, someInvoice } from '#testing/builders/facts.builder.js';
import type { InvoiceFacts } from '../facts/facts.js';
import type { Place } from '../gates/stops.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';
import { situationOf } from '../situation/situation.js';
import { placeOf } from './carrier.js';

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
const place = (siblings: readonly InvoiceFacts[], steps: readonly Step[] = [step()], changes: Partial<Policy> = {}): Place =>
  placeOf(
    situationOf(
      { ...standaard, scope: 'debtor', jitterMinutes: 0, ...changes, steps },
      someFacts({ daysLate: 11, siblings }),
      amsterdam('07:00'),
    ),
  );

describe('the place of an invoice in the ladder of its debtor', () => {
  const alone: Place = { follows: false, until: null };
  const follows: Place = { follows: true, until: null };
  const above = (from: bigint): readonly Step[] => [step({ amount: { EUR: { from } } })];

  it.each<[string, () => Place, Place]>([
    ['is behind an older one', () => place([elder()]), follows],
    ['is its own before a younger one', () => place([younger]), alone],
    ['is its own with a ladder for each invoice', () => place([elder()], [step()], { scope: 'invoice' }), alone],
    ['is its own when the older one is in another currency', () => place([elder({ currency: 'USD' })]), alone],
    ['is its own when the older one is paid', () => place([elder({ open: 0n })]), alone],
    ['is its own when all of the older one is disputed', () => place([elder({ dispute: { since: '2026-09-10', amount: null } })]), alone],
    ['is its own when the ladder of the older one has ended', () => place([elder()], []), alone],
    [
      'is behind an older one whose state alone is looked at, though no step is left',
      () => place([elder()], [], { progress: 'highest' }),
      follows,
    ],
    ['is its own when the ladder is for more than the two ask', () => place([elder()], above(242_001n)), alone],
    ['is behind the older one when it is for as much as they ask', () => place([elder()], above(242_000n)), follows],
    ['is behind the older one when a third makes up the amount', () => place([elder(), younger], above(363_000n)), follows],
    ['is its own when a third does not', () => place([elder(), younger], above(363_001n)), alone],
    [
      'is its own until the older one joins, whose promise runs',
      () => place([elder({ promise: { date: '2026-09-21', amount: null } })]),
      { follows: false, until: amsterdam('2026-09-24T00:00') },
    ],
  ])('%s', (_, is, expected) => {
    expect(is()).toEqual(expected);
  });
});
