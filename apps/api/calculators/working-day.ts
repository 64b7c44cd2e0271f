/** Calculator: working days and legal terms (Algemene termijnenwet), and bank days. */
import { z } from 'zod';
import { addDays } from '#domain/calendar/iso-date.js';
import { knownDay, legalTerm } from '#domain/calendar/legal-term.js';
import { holidayName, isWorkingDay, nextWorkingDay } from '#domain/calendar/working-days.js';
import { dateOut, isoDate } from '../edge/time.schema.js';
import { articlesOut } from './calculator.schema.js';
import { calculate } from './calculate.js';

/** `POST /v1/calculators/working-day`. */
export const workingDayBody = z
  .strictObject({
    date: isoDate,
    calendar: z.enum(['nl-legal', 'target']),
    termDays: z
      .int()
      .max(36_600)
      .optional()
      .meta({ description: 'A statutory term of so many days from the date; in target the first bank day after it.' }),
  })
  .meta({ id: 'WorkingDayRequest' });

/** Its answer. `next` is the date itself when it is a working day. */
export const workingDayOut = z
  .strictObject({
    isWorkingDay: z.boolean(),
    holiday: z.string().nullable(),
    next: dateOut,
    termEnds: dateOut.optional(),
    articles: articlesOut,
  })
  .meta({ id: 'WorkingDay' });

type Body = z.output<typeof workingDayBody>;

function termOf({ date, calendar, termDays }: Body): { readonly termEnds?: string; readonly articles: readonly string[] } {
  const own = calendar === 'nl-legal' ? ['ATW 3'] : [];
  if (termDays === undefined) return { articles: own };
  const term = legalTerm({
    from: date,
    length: { count: termDays, unit: 'days' },
    setBy: calendar === 'nl-legal' ? 'statute' : 'contract',
  });
  if (calendar === 'nl-legal') return { termEnds: term.lastDay, articles: [...own, ...term.articles] };
  return { termEnds: nextWorkingDay(addDays(date, termDays), calendar), articles: own };
}

/** Reckons. */
export const calculateWorkingDay = (body: Body): z.output<typeof workingDayOut> =>
  calculate({ fields: ['date', 'termDays'], renamed: [[/^length\/count$/, 'termDays']] }, () => {
    const { date, calendar } = body;
    knownDay(date, 'date');
    const { articles, ...term } = termOf(body);
    return {
      isWorkingDay: isWorkingDay(date, calendar),
      holiday: holidayName(date, calendar),
      next: nextWorkingDay(date, calendar),
      ...term,
      articles: [...articles],
    };
  });
