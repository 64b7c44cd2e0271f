import { describe, expect, it } from 'vitest';
import { type Term, aboveOpenFault, futureFault, pastFault, promiseFault, termsFault } from './fact-limits.js';

const today = '2026-09-16';

describe('a day on which something is said to have happened', () => {
  it.each([
    ['is long ago', '2020-01-01', null],
    ['is today', '2026-09-16', null],
    ['is tomorrow, where the clock is ahead of ours', '2026-09-17', null],
    ['is the day after tomorrow', '2026-09-18', { code: 'date-in-the-future', argument: 'valueDate', detail: 'Today is 2026-09-16.' }],
  ])('%s', (_, date, fault) => {
    expect(futureFault(date, today, 'valueDate')).toEqual(fault);
  });
});

describe('a day until which something holds', () => {
  it.each([
    ['is over since yesterday', '2026-09-15', { code: 'date-in-the-past', argument: 'until', detail: 'Today is 2026-09-16.' }],
    ['is today', '2026-09-16', null],
    ['is far away', '2036-09-16', null],
  ])('%s', (_, date, fault) => {
    expect(pastFault(date, today, 'until')).toEqual(fault);
  });
});

describe('the day of a promise', () => {
  const detail = 'A promise reaches 12 months, until 2027-09-16; agree a payment plan.';

  it.each([
    ['was yesterday', '2026-09-15', { code: 'date-in-the-past', argument: 'date', detail: 'Today is 2026-09-16.' }],
    ['is today', '2026-09-16', null],
    ['is twelve months ahead', '2027-09-16', null],
    ['is a day later than that', '2027-09-17', { code: 'promise-too-far', argument: 'date', detail }],
  ])('%s', (_, date, fault) => {
    expect(promiseFault(date, today)).toEqual(fault);
  });
});

describe('a part of a claim of 121.00', () => {
  it.each([
    ['is all of it when no amount is named', null, null],
    ['is a part', 5_000n, null],
    ['is just what is open', 12_100n, null],
    ['is a cent more', 12_101n, { code: 'amount-above-open', argument: 'amount', detail: 'More is disputed than is open.' }],
  ])('%s', (_, amount, fault) => {
    expect(aboveOpenFault(amount, 12_100n, { argument: 'amount', what: 'disputed' })).toEqual(fault);
  });
});

describe('the terms of a payment plan', () => {
  const term = (dueDate: string, amount = 5_000n): Term => ({ dueDate, amount });
  const past = { code: 'date-in-the-past', argument: 'instalments/0/dueDate', detail: 'Today is 2026-09-16.' };
  const nothing = (index: number) => ({
    code: 'amount-not-positive',
    argument: `instalments/${index}/amount`,
    detail: 'Each term is of more than zero.',
  });
  const unordered = (index: number) => ({
    code: 'instalments-out-of-order',
    argument: `instalments/${index}/dueDate`,
    detail: 'Each term is later than the one before.',
  });

  it.each([
    ['are none', [], null],
    ['begin today', [term('2026-09-16'), term('2026-09-17'), term('2026-10-17')], null],
    ['are of one cent', [term('2026-10-01', 1n)], null],
    ['begin yesterday', [term('2026-09-15'), term('2026-10-15')], past],
    ['begin with a term of nothing', [term('2026-10-01', 0n), term('2026-11-01')], nothing(0)],
    ['end with a term of less than nothing', [term('2026-10-01'), term('2026-11-01', -1n)], nothing(1)],
    ['have two terms on one day', [term('2026-10-01'), term('2026-11-01'), term('2026-11-01')], unordered(2)],
    ['go back in time', [term('2026-10-01'), term('2026-09-30')], unordered(1)],
    ['go back in time after a good start', [term('2026-10-01'), term('2026-12-01'), term('2026-11-01')], unordered(2)],
  ])('%s', (_, terms, fault) => {
    expect(termsFault(terms, today)).toEqual(fault);
  });
});
