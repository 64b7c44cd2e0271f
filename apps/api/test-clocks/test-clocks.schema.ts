/** Bodies and answers of test clocks. */
import { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import type { ClockView } from '#database/queries/clock-views.js';
import { addDays, addMonths, dayToCivil, type IsoDate, isIsoDate, lastFactDate, toDay } from '#domain/calendar/iso-date.js';
import { fromLocal, type Instant, parseOffsetInstant, type TimeZone, toLocal, usualZone } from '#domain/calendar/zone.js';
import { idOut, publicId } from '../edge/ids.schema.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { line } from '../edge/text.schema.js';
import { invalidValue, type Problem } from '../http/problems.js';
import { instantOut, presentInstant, presentInstantOrNull } from '../edge/time.schema.js';

// A clock stands where every case has dates: the calendar begins in 1900, and what counts on from its end must have a date too.
const firstDate = '1900-01-02';
const earliest = fromLocal(firstDate, 0, usualZone);
const latest = fromLocal(addDays(lastFactDate, 1), 0, usualZone);
const outOfCalendar = `must lie between 1900-01-02 and ${lastFactDate}`;

/** An instant, or a date: then the beginning of that day where the creditor lives, see {@link instantOf}. */
type ClockMoment = { readonly at: Instant } | { readonly date: IsoDate };

/** The instant that was meant, on the clock of the creditor. */
export const instantOf = (moment: ClockMoment, zone: TimeZone): Instant => ('at' in moment ? moment.at : fromLocal(moment.date, 0, zone));

const moment = z
  .string()
  .max(40)
  .transform((text, context): ClockMoment => {
    if (isIsoDate(text) && text >= firstDate && text <= lastFactDate) return { date: text };
    const at = parseOffsetInstant(text);
    if (at !== null && at >= earliest && at < latest) return { at };
    context.addIssue(
      at === null && !isIsoDate(text)
        ? { code: 'custom', params: { code: 'not-an-instant' }, message: 'is neither an instant nor a date that exists' }
        : { code: 'custom', params: { code: 'out-of-calendar' }, message: outOfCalendar },
    );
    return z.NEVER;
  });

const duration = z
  .string()
  .max(40)
  .regex(
    /^P(?=\d|T\d)(?:\d{1,2}Y)?(?:\d{1,3}M)?(?:\d{1,3}W)?(?:\d{1,4}D)?(?:T(?=\d)(?:\d{1,4}H)?(?:\d{1,5}M)?)?$/,
    'must be a duration such as P30D or P2M',
  )
  .meta({ description: 'ISO 8601; months and days keep the time of day where the creditor lives.' });

/** `POST /v1/test-clocks`. */
export const createClockBody = z.strictObject({ frozenTime: moment, name: line(80).nullish() }).meta({ id: 'CreateTestClock' });
/** `POST /v1/test-clocks/{id}/advance`. */
export const advanceBody = z.union([z.strictObject({ to: moment }), z.strictObject({ by: duration })]).meta({ id: 'AdvanceTestClock' });
/** See {@link advanceBody}. */
export type AdvanceBody = z.output<typeof advanceBody>;
/** `{id}` of a clock. */
export const clockId = publicId('clock');
/** `GET /v1/test-clocks`. */
export const listClocksQuery = z.strictObject({ ...paging });

/** A test clock. */
export const clockOut = z
  .strictObject({
    object: z.literal('testClock'),
    id: idOut('clock'),
    name: z.string().nullable(),
    frozenTime: instantOut,
    status: z.enum(['ready', 'advancing', 'failed']),
    target: instantOut.nullable(),
    error: z.string().nullable(),
    createdAt: instantOut,
    deletesAfter: instantOut.nullable(),
  })
  .meta({ id: 'TestClock' });
/** See {@link clockOut}. */
export type ClockAnswer = z.output<typeof clockOut>;
/** A page of clocks. */
export const clockPage = pageOut(clockOut).meta({ id: 'TestClockList' });

/** A clock for an answer. */
export const presentClock = (view: ClockView): ClockAnswer => ({
  object: 'testClock',
  id: toPublicId('clock', view.id),
  name: view.name,
  frozenTime: presentInstant(view.now),
  status: clockOut.shape.status.parse(view.status),
  target: presentInstantOrNull(view.target),
  error: view.error,
  createdAt: presentInstant(view.created_at),
  deletesAfter: presentInstantOrNull(view.deletes_after),
});

const lastYear = dayToCivil(toDay(lastFactDate)).year + 1;
const tooFar = (): Problem => invalidValue('/by', 'out-of-calendar', `by: the clock ${outOfCalendar}`);
const part = (text: string, unit: string): number => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);

/**
 * Where an advance ends. Days and months are calendar days: at the change to summer time a day has 23 hours.
 * @throws Problem invalid-value for a duration that ends after the dates of cases
 */
export function targetOf(body: AdvanceBody, now: Instant, zone: TimeZone): Instant {
  if ('to' in body) return instantOf(body.to, zone);
  const [days = '', time = ''] = body.by.slice(1).split('T');
  const { date, minutes } = toLocal(now, zone);
  const months = 12 * part(days, 'Y') + part(days, 'M');
  if (dayToCivil(toDay(date)).year + months / 12 > lastYear) throw tooFar();
  const moved = addDays(addMonths(date, months), 7 * part(days, 'W') + part(days, 'D'));
  const withinMinute = ((now % 60_000) + 60_000) % 60_000;
  const target = fromLocal(moved, minutes, zone) + withinMinute + (60 * part(time, 'H') + part(time, 'M')) * 60_000;
  if (target >= latest) throw tooFar();
  return target;
}
