/** `today` where the API is told a day: the day on the clock of whom it is about, which may be a test clock. */
import { z } from 'zod';
import { isIsoDate } from '#domain/calendar/iso-date.js';
import { localDate, parseInstant } from '#domain/calendar/zone.js';
import type { CliContext } from '../../frame/context.js';
import { segment } from './options.js';
import { invoicePath } from './references.js';
import { instantIn, parseDate } from './values.js';

const today = 'today';

/** A date that exists, or `today`: that word stays until {@link dayOf} knows whose day it is. */
export const parseDay = (text: string): string => (text === today ? text : parseDate(text));

type Api = Pick<CliContext, 'api'>;

const named = z.union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)]);
const subject = z.looseObject({ invoice: named.nullish(), debtor: named.nullish(), testClock: z.string().nullish() });
const planned = z.looseObject({ now: z.string() });
const clock = z.looseObject({ frozenTime: z.string() });

/** A moment as it was typed as an instant: a date is its beginning where the creditor lives, which asking for `path` tells. */
export async function instantOf({ api }: Api, moment: string, path: string): Promise<string> {
  if (isIsoDate(moment)) await api.get(path, { schema: z.unknown() });
  return instantIn(api.timeZone, moment);
}

const dayAt = ({ api }: Api, instant: string): string => localDate(parseInstant(instant) ?? Date.now(), api.timeZone);

/** Today on the clock of an invoice, as a person names it. @throws CliFailure when there is no such invoice */
export async function todayOfInvoice(context: Api, invoice: string): Promise<string> {
  const { now } = await context.api.get(await invoicePath(context, invoice, 'plan'), { schema: planned });
  return dayAt(context, now);
}

/** Today on a test clock; on none, by this machine's clock. */
async function todayOnClock(context: Api, id: string | null): Promise<string> {
  if (id === null) return localDate(Date.now(), context.api.timeZone);
  const { frozenTime } = await context.api.get(`/v1/test-clocks/${segment(id)}`, { schema: clock });
  return dayAt(context, frozenTime);
}

/** Today on the clock of whatever stands at a path of the API: a debtor, or what is his or about one of his invoices. */
async function todayAt(context: Api, path: string): Promise<string> {
  const { invoice, debtor, testClock } = await context.api.get(path, { schema: subject });
  if (invoice) return todayOfInvoice(context, invoice);
  if (debtor) return todayAt(context, `/v1/debtors/${segment(debtor)}`);
  return todayOnClock(context, testClock ?? null);
}

/** Whose day it is: an invoice's as a person names it, that of a test clock, or that of whatever stands at a path of the API. */
export type Whose = { readonly invoice: string } | { readonly clock: string | null } | { readonly path: string };

/** A day as it was typed, with `today` made the day of whom it is about. @throws CliFailure when there is nobody of that name */
export async function dayOf<Day extends string | undefined>(context: Api, day: Day, whose: Whose): Promise<Day | string> {
  if (day !== today) return day;
  if ('invoice' in whose) return todayOfInvoice(context, whose.invoice);
  return 'clock' in whose ? todayOnClock(context, whose.clock) : todayAt(context, whose.path);
}
