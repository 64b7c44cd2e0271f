import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { InvalidDate, addDays, fromDay, toDay } from '../calendar/iso-date.js';
import { type DebtorKind, debtorKinds } from '../policy/facts/facts.js';
import { type DefaultRequest, defaultSince, isConsumer, isInDefault } from './default.js';
import { formalNoticeFor } from './formal-notice.js';

const request = (rest: Partial<DefaultRequest> = {}): DefaultRequest => ({
  debtorKind: 'consumer',
  termBasis: 'agreed',
  dueDate: '2026-11-01',
  ...rest,
});
const notice = (lastDay: string) => ({ valid: true, lastDay }) as const;

describe('grounds', () => {
  it.each(debtorKinds)('an agreed term is fatal for %s, also when it ends on a Sunday', (debtorKind) => {
    expect(defaultSince(request({ debtorKind }))).toEqual({ since: '2026-11-02', basis: '6:83a', articles: ['6:81 BW', '6:83 sub a BW'] });
  });

  it.each(['unilateral', 'none'] as const)('a term that is %s needs a notice of default for a consumer', (termBasis) => {
    for (const debtorKind of ['consumer', 'unknown'] as const) {
      expect(defaultSince(request({ debtorKind, termBasis, invoiceReceivedOn: '2026-10-02' }))).toBeNull();
      expect(defaultSince(request({ debtorKind, termBasis, noticeOfDefault: null }))).toBeNull();
      expect(defaultSince(request({ debtorKind, termBasis, noticeOfDefault: { valid: false } }))).toBeNull();
      expect(defaultSince(request({ debtorKind, termBasis, noticeOfDefault: notice('2026-11-20') }))).toEqual({
        since: '2026-11-21',
        basis: '6:82',
        articles: ['6:81 BW', '6:82 lid 1 BW'],
      });
    }
  });

  it('does not begin before the claim is due', () => {
    expect(defaultSince(request({ termBasis: 'none', noticeOfDefault: notice('2026-10-20') }))?.since).toBe('2026-11-02');
  });

  it.each([
    ['company', '6:119a lid 2 BW'],
    ['natural_business', '6:119a lid 2 BW'],
    ['government', '6:119b lid 2 BW'],
  ] as const)('%s has thirty days from receipt when nothing was agreed (%s)', (debtorKind, article) => {
    // Received 2 March: the thirty days begin on the 3rd, interest on 2 April.
    const state = { since: '2026-04-02', basis: '6:119a-2', articles: [article] };
    expect(defaultSince(request({ debtorKind, termBasis: 'none', dueDate: '2026-05-01', invoiceReceivedOn: '2026-03-02' }))).toEqual(state);
    expect(defaultSince(request({ debtorKind, termBasis: 'unilateral', dueDate: '2026-03-16', invoiceReceivedOn: '2026-03-02' }))).toEqual(
      state,
    );
    expect(
      defaultSince(request({ debtorKind, termBasis: 'unilateral', dueDate: '2026-05-01', invoiceReceivedOn: '2026-03-02' }))?.since,
    ).toBe('2026-05-02');
    expect(defaultSince(request({ debtorKind, termBasis: 'none' }))).toBeNull();
    expect(defaultSince(request({ debtorKind, termBasis: 'none', invoiceReceivedOn: null }))).toBeNull();
  });

  it('takes the earliest', () => {
    const both = request({ debtorKind: 'company', termBasis: 'none', dueDate: '2026-03-02', invoiceReceivedOn: '2026-03-02' });
    expect(defaultSince({ ...both, noticeOfDefault: notice('2026-03-20') })).toMatchObject({ since: '2026-03-21', basis: '6:82' });
    expect(defaultSince({ ...both, noticeOfDefault: notice('2026-04-20') })).toMatchObject({ since: '2026-04-02', basis: '6:119a-2' });
    expect(defaultSince({ ...both, noticeOfDefault: notice('2026-04-01') })).toMatchObject({ since: '2026-04-02', basis: '6:119a-2' });
    expect(defaultSince(request({ debtorKind: 'company', invoiceReceivedOn: '2026-01-02' }))).toMatchObject({
      since: '2026-11-02',
      basis: '6:83a',
    });
  });

  it('names the culprit', () => {
    expect(() => defaultSince(request({ dueDate: 'x' }))).toThrow(new InvalidDate('dueDate', 'x'));
    expect(() => defaultSince(request({ debtorKind: 'company', termBasis: 'none', invoiceReceivedOn: 'y' }))).toThrow(
      new InvalidDate('invoiceReceivedOn', 'y'),
    );
    expect(() => defaultSince(request({ noticeOfDefault: notice('z') }))).toThrow(new InvalidDate('noticeOfDefault.lastDay', 'z'));
  });
});

describe('use', () => {
  it('is in default from its first day on', () => {
    const state = defaultSince(request());
    expect([isInDefault(state, '2026-11-01'), isInDefault(state, '2026-11-02'), isInDefault(null, '2026-11-02')]).toEqual([
      false,
      true,
      false,
    ]);
    expect(() => isInDefault(state, 'x')).toThrow(new InvalidDate('on', 'x'));
  });

  it('treats an unknown debtor as a consumer', () => {
    expect(debtorKinds.filter(isConsumer)).toEqual(['consumer', 'unknown']);
  });

  it.each<[DebtorKind, string, string]>([
    ['consumer', '2026-11-01', 'notice-of-default'],
    ['consumer', '2026-11-02', 'fourteen-day-letter'],
    ['unknown', '2026-11-02', 'fourteen-day-letter'],
    ['company', '2026-11-02', 'demand'],
    ['natural_business', '2026-11-02', 'demand'],
    ['government', '2026-11-02', 'demand'],
    ['company', '2026-11-01', 'notice-of-default'],
  ])('%s on %s gets a %s', (kind, on, expected) => {
    expect(formalNoticeFor(kind, defaultSince(request({ debtorKind: kind })), on)).toBe(expected);
  });

  const anyDay = fc.integer({ min: toDay('2000-01-01'), max: toDay('2090-01-01') }).map(fromDay);
  const anyRequest = fc.record<DefaultRequest>({
    debtorKind: fc.constantFrom(...debtorKinds),
    termBasis: fc.constantFrom('agreed', 'unilateral', 'none'),
    dueDate: anyDay,
    invoiceReceivedOn: fc.option(anyDay),
  });

  test.prop([anyRequest, anyDay])('a notice of default never makes default later, and never before the day after it', (facts, lastDay) => {
    const without = defaultSince(facts);
    const withNotice = defaultSince({ ...facts, noticeOfDefault: notice(lastDay) });
    expect(withNotice).not.toBeNull();
    if (without) expect(withNotice && withNotice.since <= without.since).toBe(true);
    else expect(withNotice && withNotice.since > lastDay && withNotice.since > facts.dueDate).toBe(true);
    expect(defaultSince({ ...facts, noticeOfDefault: { valid: false } })).toEqual(without);
  });

  test.prop([anyRequest])('a later due date never brings default nearer', (facts) => {
    const [now, later] = [defaultSince(facts), defaultSince({ ...facts, dueDate: addDays(facts.dueDate, 1) })];
    expect(later === null).toBe(now === null);
    if (now && later) expect(later.since >= now.since).toBe(true);
  });
});
