import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { InvalidDate, addDays, addMonths, fromDay, toDay } from '../calendar/iso-date.js';
import fixtures from './fixtures/limitations.json' with { type: 'json' };
import { type ClaimAct, type ClaimKind, type Interruption, alertMonths, claimKinds, hasLapsed, limitation } from './limitation.js';

const demand = (on: string): Interruption => ({ on, act: 'written-demand' });
const of = (claim: ClaimKind, dueDate: string, ...interruptions: Interruption[]) => limitation({ claim, dueDate, interruptions });
const kindOf = (text: string): ClaimKind => claimKinds.find((kind) => kind === text) ?? expect.fail(`unknown kind ${text}`);

describe('worked cases', () => {
  it.each(fixtures.cases)('$case: $kind due $due', ({ kind, due, demandedOn, runsFrom, lastDays, without, warnOn }) => {
    const answer = of(kindOf(kind), due, ...demandedOn.map(demand));
    expect([answer.lastDayWithoutInterruption, answer.lastDay]).toEqual(lastDays);
    expect(answer.runsFrom).toBe(runsFrom);
    expect(answer.ignored.map(({ on }) => on)).toEqual(without);
    expect(answer.alerts).toEqual(warnOn);
  });
});

describe('terms', () => {
  it.each([
    ['contract', '2030-11-20', '3:307 lid 1 BW'],
    ['consumer-goods', '2027-11-20', '7:28 BW'],
    ['periodic', '2030-11-20', '3:308 BW'],
    ['judgment', '2045-11-20', '3:324 lid 1 BW'],
    ['judgment-periodic', '2030-11-20', '3:324 lid 3 BW'],
  ] as const)('%s runs to %s (%s)', (claim, lastDay, article) => {
    expect(of(claim, '2025-11-20')).toEqual({
      runsFrom: '2025-11-21',
      lastDayWithoutInterruption: lastDay,
      lastDay,
      counted: [],
      ignored: [],
      alerts: alertMonths.map((months) => addMonths(lastDay, -months)),
      articles: [article],
    });
  });

  it('counts a term that starts on 29 February to the earlier day', () => {
    expect(of('contract', '2024-02-28').lastDay).toBe('2029-02-27');
    expect(of('consumer-goods', '2022-02-28').lastDay).toBe('2024-02-29');
  });

  it('says when a claim has lapsed', () => {
    expect([hasLapsed('2026-11-22', '2026-11-22'), hasLapsed('2026-11-22', '2026-11-23')]).toEqual([false, true]);
  });
});

