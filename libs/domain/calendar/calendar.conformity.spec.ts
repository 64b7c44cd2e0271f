import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conformityTitle, conformityVectors } from '#testing/conformity-vectors.js';
import { decreeDays } from './decree-days.js';
import { addDays, toDay } from './iso-date.js';
import { extendTerm } from './legal-term.js';
import { addWorkingDays, holidayName, isContactDay, isWorkingDay, statutoryHolidayOfDay } from './working-days.js';

const shape = z.object({
  years: z.record(z.string(), z.array(z.object({ date: z.string(), name: z.string() }))),
  decree_days: z.array(z.string()),
  checks: z.array(
    z.object({
      id: z.string(),
      check: z.string(),
      date: z.string().default(''),
      year: z.number().default(0),
      name: z.string().default(''),
      n: z.number().default(0),
      expected: z.union([z.string(), z.boolean()]),
    }),
  ),
});
type Check = z.infer<typeof shape>['checks'][number];

const file = 'holidays.json';
const found = conformityVectors(file);
const datesOf = (year: string): string[] =>
  Array.from({ length: 366 }, (_, index) => addDays(`${year}-01-01`, index)).filter((date) => date.startsWith(year));

const answers: Readonly<Record<string, (check: Check) => unknown>> = {
  holiday_date: ({ year, name }) => datesOf(`${year}`).find((date) => holidayName(date, 'nl-legal') === name),
  is_holiday: ({ date }) => statutoryHolidayOfDay(toDay(date)) !== null,
  is_working_day: ({ date }) => isWorkingDay(date, 'nl-legal'),
  shift: ({ date }) => extendTerm(date),
  add_working_days: ({ date, n }) => addWorkingDays(date, n, 'nl-legal'),
  is_contact_day: ({ date }) => isContactDay(date, 'nl-legal'),
};

describe.skipIf(found === null)(conformityTitle(file), () => {
  it('gives the same holidays, decree days and answers', () => {
    const vectors = shape.parse(found);
    for (const [year, holidays] of Object.entries(vectors.years)) {
      const ours = datesOf(year).flatMap((date) => {
        const name = statutoryHolidayOfDay(toDay(date));
        return name === null ? [] : [{ date, name }];
      });
      expect(ours).toEqual(holidays);
    }
    expect(decreeDays.map(({ date }) => date)).toEqual(vectors.decree_days);
    expect(vectors.checks.length).toBeGreaterThan(0);
    for (const check of vectors.checks) expect(answers[check.check]?.(check), check.id).toEqual(check.expected);
  });
});
