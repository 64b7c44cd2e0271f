/**
 * The confirmed statutory rates, one row a half-year also where nothing changed: a row is a confirmed fact, a missing row is not an
 * unchanged rate. Commercial rows hold for 6:119a and 6:119b BW, consumer rows for 6:119 BW. To add a half-year: add its two rows here
 * with where and when they were read.
 */
import type { RateRow } from './rate-row.js';

const halfYears = 'two public code bases that cite the tables of rijksoverheid.nl and agree row for row';
const commercial = `main refinancing rate of the ECB before the half-year + 8 points (6:120 lid 2 BW); ${halfYears}`;
const margin = 'margin on the ECB rate raised from 7 to 8 points on 2013-03-16; trade press of 2013';
const consumer = `decree under 6:120 lid 1 BW; ${halfYears}`;
const checkedOn = '2026-07-22';

const rowsOf = (
  kind: RateRow['kind'],
  source: string,
  rates: readonly (readonly [from: string, percent: string, source?: string])[],
): RateRow[] => rates.map(([from, percent, own]) => ({ kind, from, percent, source: own ?? source, checkedOn }));

/** Rates in percent a year, from the day in the first column to the end of that half-year or the next row. */
export const confirmedRateRows: readonly RateRow[] = [
  ...rowsOf('commercial', commercial, [
    ['2013-01-01', '7.75', margin],
    ['2013-03-16', '8.75', margin],
    ['2013-07-01', '8.50'],
    ['2014-01-01', '8.25'],
    ['2014-07-01', '8.15'],
    ['2015-01-01', '8.05'],
    ['2015-07-01', '8.05'],
    ['2016-01-01', '8.05'],
    ['2016-07-01', '8.00'],
    ['2017-01-01', '8.00'],
    ['2017-07-01', '8.00'],
    ['2018-01-01', '8.00'],
    ['2018-07-01', '8.00'],
    ['2019-01-01', '8.00'],
    ['2019-07-01', '8.00'],
    ['2020-01-01', '8.00'],
    ['2020-07-01', '8.00'],
    ['2021-01-01', '8.00'],
    ['2021-07-01', '8.00'],
    ['2022-01-01', '8.00'],
    ['2022-07-01', '8.00'],
    ['2023-01-01', '10.50'],
    ['2023-07-01', '12.00'],
    ['2024-01-01', '12.50'],
    ['2024-07-01', '12.25'],
    ['2025-01-01', '11.15'],
    ['2025-07-01', '10.15'],
    ['2026-01-01', '10.15'],
    ['2026-07-01', '10.40'],
  ]),
  ...rowsOf('consumer', consumer, [
    ['2012-07-01', '3'],
    ['2013-01-01', '3'],
    ['2013-07-01', '3'],
    ['2014-01-01', '3'],
    ['2014-07-01', '3'],
    ['2015-01-01', '2'],
    ['2015-07-01', '2'],
    ['2016-01-01', '2'],
    ['2016-07-01', '2'],
    ['2017-01-01', '2'],
    ['2017-07-01', '2'],
    ['2018-01-01', '2'],
    ['2018-07-01', '2'],
    ['2019-01-01', '2'],
    ['2019-07-01', '2'],
    ['2020-01-01', '2'],
    ['2020-07-01', '2'],
    ['2021-01-01', '2'],
    ['2021-07-01', '2'],
    ['2022-01-01', '2'],
    ['2022-07-01', '2'],
    ['2023-01-01', '4'],
    ['2023-07-01', '6'],
    ['2024-01-01', '7'],
    ['2024-07-01', '7'],
    ['2025-01-01', '6'],
    ['2025-07-01', '6'],
    ['2026-01-01', '4'],
    ['2026-07-01', '4'],
  ]),
];