describe('interruptions', () => {
  it.each([
    ['court-claim', '3:316 lid 1 BW'],
    ['written-demand', '3:317 lid 1 BW'],
    ['written-reservation', '3:317 lid 1 BW'],
    ['acknowledgement', '3:318 BW'],
  ] as const)('%s interrupts by %s', (act, article) => {
    const answer = of('contract', '2024-06-30', { on: '2026-01-15', act });
    expect(answer.lastDay).toBe('2031-01-15');
    expect(answer.counted).toEqual([{ on: '2026-01-15', act }]);
    expect(answer.articles).toEqual(['3:307 lid 1 BW', article, '3:319 BW']);
  });

  it.each([
    ['written-demand', '3:325 lid 2 sub a BW'],
    ['judgment-served', '3:325 lid 2 sub a BW'],
    ['acknowledgement', '3:325 lid 2 sub b BW'],
    ['execution', '3:325 lid 2 sub c BW'],
  ] as const)('%s interrupts a judgment by %s', (act, article) => {
    const answer = of('judgment', '2006-09-01', { on: '2026-06-01', act });
    expect(answer).toMatchObject({ lastDay: '2031-06-01', counted: [{ act }], ignored: [] });
    expect(answer.articles).toEqual(['3:324 lid 1 BW', article, '3:325 lid 1 BW', '3:319 BW']);
  });

  it.each(['written-reservation', 'court-claim', 'oral-demand', 'friendly-reminder'] as const)('%s does nothing for a judgment', (act) => {
    expect(of('judgment', '2006-09-01', { on: '2026-06-01', act })).toMatchObject({
      lastDay: '2026-09-01',
      counted: [],
      ignored: [{ on: '2026-06-01', act, reason: 'not-an-interruption' }],
      articles: ['3:324 lid 1 BW'],
    });
    expect(of('judgment-periodic', '2023-09-01', { on: '2026-06-01', act })).toMatchObject({ lastDay: '2028-09-01', counted: [] });
  });

  it('execution of which the debtor was not told does not interrupt', () => {
    expect(of('judgment', '2006-09-01', { on: '2026-06-01', act: 'execution', received: false })).toMatchObject({
      lastDay: '2026-09-01',
      ignored: [{ reason: 'not-received' }],
    });
  });

  it.each([
    [{ on: '2026-01-15', act: 'oral-demand' }, 'not-an-interruption'],
    [{ on: '2026-01-15', act: 'judgment-served' }, 'not-an-interruption'],
    [{ on: '2026-01-15', act: 'execution' }, 'not-an-interruption'],
    [{ on: '2026-01-15', act: 'friendly-reminder' }, 'not-an-interruption'],
    [{ on: '2026-01-15', act: 'written-demand', received: false }, 'not-received'],
    [{ on: '2024-06-30', act: 'written-demand' }, 'not-yet-running'],
    [{ on: '2029-07-01', act: 'written-demand' }, 'after-expiry'],
  ] as const)('%o is ignored: %s', (act, reason) => {
    expect(of('contract', '2024-06-30', act)).toMatchObject({
      lastDay: '2029-06-30',
      counted: [],
      ignored: [{ ...act, reason }],
      articles: ['3:307 lid 1 BW'],
    });
  });

  it('works on the first and on the last day, and when receipt is proven', () => {
    expect(of('consumer-goods', '2024-06-30', demand('2024-07-01')).lastDay).toBe('2026-07-01');
    expect(of('consumer-goods', '2024-06-30', { ...demand('2026-06-30'), received: true }).lastDay).toBe('2028-06-30');
  });

  it('takes acts in order of time, names each article once and lets one rescue the next', () => {
    const answer = of('consumer-goods', '2020-06-30', demand('2025-01-01'), demand('2021-05-01'), demand('2023-04-30'));
    expect(answer.counted.map(({ on }) => on)).toEqual(['2021-05-01', '2023-04-30', '2025-01-01']);
    expect(answer.lastDay).toBe('2027-01-01');
    expect(answer.articles).toEqual(['7:28 BW', '3:317 lid 1 BW', '3:319 BW']);
  });

  it('never ends a judgment before its twenty years, nor gives it twenty new ones', () => {
    expect(of('judgment', '2015-09-01', demand('2020-01-10')).lastDay).toBe('2035-09-01');
    expect(of('judgment', '2015-09-01', demand('2035-08-31')).lastDay).toBe('2040-08-31');
  });

  it('names the culprit', () => {
    expect(() => of('contract', '2026-02-30')).toThrow(new InvalidDate('dueDate', '2026-02-30'));
    expect(() => of('contract', '2026-02-28', demand('x'))).toThrow(new InvalidDate('interruptions', 'x'));
  });
});

const anyDue = fc.integer({ min: toDay('1990-01-01'), max: toDay('2060-12-31') });
const anyAct = fc.constantFrom<ClaimAct>(
  'court-claim',
  'written-demand',
  'written-reservation',
  'acknowledgement',
  'judgment-served',
  'execution',
  'oral-demand',
  'friendly-reminder',
);
const anyInterruptions = fc.array(fc.record({ after: fc.integer({ min: -500, max: 9000 }), act: anyAct, received: fc.boolean() }), {
  maxLength: 8,
});
const anyClaim = fc.constantFrom(...claimKinds);

describe('properties', () => {
  test.prop([anyClaim, anyDue, anyInterruptions, fc.integer({ min: -500, max: 9000 })])(
    'one more interruption never brings the end nearer',
    (claim, due, list, extra) => {
      const acts = list.map(({ after, act, received }) => ({ on: fromDay(due + after), act, received }));
      const before = of(claim, fromDay(due), ...acts);
      const after = of(claim, fromDay(due), ...acts, demand(fromDay(due + extra)));
      expect(after.lastDay >= before.lastDay).toBe(true);
      expect(before.lastDay >= before.lastDayWithoutInterruption).toBe(true);
    },
  );

  test.prop([anyClaim, anyDue, anyInterruptions])('order does not matter, nothing is lost, warnings come in time', (claim, due, list) => {
    const acts = list.map(({ after, act, received }) => ({ on: fromDay(due + after), act, received }));
    const answer = of(claim, fromDay(due), ...acts);
    expect(of(claim, fromDay(due), ...acts.toReversed()).lastDay).toBe(answer.lastDay);
    expect(answer.counted.length + answer.ignored.length).toBe(acts.length);
    expect(answer.alerts).toEqual(answer.alerts.toSorted());
    expect(answer.alerts.every((alert) => alert < answer.lastDay)).toBe(true);
    for (const { on } of answer.counted) expect(on > fromDay(due) && on <= answer.lastDay).toBe(true);
  });

  test.prop([anyClaim, anyDue])('a later due date never lapses earlier', (claim, due) => {
    const date = fromDay(due);
    expect(of(claim, addDays(date, 1)).lastDay >= of(claim, date).lastDay).toBe(true);
  });
});
