import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { unchecked } from '../../testing/unchecked.js';
import { addDays, daysBetween } from '../calendar/iso-date.js';
import { percentText } from '../money/percent.js';
import { confirmedRateRows } from './confirmed-rates.js';
import type { RateRow } from './rate-row.js';
import { rateFixtures } from './fixtures/rates.fixtures.js';
import {
  RateNotConfirmed,
  type StatutoryKind,
  createRateTable,
  missingRates,
  rateOn,
  statutoryKinds,
  statutoryRates,
} from './rate-table.js';

const row = (kind: RateRow['kind'], from: string, percent: string): RateRow => ({
  kind,
  from,
  percent,
  source: 'a test',
  checkedOn: '2026-01-01',
});
const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument, message: expect.stringMatching(/\w+ \w+/) });

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('the rate on a day (6:120)', () => {
  it.each(rateFixtures)('%s on %s is %s', (kind, date, expected) => {
    if (expected === null) {
      const error = thrownBy(() => rateOn(kind, date));
      expect(error).toBeInstanceOf(RateNotConfirmed);
      expect(error).toMatchObject({ name: 'RateNotConfirmed', code: 'rate-not-confirmed', argument: 'date', kind, date });
      expect(error).toHaveProperty('message', `date: there is no confirmed ${kind} rate for ${date}`);
      return;
    }
    expect(rateOn(kind, date).row.percent).toBe(expected);
    expect(percentText(rateOn(kind, date).rate)).toBe(String(Number(expected)));
  });

  it('is not known before the first row', () => {
    expect(() => rateOn('commercial', '2012-12-31')).toThrow(refusal('rate-not-confirmed', 'date'));
    expect(() => rateOn('consumer', '2012-06-30')).toThrow(refusal('rate-not-confirmed', 'date'));
    expect(rateOn('consumer', '2012-07-01').row.percent).toBe('3');
  });

  it('refuses dates that do not exist and kinds that are not known', () => {
    expect(() => rateOn('consumer', '2026-02-30')).toThrow(refusal('invalid-date', 'date'));
    expect(() => rateOn(unchecked<StatutoryKind>('lunar'), '2026-02-28')).toThrow(refusal('unknown-interest-kind', 'kind'));
  });

  test.prop([fc.integer({ min: 0, max: daysBetween('2013-01-01', '2026-12-31') }), fc.constantFrom(...statutoryKinds)])(
    'exists on every day of the confirmed period, inside its own half-year',
    (offset, kind) => {
      const date = addDays('2013-01-01', offset);
      const { row: found } = rateOn(kind, date);
      expect(found.from <= date && date.slice(0, 4) === found.from.slice(0, 4)).toBe(true);
      expect(Number(date.slice(5, 7)) <= 6).toBe(Number(found.from.slice(5, 7)) <= 6);
    },
  );

  test.prop([fc.integer({ min: 0, max: 5000 })])('a government owes the commercial rate', (offset) => {
    const date = addDays('2013-01-01', offset);
    expect(rateOn('government', date)).toBe(rateOn('commercial', date));
  });
});

describe('the table', () => {
  it('says of every row where it was read and when', () => {
    expect(confirmedRateRows).toHaveLength(58);
    for (const each of confirmedRateRows) {
      expect(each.source.length).toBeGreaterThan(20);
      expect(each.checkedOn).toBe('2026-07-22');
    }
    expect(confirmedRateRows.filter((each) => each.source.startsWith('margin')).map((each) => each.from)).toEqual([
      '2013-01-01',
      '2013-03-16',
    ]);
  });

  it('a missing row is not an unchanged rate', () => {
    const table = createRateTable([row('consumer', '2024-01-01', '7'), row('consumer', '2025-01-01', '6')]);
    expect(percentText(rateOn('consumer', '2024-06-30', table).rate)).toBe('7');
    expect(() => rateOn('consumer', '2024-07-01', table)).toThrow(RateNotConfirmed);
    expect(() => rateOn('consumer', '2024-12-31', table)).toThrow(RateNotConfirmed);
    expect(percentText(rateOn('consumer', '2025-01-01', table).rate)).toBe('6');
    expect(() => rateOn('commercial', '2025-01-01', table)).toThrow(RateNotConfirmed);
  });

  it('takes a row from the middle of a half-year', () => {
    const table = createRateTable([row('commercial', '2024-07-15', '7'), row('commercial', '2024-08-01', '6')]);
    expect(() => rateOn('commercial', '2024-07-14', table)).toThrow(RateNotConfirmed);
    expect(rateOn('commercial', '2024-07-31', table).row.percent).toBe('7');
    expect(rateOn('commercial', '2024-12-31', table).row.percent).toBe('6');
  });

  it('refuses rows out of order, bad dates and bad rates', () => {
    const late = row('consumer', '2025-01-01', '6');
    expect(() => createRateTable([late, row('consumer', '2024-01-01', '7')])).toThrow(refusal('date-order', 'consumer/1/from'));
    expect(() => createRateTable([late, late])).toThrow(refusal('date-order', 'consumer/1/from'));
    expect(() => createRateTable([late, row('consumer', '2025-02-30', '7')])).toThrow(refusal('invalid-date', 'consumer/1/from'));
    expect(() => createRateTable([row('commercial', '2025-02-30', '7')])).toThrow(refusal('invalid-date', 'commercial/0/from'));
    expect(() => createRateTable([late, row('consumer', '2025-07-01', '7%')])).toThrow(refusal('rate-invalid', 'consumer/1/percent'));
  });
});

describe('the alert for a missing half-year', () => {
  it.each([
    ['2026-12-31', []],
    ['2027-01-01', [false, false]],
    ['2027-02-01', [false, false]],
    ['2027-02-02', [true, true]],
    ['2027-06-30', [true, true]],
    ['2027-08-01', [false, false]],
    ['2027-08-02', [true, true]],
  ])('on %s', (today, late) => {
    const halfYearFrom = today < '2027-07-01' ? '2027-01-01' : '2027-07-01';
    const kinds = ['commercial', 'consumer'];
    expect(missingRates(today)).toEqual(late.map((each, index) => ({ kind: kinds[index], halfYearFrom, late: each })));
  });

  it('names the column that is missing', () => {
    const table = createRateTable([...confirmedRateRows, row('commercial', '2027-01-01', '10.15')]);
    expect(missingRates('2027-03-01', table).map((each) => each.kind)).toEqual(['consumer']);
    expect(statutoryRates.consumer.at(-1)?.row.from).toBe('2026-07-01');
    expect(() => missingRates('2027-13-01')).toThrow(refusal('invalid-date', 'today'));
  });
});
