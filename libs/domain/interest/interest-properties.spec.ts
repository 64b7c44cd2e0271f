import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '../calendar/iso-date.js';
import { percent } from '../money/percent.js';
import type { InterestInput } from './interest-input.js';
import { statutoryInterest } from './statutory-interest.js';

const eur = (amount: bigint) => ({ amount, currency: 'EUR' });
const run = (more: Partial<InterestInput>) =>
  statutoryInterest({
    principal: eur(100_000n),
    kind: 'agreed',
    agreedRates: [{ from: '2000-01-01', rate: percent('10', 'rate') }],
    firstInterestDay: '2025-01-01',
    until: '2025-12-31',
    ...more,
  });

describe('statutory interest, whatever the debt', () => {
  const day = (min: string, max: string) => fc.integer({ min: 0, max: daysBetween(min, max) }).map((offset) => addDays(min, offset));
  const principal = fc.bigInt({ min: 1n, max: 10n ** 18n });
  const kind = fc.constantFrom('consumer', 'commercial', 'government');
  const debts = fc.record({
    principal: principal.map(eur),
    kind,
    dueDate: day('2013-03-15', '2024-12-31'),
    until: day('2014-01-01', '2026-12-30'),
    payments: fc.array(fc.record({ on: day('2013-01-01', '2026-12-31'), amount: fc.bigInt({ min: 1n, max: 10n ** 17n }).map(eur) }), {
      maxLength: 4,
    }),
  });

  test.prop([debts])('segments are contiguous, add up, and each is its own formula', (debt) => {
    const answer = statutoryInterest(debt);
    let next = answer.firstInterestDay;
    for (const line of answer.segments) {
      expect(line.from).toBe(next);
      expect(line.days).toBe(daysBetween(line.from, line.to) + 1);
      const numerator = line.base * line.rate.numerator * BigInt(line.days);
      const twice = 2n * (numerator - line.interest * line.rate.denominator * 365n);
      expect(twice < line.rate.denominator * 365n && -twice <= line.rate.denominator * 365n).toBe(true);
      next = addDays(line.to, 1);
    }
    expect(answer.segments.reduce((sum, line) => sum + line.interest, 0n)).toBe(answer.total);
  });

  test.prop([debts])('no cent is lost: principal + interest = open + paid', (debt) => {
    const answer = statutoryInterest(debt);
    const paid = debt.payments.filter((payment) => payment.on <= debt.until).reduce((sum, payment) => sum + payment.amount.amount, 0n);
    expect(answer.openPrincipal + answer.openInterest + paid).toBe(debt.principal.amount + answer.total + answer.excess);
  });

  test.prop([debts])('a day more never costs less', (debt) => {
    const tomorrow = statutoryInterest({ ...debt, until: addDays(debt.until, 1) });
    expect(tomorrow.total >= statutoryInterest(debt).total).toBe(true);
  });

  test.prop([debts, principal])('a higher principal never bears less', (debt, more) => {
    const higher = statutoryInterest({ ...debt, principal: eur(debt.principal.amount + more) });
    expect(higher.total >= statutoryInterest(debt).total).toBe(true);
  });

  test.prop([debts])('a pause never costs more, and one over everything leaves nothing', (debt) => {
    const pauses = [{ from: '2020-01-01', to: '2020-12-31' }];
    expect(statutoryInterest({ ...debt, pauses }).total <= statutoryInterest(debt).total).toBe(true);
    expect(statutoryInterest({ ...debt, pauses: [{ from: '2000-01-01', to: '2030-01-01' }] })).toMatchObject({ total: 0n, segments: [] });
  });

  test.prop([debts])('compounding never costs less than none', (debt) => {
    const simple = statutoryInterest({ ...debt, payments: [], compounding: 'none' });
    expect(statutoryInterest({ ...debt, payments: [] }).total >= simple.total).toBe(true);
  });

  test.prop([debts])('rounding each line moves the total by less than a cent a line and its growth', (debt) => {
    const exact = statutoryInterest({ ...debt, payments: [], rounding: 'at-end' });
    const rounded = statutoryInterest({ ...debt, payments: [] });
    const difference = exact.total > rounded.total ? exact.total - rounded.total : rounded.total - exact.total;
    expect(difference <= BigInt(4 * rounded.segments.length + 1)).toBe(true);
  });

  test.prop([principal, principal])('is additive over principals when nothing is rounded on the way, to the cent', (a, b) => {
    const total = (amount: bigint) => run({ principal: eur(amount), rounding: 'at-end', until: '2027-06-30' }).total;
    const difference = total(a + b) - total(a) - total(b);
    expect(difference >= -1n && difference <= 1n).toBe(true);
  });

  it('is right beyond 2^53', () => {
    expect(run({ principal: eur(9_007_199_254_740_993n) }).total).toBe(900_719_925_474_099n);
  });
});
