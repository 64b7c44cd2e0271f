import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { InvalidDate, addDays, daysBetween, fromDay, toDay, weekday } from '../calendar/iso-date.js';
import { isWorkingDay, statutoryHolidayOfDay } from '../calendar/working-days.js';
import { DomainRefusal } from '../money/refusals.js';
import fixtures from './fixtures/notice-terms.json' with { type: 'json' };
import { type NoticeTerm, type SentNotice, businessNoticeTerm, defaultMarginDays, noticeTerm, presumedReceipt } from './notice-term.js';

const post = (sentOn: string, rest: Partial<SentNotice> = {}): SentNotice => ({ sentOn, channel: 'post', marginDays: 0, ...rest });
const valid = (notice: SentNotice): NoticeTerm => {
  const term = noticeTerm(notice);
  return term.valid ? term : expect.fail(`void: ${term.reason}`);
};

describe('worked cases', () => {
  it.each(fixtures.cases)('$case: sent $sent.on by $sent.by', ({ sent, dates }) => {
    const term = noticeTerm({
      sentOn: sent.on,
      channel: sent.by === 'email' ? 'email' : 'post',
      receivedOn: sent.provenOn,
      returned: sent.cameBack,
      marginDays: sent.margin,
    });
    expect(term.valid ? [term.receipt, term.termEnd, term.lastDay, term.costsFrom] : null).toEqual(dates);
    if (term.valid) expect(term.receiptBasis).toBe(sent.provenOn === null ? 'presumed' : 'proven');
  });
});

describe('presumption of delivery', () => {
  it.each([
    ['2026-11-23', '2026-11-25', 'Monday'],
    ['2026-11-26', '2026-11-28', 'Thursday: Friday, Saturday'],
    ['2026-11-27', '2026-12-01', 'Friday: Saturday, Tuesday'],
    ['2026-11-28', '2026-12-02', 'Saturday: Tuesday, Wednesday'],
    ['2026-12-23', '2026-12-29', 'over Christmas: Thursday, Tuesday'],
    ['2026-05-13', '2026-05-16', 'the decree day after Ascension is a delivery day'],
    ['2026-04-02', '2026-04-07', 'Good Friday is none: Saturday, Tuesday'],
    ['2025-12-30', '2026-01-02', 'New Year is none'],
  ])('sent %s -> %s (%s)', (sentOn, receipt) => {
    expect(presumedReceipt(sentOn)).toBe(receipt);
  });

  it('can let post be delivered on Good Friday, and then on no other holiday', () => {
    expect(presumedReceipt('2026-04-02', true)).toBe('2026-04-04');
    expect(presumedReceipt('2027-05-04', true)).toBe('2027-05-08');
    expect(valid(post('2026-04-02', { goodFridayDelivers: true })).receipt).toBe('2026-04-04');
  });

  it('yields to proof, earlier or later', () => {
    expect(valid(post('2026-11-23', { receivedOn: '2026-11-24' }))).toMatchObject({ receipt: '2026-11-24', receiptBasis: 'proven' });
    expect(valid(post('2026-11-23', { receivedOn: '2026-11-23' })).lastDay).toBe('2026-12-07');
  });
});

describe('costs from', () => {
  it('waits three days, four for letters sent from 1 July 2027', () => {
    expect([
      defaultMarginDays('2027-06-30'),
      defaultMarginDays('2027-07-01'),
      defaultMarginDays('1990-01-01'),
      defaultMarginDays('1900-01-01'),
    ]).toEqual([3, 4, 3, 3]);
    expect(valid({ sentOn: '2026-10-06', channel: 'post' })).toMatchObject({ lastDay: '2026-10-22', costsFrom: '2026-10-26' });
    expect(valid({ sentOn: '2027-09-07', channel: 'post' })).toMatchObject({ lastDay: '2027-09-23', costsFrom: '2027-09-28' });
  });

  it('says by which rules', () => {
    expect(valid(post('2026-10-06')).articles).toEqual([
      '6:96 lid 6 BW',
      '3:37 lid 3 BW',
      'HR 25-11-2016, ECLI:NL:HR:2016:2704',
      'ATW 1 lid 1',
    ]);
  });
});

describe('void notices', () => {
  it.each([
    [post('2026-10-07', { returned: true }), 'returned'],
    [post('2026-10-07', { returned: true, receivedOn: '2026-10-09' }), 'returned'],
    [{ sentOn: '2026-10-07', channel: 'email', returned: true }, 'returned'],
    [post('2026-10-07', { wrongContent: true, receivedOn: '2026-10-09' }), 'wrong-content'],
    [{ sentOn: '2026-10-07', channel: 'email' }, 'receipt-not-proven'],
    [{ sentOn: '2026-10-07', channel: 'email', receivedOn: null }, 'receipt-not-proven'],
  ] as const)('%o is void: %s', (notice, reason) => {
    expect(noticeTerm(notice)).toEqual({ valid: false, reason, articles: expect.arrayContaining(['6:96 lid 6 BW']) });
    expect(businessNoticeTerm(notice)).toEqual({ valid: false, reason, articles: ['6:82 lid 1 BW', '3:37 lid 3 BW'] });
  });

  it('is not void for flags that say no', () => {
    expect(noticeTerm(post('2026-10-07', { returned: false, wrongContent: false })).valid).toBe(true);
  });
});

