import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addDays } from '../calendar/iso-date.js';
import { type PastInvoice, type PaymentHistory, paymentScore, pointsFor } from './payment-score.js';

const asOf = '2026-06-30';
const ago = (days: number) => addDays(asOf, -days);
/** Due so many days ago, paid so many days late (null: not paid). */
const past = (dueAgo: number, late: number | null, id = 'i'): PastInvoice => ({
  id,
  dueDate: ago(dueAgo),
  paidOn: late === null ? null : addDays(ago(dueAgo), late),
});
const score = (invoices: readonly PastInvoice[], more: Partial<PaymentHistory> = {}) => paymentScore({ asOf, invoices, ...more });
const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument, message: expect.stringMatching(/\w+ \w+/) });

describe('points of one invoice', () => {
  it.each([
    [-30, 100],
    [0, 100],
    [1, 95],
    [3, 95],
    [4, 90],
    [30, 50],
    [57, 5],
    [58, 0],
    [60, 0],
    [1000, 0],
  ])('%s days late: %s', (days, points) => {
    expect(pointsFor(days)).toBe(points);
  });
});

describe('payment score', () => {
  it('is null without history', () => {
    const nothing = { score: null, average: null, averageDaysLate: null, longestDaysLate: null, invoices: [], paidInTime: 0 };
    expect(score([])).toMatchObject(nothing);
    expect(score([past(-10, null), past(0, null), past(731, 5)], { promisesBroken: [ago(3)] })).toMatchObject({
      ...nothing,
      promisesBroken: 1,
    });
  });

  it('shows everything it was made of', () => {
    const answer = score([past(100, 0, 'a'), past(300, 10, 'b'), past(600, -5, 'c'), past(12, null, 'd')], {
      promisesBroken: [ago(10), ago(366)],
      reversals: [ago(365)],
    });
    expect(answer.invoices).toEqual([
      { id: 'a', daysLate: 0, points: 100, weight: 3 },
      { id: 'b', daysLate: 10, points: 80, weight: 2 },
      { id: 'c', daysLate: -5, points: 100, weight: 1 },
      { id: 'd', daysLate: 12, points: 80, weight: 3 },
    ]);
    expect(answer).toMatchObject({
      average: 89,
      score: 64,
      deduction: 25,
      promisesBroken: 1,
      reversals: 1,
      paidInTime: 2,
      averageDaysLate: 6,
      longestDaysLate: 12,
    });
  });

  it.each([
    [0, 3],
    [180, 3],
    [181, 2],
    [365, 2],
    [366, 1],
    [730, 1],
  ])('an invoice due %s days ago weighs %s', (dueAgo, weight) => {
    expect(score([past(dueAgo, 0)]).invoices).toEqual([{ id: 'i', daysLate: 0, points: 100, weight }]);
  });

  it('rounds half-up', () => {
    expect(score([past(10, 0), past(10, 3)]).average).toBe(98);
    expect(score([past(10, 0), past(10, 0), past(10, 0), past(10, 3)]).average).toBe(99);
    expect(score([past(10, 1), past(10, 2)]).averageDaysLate).toBe(2);
  });

  it('an invoice paid before it is due counts at once', () => {
    expect(score([{ id: 'i', dueDate: addDays(asOf, 20), paidOn: asOf }])).toMatchObject({
      score: 100,
      longestDaysLate: -20,
      averageDaysLate: 0,
    });
  });

  it('an unpaid invoice counts from the day after its due date', () => {
    expect(score([past(0, null)]).score).toBeNull();
    expect(score([past(1, null)])).toMatchObject({ score: 95, paidInTime: 0 });
  });

  it('takes at most 30 off for promises and 30 for reversals, and ends at 0', () => {
    const days = [1, 2, 3, 4].map(ago);
    expect(score([past(10, 0)], { promisesBroken: days })).toMatchObject({ score: 70, promisesBroken: 4, deduction: 30 });
    expect(score([past(10, 0)], { reversals: days })).toMatchObject({ score: 70, reversals: 4, deduction: 30 });
    expect(score([past(10, 0)], { promisesBroken: days.slice(0, 2), reversals: days.slice(0, 1) })).toMatchObject({
      score: 65,
      deduction: 35,
    });
    expect(score([past(70, null)], { reversals: days })).toMatchObject({ score: 0, average: 0 });
  });

  it('refuses days that do not exist or have not come', () => {
    const tomorrow = addDays(asOf, 1);
    expect(() => score([], { asOf: 'x' })).toThrow(refusal('invalid-date', 'asOf'));
    expect(() => score([past(1, 0), { id: 'b', dueDate: '2026-02-30', paidOn: null }])).toThrow(
      refusal('invalid-date', 'invoices/1/dueDate'),
    );
    expect(() => score([{ id: 'b', dueDate: asOf, paidOn: 'x' }])).toThrow(refusal('invalid-date', 'invoices/0/paidOn'));
    expect(() => score([{ id: 'b', dueDate: asOf, paidOn: tomorrow }])).toThrow(refusal('date-order', 'invoices/0/paidOn'));
    expect(() => score([], { promisesBroken: [asOf, tomorrow] })).toThrow(refusal('date-order', 'promisesBroken/1'));
    expect(() => score([], { reversals: [tomorrow] })).toThrow(refusal('date-order', 'reversals/0'));
    expect(() => score([], { reversals: ['x'] })).toThrow(refusal('invalid-date', 'reversals/0'));
  });
});

describe('properties of the score', () => {
  const invoice = fc.tuple(fc.integer({ min: 0, max: 800 }), fc.nat(90)).map(([dueAgo, late]) => past(dueAgo, Math.min(late, dueAgo)));
  const history = fc.array(invoice, { minLength: 1, maxLength: 12 });
  const days = fc.array(fc.nat(500).map(ago), { maxLength: 5 });

  test.prop([history, days, days])('lies between 0 and 100 in whole points', (invoices, promisesBroken, reversals) => {
    const { score: value } = score(invoices, { promisesBroken, reversals });
    expect(value === null || (Number.isInteger(value) && value >= 0 && value <= 100)).toBe(true);
  });

  test.prop([history, fc.nat(11), fc.nat(60)])('paying later never raises it', (invoices, at, later) => {
    const index = at % invoices.length;
    const slower = invoices.map((each, place) => {
      const moved = addDays(each.paidOn ?? asOf, later);
      return place === index ? { ...each, paidOn: moved > asOf ? asOf : moved } : each;
    });
    const [before, after] = [score(invoices).score, score(slower).score];
    expect(before === null ? after === null : (after ?? 0) <= before).toBe(true);
  });

  test.prop([history, days, fc.nat(400)])('another broken promise or reversal never raises it', (invoices, earlier, on) => {
    const before = score(invoices, { promisesBroken: earlier, reversals: earlier }).score ?? 0;
    expect((score(invoices, { promisesBroken: [...earlier, ago(on)], reversals: earlier }).score ?? 0) <= before).toBe(true);
    expect((score(invoices, { promisesBroken: earlier, reversals: [...earlier, ago(on)] }).score ?? 0) <= before).toBe(true);
  });

  test.prop([history])('the order of the history does not matter', (invoices) => {
    expect(score(invoices.toReversed()).score).toBe(score(invoices).score);
  });
});
