import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { DomainRefusal } from '../money/refusals.js';
import { InvalidDate, addDays, daysBetween, fromDay, toDay } from './iso-date.js';
import { type TermLength, extendTerm, knownDay, legalTerm } from './legal-term.js';
import { isWorkingDay, nextWorkingDay } from './working-days.js';

const days = (count: number): TermLength => ({ count, unit: 'days' });
const statutory = (from: string, length: TermLength) => legalTerm({ from, length, setBy: 'statute' });
const dayIn = (from: string, to: string) => fc.integer({ min: toDay(from), max: toDay(to) }).map(fromDay);

describe('extension (ATW 1)', () => {
  it.each([
    ['2026-11-24', '2026-11-24', 'a Tuesday'],
    ['2026-11-21', '2026-11-23', 'a Saturday'],
    ['2026-12-25', '2026-12-28', 'Christmas before a weekend'],
    ['2026-05-14', '2026-05-18', 'Ascension, decree day, weekend'],
    ['2024-12-25', '2024-12-30', 'Christmas, decree day, weekend'],
    ['2026-04-03', '2026-04-07', 'Good Friday'],
  ])('%s -> %s (%s)', (counted, lastDay) => {
    expect(extendTerm(counted)).toBe(lastDay);
  });

  test.prop([dayIn('1990-01-01', '2100-12-20')])('gives a working day, changes nothing twice', (date) => {
    const extended = extendTerm(date);
    expect(isWorkingDay(extended, 'nl-legal')).toBe(true);
    expect(extendTerm(extended)).toBe(extended);
    expect(extended >= date).toBe(true);
  });
});

describe('counting', () => {
  it.each([
    ['2026-11-09', days(14), '2026-11-23', '2026-11-23'],
    ['2026-11-07', days(14), '2026-11-21', '2026-11-23'],
    ['2026-11-02', { count: 3, unit: 'weeks' }, '2026-11-23', '2026-11-23'],
    ['2026-01-31', { count: 1, unit: 'months' }, '2026-02-28', '2026-03-02'],
    ['2026-02-28', { count: 1, unit: 'months' }, '2026-03-28', '2026-03-30'],
  ] as const)('%s + %o = %s, extended %s', (from, length, counted, lastDay) => {
    expect(statutory(from, length)).toEqual({ counted, lastDay, articles: ['ATW 1 lid 1'] });
  });

  it.each([
    // Friday + 3 days = Monday: one working day in it, so Tuesday.
    ['2026-11-20', days(3), '2026-11-23', '2026-11-24'],
    // Wednesday before Good Friday + 3 days = Easter Saturday; Thursday is one, Tuesday the second.
    ['2026-04-01', days(3), '2026-04-04', '2026-04-07'],
    ['2026-04-02', days(5), '2026-04-07', '2026-04-08'],
  ])('%s + %o = %s, with two working days %s (ATW 2)', (from, length, counted, lastDay) => {
    expect(statutory(from, length)).toEqual({ counted, lastDay, articles: ['ATW 1 lid 1', 'ATW 2'] });
  });

  it('gives a term of two days no second working day, a week counts as seven days', () => {
    expect(statutory('2026-11-20', days(2))).toMatchObject({ counted: '2026-11-22', lastDay: '2026-11-23' });
    expect(statutory('2026-11-20', days(1))).toMatchObject({ lastDay: '2026-11-23', articles: ['ATW 1 lid 1'] });
    // Eight days off in a row are needed to bring a week below two working days: none exists, the rule still looks.
    expect(statutory('2026-12-24', { count: 1, unit: 'weeks' })).toMatchObject({
      counted: '2026-12-31',
      lastDay: '2026-12-31',
      articles: ['ATW 1 lid 1'],
    });
  });

  it.each([
    [days(90), 'ATW 1 lid 1'],
    [days(91), 'ATW 4'],
    [{ count: 12, unit: 'weeks' }, 'ATW 1 lid 1'],
    [{ count: 13, unit: 'weeks' }, 'ATW 4'],
    [{ count: 3, unit: 'months' }, 'ATW 1 lid 1'],
    [{ count: 4, unit: 'months' }, 'ATW 4'],
    [{ count: 1, unit: 'years' }, 'ATW 4'],
  ] as const)('a term of %o falls under %s', (length, article) => {
    // From Saturday 21 February 2026; whatever the length, the end is looked at by its own rule.
    const { counted, lastDay, articles } = statutory('2026-02-21', length);
    expect(articles).toEqual([article]);
    expect(lastDay).toBe(article === 'ATW 4' ? counted : nextWorkingDay(counted, 'nl-legal'));
  });

  it('leaves long terms on a free day', () => {
    expect(statutory('2023-11-22', { count: 3, unit: 'years' })).toEqual({
      counted: '2026-11-22',
      lastDay: '2026-11-22',
      articles: ['ATW 4'],
    });
    expect(statutory('2026-01-01', days(92)).lastDay).toBe('2026-04-03');
  });

  it('never moves a contractual deadline', () => {
    expect(legalTerm({ from: '2026-11-08', length: days(14), setBy: 'contract' })).toEqual({
      counted: '2026-11-22',
      lastDay: '2026-11-22',
      articles: ['ATW 1 lid 1'],
    });
  });

  it('counts backwards without extension', () => {
    expect(legalTerm({ from: '2026-12-04', length: { count: 1, unit: 'months' }, setBy: 'statute', counted: 'backwards' }).lastDay).toBe(
      '2026-11-04',
    );
    expect(legalTerm({ from: '2026-12-06', length: days(14), setBy: 'statute', counted: 'backwards' })).toEqual({
      counted: '2026-11-22',
      lastDay: '2026-11-22',
      articles: ['ATW 1 lid 2'],
    });
    expect(legalTerm({ from: '2026-11-08', length: days(14), setBy: 'statute', counted: 'forwards' }).lastDay).toBe('2026-11-23');
  });
});

