/** Legal dates (`YYYY-MM-DD`) and instants (RFC 3339, UTC) at the edge. */
import { z } from 'zod';
import { isFactDate, isIsoDate, lastFactDate } from '#domain/calendar/iso-date.js';
import { formatInstant, parseOffsetInstant } from '#domain/calendar/zone.js';

/** A calendar date that exists, 1900 to 2199. */
export const isoDate = z
  .string()
  .max(10, 'must be a date written YYYY-MM-DD')
  .refine(isIsoDate, { error: 'is not a date that exists (YYYY-MM-DD, 1900 to 2199)', params: { code: 'not-a-date' } })
  .meta({ format: 'date' });

/** A date of a case: an appointment, a due date, a day of payment. What counts on from it must have a date of its own. */
export const caseDate = isoDate
  .refine((text) => !isIsoDate(text) || isFactDate(text), { error: `lies after ${lastFactDate}`, params: { code: 'too-far-ahead' } })
  .meta({ format: 'date' });

/** An instant, in UTC or with an offset, no later than the dates of cases, as epoch milliseconds inside. */
export const instant = z
  .string()
  .max(40, 'must be an instant written YYYY-MM-DDTHH:MM:SSZ')
  .transform((text, context) => {
    const at = parseOffsetInstant(text);
    if (at !== null && isFactDate(formatInstant(at).slice(0, 10))) return at;
    context.addIssue(
      at === null
        ? {
            code: 'custom',
            params: { code: 'not-an-instant' },
            message: 'is not an instant (YYYY-MM-DDTHH:MM:SSZ, or with an offset such as +01:00)',
          }
        : { code: 'custom', params: { code: 'too-far-ahead' }, message: `lies after ${lastFactDate}` },
    );
    return z.NEVER;
  })
  .meta({ format: 'date-time' });

/** A date in an answer. */
export const dateOut = z.string().meta({ format: 'date' });
/** An instant in an answer. */
export const instantOut = z.string().meta({ format: 'date-time' });

/** A column of type timestamptz for an answer. */
export const presentInstant = (at: Date): string => at.toISOString();
/** The same, null kept. */
export const presentInstantOrNull = (at: Date | null): string | null => (at === null ? null : at.toISOString());
