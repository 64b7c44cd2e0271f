import { describe, expect, it } from 'vitest';
import type { Money } from '../money/money.js';
import { percent } from '../money/percent.js';
import { type InterestFixture, interestFixtures } from './fixtures/interest.fixtures.js';
import type { InterestInput } from './interest-input.js';
import { statutoryInterest } from './statutory-interest.js';

const eur = (amount: bigint): Money => ({ amount, currency: 'EUR' });

const inputOf = (fixture: InterestFixture): InterestInput => ({
  principal: eur(fixture.principal),
  kind: fixture.kind,
  until: fixture.until,
  ...fixture.start,
  ...(fixture.agreed && { agreedRates: fixture.agreed.map(([from, rate]) => ({ from, rate: percent(rate, 'rate') })) }),
  ...(fixture.payments && { payments: fixture.payments.map(([on, amount]) => ({ on, amount: eur(amount) })) }),
});

describe.each(interestFixtures)('interest: $name', (fixture) => {
  const input = inputOf(fixture);
  const answer = statutoryInterest(input);

  it('starts on the first interest day', () => {
    expect(answer.firstInterestDay).toBe(fixture.first);
  });

  it('gives the printed lines and their sum', () => {
    expect(answer.segments.map((line) => [line.from, line.to, line.days, line.percent, line.base, line.interest])).toEqual(fixture.lines);
    expect(answer.total).toBe(fixture.total);
  });
});

describe.each(interestFixtures.filter((fixture) => fixture.payments))('payments: $name', (fixture) => {
  it('are set off against interest, then principal', () => {
    const answer = statutoryInterest(inputOf(fixture));
    expect(
      answer.afterPayments.map((effect) => [effect.on, effect.toInterest + effect.toPrincipal, effect.toInterest, effect.toPrincipal]),
    ).toEqual(fixture.payments);
    expect({ interest: answer.openInterest, principal: answer.openPrincipal, excess: answer.excess }).toEqual({
      ...fixture.open,
      excess: 0n,
    });
  });
});

describe.each(interestFixtures.filter((fixture) => fixture.other))('conventions: $name', (fixture) => {
  it('give other amounts when they are chosen', () => {
    const input = inputOf(fixture);
    expect([
      statutoryInterest({ ...input, compounding: 'none' }).total,
      statutoryInterest({ ...input, rounding: 'at-end' }).total,
      statutoryInterest({ ...input, dayCount: 'act-act' }).total,
    ]).toEqual(fixture.other);
  });
});