describe('refusals', () => {
  it.each([0, -1, 1.5, NaN])('a length of %s', (count) => {
    expect(() => statutory('2026-01-01', days(count))).toThrow(
      new DomainRefusal('invalid-count', 'length.count', 'length.count: must be a whole number of at least 1'),
    );
  });

  it.each(['1989-12-31', '2101-01-01'])('a day of which the holidays are not known: %s', (date) => {
    expect(() => extendTerm(date)).toThrow(`lastDay: the holidays of ${date.slice(0, 4)} are not known (1990-2100)`);
    expect(() => statutory(date, days(14))).toThrow(expect.objectContaining({ code: 'calendar-unknown', argument: 'from' }));
  });

  it('keeps the edges', () => {
    expect([knownDay('1990-01-01', 'x'), knownDay('2100-12-31', 'x')]).toEqual([toDay('1990-01-01'), toDay('2100-12-31')]);
    expect(() => statutory('2100-12-25', days(14))).toThrow(DomainRefusal);
    expect(() => extendTerm('2026-02-30')).toThrow(new InvalidDate('lastDay', '2026-02-30'));
  });
});

describe('properties', () => {
  test.prop([dayIn('1990-01-01', '2100-06-01'), fc.integer({ min: 1, max: 90 })])(
    'a statutory term is not shorter than counted and ends on a working day',
    (from, count) => {
      const { counted, lastDay } = statutory(from, days(count));
      expect(counted).toBe(addDays(from, count));
      expect(daysBetween(counted, lastDay)).toBeGreaterThanOrEqual(0);
      expect(isWorkingDay(lastDay, 'nl-legal')).toBe(true);
      const inTerm = Array.from({ length: daysBetween(from, lastDay) }, (_, index) => addDays(from, index + 1));
      if (count >= 3) expect(inTerm.filter((date) => isWorkingDay(date, 'nl-legal')).length).toBeGreaterThanOrEqual(2);
    },
  );

  test.prop([dayIn('1990-01-01', '2100-06-01'), fc.integer({ min: 1, max: 90 })])(
    'a later event never gives an earlier end',
    (from, count) => {
      expect(statutory(addDays(from, 1), days(count)).lastDay >= statutory(from, days(count)).lastDay).toBe(true);
    },
  );
});