describe('the business counterpart', () => {
  it('counts the creditor’s own term from receipt and leaves it on a free day', () => {
    expect(businessNoticeTerm(post('2026-11-03', { marginDays: 1 }))).toEqual({
      valid: true,
      receipt: '2026-11-05',
      receiptBasis: 'presumed',
      termEnd: '2026-11-19',
      lastDay: '2026-11-19',
      costsFrom: '2026-11-21',
      articles: ['6:82 lid 1 BW', '3:37 lid 3 BW'],
    });
    expect(businessNoticeTerm({ ...post('2026-11-03'), termDays: 16 })).toMatchObject({ lastDay: '2026-11-21', costsFrom: '2026-11-22' });
    expect(businessNoticeTerm({ ...post('2026-11-03'), termDays: 1 })).toMatchObject({ lastDay: '2026-11-06' });
  });

  it.each([0, -1, 1.5])('refuses a term of %s days', (termDays) => {
    expect(() => businessNoticeTerm({ ...post('2026-11-03'), termDays })).toThrow(
      new DomainRefusal('invalid-count', 'termDays', 'termDays: must be a whole number of days, at least 1'),
    );
  });
});

describe('refusals', () => {
  it('names the culprit', () => {
    expect(() => noticeTerm(post('2026-02-30'))).toThrow(new InvalidDate('sentOn', '2026-02-30'));
    expect(() => noticeTerm(post('2026-10-07', { receivedOn: 'x' }))).toThrow(new InvalidDate('receivedOn', 'x'));
    expect(() => noticeTerm(post('2026-10-07', { receivedOn: '2026-10-06' }))).toThrow(
      expect.objectContaining({
        code: 'receipt-before-sending',
        argument: 'receivedOn',
        message: 'receivedOn: 2026-10-06 lies before sentOn 2026-10-07',
      }),
    );
    expect(() => noticeTerm(post('2026-10-07', { marginDays: -1 }))).toThrow('marginDays: must be a whole number of days, at least 0');
    expect(() => noticeTerm(post('2026-10-07', { marginDays: 0.5 }))).toThrow(
      expect.objectContaining({ code: 'invalid-count', argument: 'marginDays' }),
    );
    expect(() => noticeTerm(post('2101-01-04'))).toThrow(expect.objectContaining({ code: 'calendar-unknown', argument: 'sentOn' }));
    expect(() => presumedReceipt('1989-12-31')).toThrow(expect.objectContaining({ code: 'calendar-unknown' }));
  });
});

const anySent = fc.integer({ min: toDay('1990-01-01'), max: toDay('2100-11-01') }).map(fromDay);

describe('properties', () => {
  test.prop([anySent, fc.option(fc.integer({ min: 0, max: 60 })), fc.integer({ min: 0, max: 30 })])(
    'the term is never shorter than 14 days after receipt and ends on a working day',
    (sentOn, after, marginDays) => {
      const term = valid(post(sentOn, { marginDays, receivedOn: after === null ? null : addDays(sentOn, after) }));
      expect(term.receipt).toBe(after === null ? presumedReceipt(sentOn) : addDays(sentOn, after));
      expect(daysBetween(term.receipt, term.termEnd)).toBe(14);
      expect(daysBetween(term.termEnd, term.lastDay)).toBeGreaterThanOrEqual(0);
      expect(isWorkingDay(term.lastDay, 'nl-legal')).toBe(true);
      expect(daysBetween(term.lastDay, term.costsFrom)).toBe(1 + marginDays);
    },
  );

  test.prop([anySent])('post arrives on a delivery day, two days later at least', (sentOn) => {
    const receipt = presumedReceipt(sentOn);
    expect(daysBetween(sentOn, receipt)).toBeGreaterThanOrEqual(2);
    expect([7, 1]).not.toContain(weekday(receipt));
    expect(statutoryHolidayOfDay(toDay(receipt))).toBeNull();
  });

  test.prop([anySent, fc.integer({ min: 1, max: 30 })])('a later letter never gives an earlier day', (sentOn, later) => {
    const [a, b] = [valid(post(sentOn)), valid(post(addDays(sentOn, later)))];
    expect(b.receipt >= a.receipt && b.lastDay >= a.lastDay && b.costsFrom >= a.costsFrom).toBe(true);
  });

  test.prop([anySent])('the default margin never makes costs earlier than a letter before', (sentOn) => {
    expect(valid({ sentOn: addDays(sentOn, 1), channel: 'post' }).costsFrom >= valid({ sentOn, channel: 'post' }).costsFrom).toBe(true);
  });
});
