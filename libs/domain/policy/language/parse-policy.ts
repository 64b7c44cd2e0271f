/** A policy as JSON, in and out. Amounts are whole numbers of minor units; what is left out of the JSON gets the default of the language. */
import { calendarNames } from '../../calendar/working-days.js';
import { timeZoneNames, usualZone } from '../../calendar/zone.js';
import { parseWeekdays, parseWindows, weekdayNames } from './compile.js';
import { type Channel, channels } from '../facts/facts.js';
import { currency, currencyKeys, slug, step } from './parse-step.js';
import type { Policy } from './policy.js';
import {
  flag,
  type Finding,
  Fields,
  type Place,
  type Reader,
  amount,
  date,
  integer,
  listOf,
  note,
  oneOf,
  recordOf,
  text,
  understood,
} from './shape.js';

/** A policy, or everything that is wrong with it. */
export type ParsedPolicy = { readonly policy: Policy } | { readonly findings: readonly Finding[] };

const monthDay: Reader<number | 'last'> = (value, place) => (value === 'last' ? 'last' : integer(1, 31)(value, place));

const runDayForms = 'must be "daily" or an object with exactly one of weekdays, monthDays, dates';

const runDays: Reader<Policy['runDays']> = (value, place) => {
  if (value === 'daily') return 'daily';
  if (typeof value !== 'object') {
    note(place, 'not-one-of', runDayForms);
    return 'daily';
  }
  const fields = new Fields(value, place);
  const weekdays = fields.optional('weekdays', listOf(oneOf(weekdayNames), 1, 7));
  const monthDays = fields.optional('monthDays', listOf(monthDay, 1, 32));
  const dates = fields.optional('dates', listOf(date, 1, 1000));
  fields.end();
  const [only, ...more] = [weekdays && { weekdays }, monthDays && { monthDays }, dates && { dates }].filter((days) => days !== undefined);
  if (only && more.length === 0) return only;
  note(place, 'not-one-of', runDayForms);
  return 'daily';
};

/** Texts by channel. */
const byChannel =
  (parse: (value: string) => unknown, what: string): Reader<Readonly<Partial<Record<Channel, string>>>> =>
  (value, place) => {
    const fields = new Fields(value, place);
    const times: Partial<Record<Channel, string>> = {};
    for (const channel of channels) {
      const given = fields.optional(channel, understood(parse, what));
      if (given !== undefined) times[channel] = given;
    }
    fields.end();
    return times;
  };

const contactCap: Reader<Policy['contactCap']> = (value, place) => {
  const fields = new Fields(value, place);
  const cap = { perDay: fields.required('perDay', integer(1, 10)), perWeek: fields.required('perWeek', integer(1, 50)) };
  fields.end();
  return cap;
};

/** What a policy may leave out altogether. */
function manners(fields: Fields): Partial<Policy> {
  const progress = fields.optional('progress', oneOf(['ladder', 'independent', 'highest']));
  // Of an older language, and still in published versions: true is what holds, false never was possible and is refused at publishing.
  fields.optional('perCurrency', flag);
  const counts = fields.optional('counts', oneOf(['open', 'overdue']));
  const sending = fields.optional('sending', oneOf(['automatic', 'by-hand']));
  const unsent = fields.optional('unsent', oneOf(['blocks', 'repeats']));
  const stated = fields.optional('currency', currency);
  return {
    ...(progress && { progress }),
    ...(counts && { counts }),
    ...(sending && { sending }),
    ...(unsent && { unsent }),
    ...(stated !== undefined && { currency: stated }),
  };
}

function read(json: unknown, place: Place): Policy {
  const fields = new Fields(json, place);
  const policy: Policy = {
    key: fields.required('key', slug),
    name: fields.required('name', text(/^\S(.{0,78}\S)?$/su, 'a name of at most 80 characters')),
    scope: fields.otherwise('scope', oneOf(['invoice', 'debtor']), 'invoice'),
    timeZone: fields.otherwise('timeZone', oneOf(timeZoneNames), usualZone),
    calendar: fields.otherwise('calendar', oneOf(calendarNames), 'nl-legal'),
    runDays: fields.otherwise('runDays', runDays, 'daily'),
    sendingWindows: fields.otherwise('sendingWindows', byChannel(parseWindows, 'times such as "09:00-12:00,13:30-17:30"'), {}),
    weekdays: fields.otherwise('weekdays', byChannel(parseWeekdays, 'weekdays such as "mon-fri" or "mon,wed"'), {}),
    jitterMinutes: fields.otherwise('jitterMinutes', integer(0, 600), 45),
    contactCap: fields.otherwise('contactCap', contactCap, { perDay: 1, perWeek: 3 }),
    minimumDaysBetweenContacts: fields.otherwise('minimumDaysBetweenContacts', integer(0, 90), 3),
    merge: fields.otherwise('merge', oneOf(['day', 'none']), 'day'),
    minimumOpenAmount: fields.otherwise('minimumOpenAmount', recordOf(currencyKeys, 'a currency code', amount), {}),
    graceDays: fields.otherwise('graceDays', integer(0, 365), 0),
    catchUp: fields.otherwise('catchUp', oneOf(['one-step', 'every-run', 'latest', 'skip']), 'one-step'),
    ...manners(fields),
    steps: fields.required('steps', listOf(step, 0, 60)),
  };
  fields.end();
  return policy;
}

/** Reads a policy from JSON; nothing is guessed: unknown fields, wrong types and values out of bounds are findings. */
export function parsePolicy(json: unknown): ParsedPolicy {
  const findings: Finding[] = [];
  const policy = read(json, { pointer: '', findings });
  return findings.length === 0 ? { policy } : { findings };
}

/** JSON without surprises. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

function plain(value: unknown): Json {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, entry]) => entry !== undefined)
        .map(([key, entry]) => [key, plain(entry)]),
    );
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** The policy as JSON; `parsePolicy` reads it back as the same policy. */
export const policyToJson = (policy: Policy): Json => plain(policy);
