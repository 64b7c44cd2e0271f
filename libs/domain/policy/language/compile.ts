/** A policy made ready for many decisions: texts of times and weekdays as numbers, steps by key. Done once per policy object. */
import { type Day, dayToCivil, daysInMonth, toDay, weekdayOf } from '../../calendar/iso-date.js';
import { DomainRefusal } from '../../money/refusals.js';
import type { Channel } from '../facts/facts.js';
import type { Anchor, Policy, Step } from './policy.js';

/** Minutes of the local day, `to` not included. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** When something may happen: windows in order, weekdays as bits (bit 1 is Monday). */
export interface OpenTimes {
  readonly windows: readonly TimeWindow[];
  readonly weekdays: number;
}

/** A step with what follows from its place and trigger. */
export interface CompiledStep {
  readonly step: Step;
  readonly index: number;
  /** Taken when something happens (a broken promise), outside the order of the ladder. */
  readonly onEvent: boolean;
  /** Counts from a due date, and makes no sense after it when it is to come before it. */
  readonly mayLapse: boolean;
  /** Rests on a formal notice: counts from its term, asks its costs or hands over. */
  readonly onNotice: boolean;
}

/** What {@link compile} gives. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly steps: readonly CompiledStep[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly times: Readonly<Record<Channel, OpenTimes>>;
  /** For what stays inside the creditor's company: approvals, handovers, notes. Hours of the e-mails, Monday to Friday unless there is no calendar. */
  readonly office: OpenTimes;
  readonly isRunDay: ((day: Day) => boolean) | null;
  /** Every step is a link of the ladder or an event: false when none is an event, which spares a search. */
  readonly hasEvents: boolean;
  /** Amounts depend on the day: only what is overdue counts. */
  readonly overdueOnly: boolean;
  /** Counts the work of its decisions; null when nobody counts. */
  readonly meter: Meter | null;
}

/** Counts work, see `work-budget.ts`. One unit is some 10 nanoseconds of a processor of today. */
export interface Meter {
  units: number;
}

const defaultWindows: Readonly<Record<Channel, string>> = {
  email: '08:00-18:00',
  sms: '09:00-18:00',
  whatsapp: '09:00-18:00',
  letter: '08:00-15:00',
  call: '09:00-17:30',
};
const defaultWeekdays = 'mon-sat';

/** Weekdays as a policy writes them, Monday first. */
export const weekdayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const windowShape = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]|24):([0-5]\d)$/;

/** Reads `09:00-12:00,13:30-17:30`; null when a part is no time, is empty or overlaps the one before. */
export function parseWindows(text: string): readonly TimeWindow[] | null {
  const windows: TimeWindow[] = [];
  for (const part of text.split(',')) {
    const match = windowShape.exec(part.trim());
    if (!match) return null;
    const from = Number(match[1]) * 60 + Number(match[2]);
    const to = Number(match[3]) * 60 + Number(match[4]);
    if (to <= from || to > 1440 || from < (windows.at(-1)?.to ?? 0)) return null;
    windows.push({ from, to });
  }
  return windows;
}

/** Reads `mon-fri` or `mon,wed,sat`; null when a name is unknown or a range runs backwards. */
export function parseWeekdays(text: string): number | null {
  let bits = 0;
  for (const part of text.split(',')) {
    const [first = '', last = first, ...more] = part.trim().split('-');
    const from = weekdayNames.findIndex((name) => name === first);
    const to = weekdayNames.findIndex((name) => name === last);
    if (from < 0 || to < from || more.length > 0) return null;
    for (let day = from; day <= to; day += 1) bits |= 2 << day;
  }
  return bits;
}

function refuse(argument: string, text: string): never {
  throw new DomainRefusal('invalid-policy', argument, `${argument}: "${text}" cannot be read`);
}

function timesOf(policy: Policy, channel: Channel): OpenTimes {
  const windowText = policy.sendingWindows[channel] ?? defaultWindows[channel];
  const weekdayText = policy.weekdays[channel] ?? defaultWeekdays;
  return {
    windows: parseWindows(windowText) ?? refuse(`sendingWindows.${channel}`, windowText),
    weekdays: parseWeekdays(weekdayText) ?? refuse(`weekdays.${channel}`, weekdayText),
  };
}

function runDayTest({ runDays }: Policy): ((day: Day) => boolean) | null {
  if (runDays === 'daily') return null;
  if ('weekdays' in runDays) {
    const bits = parseWeekdays(runDays.weekdays.join(',')) ?? refuse('runDays.weekdays', runDays.weekdays.join(','));
    return (day) => (bits & (1 << weekdayOf(day))) !== 0;
  }
  if ('dates' in runDays) {
    const days = new Set(runDays.dates.map((date) => toDay(date)));
    return (day) => days.has(day);
  }
  const wanted = new Set(runDays.monthDays);
  return (day) => {
    const { year, month, dayOfMonth } = dayToCivil(day);
    return wanted.has(dayOfMonth) || (wanted.has('last') && dayOfMonth === daysInMonth(year, month));
  };
}

const eventAnchors: ReadonlySet<Anchor> = new Set<Anchor>(['promiseBroken', 'planBroken']);
const dueAnchors: ReadonlySet<Anchor> = new Set<Anchor>(['dueDate', 'oldestOpenDueDate']);

const compileStep = (step: Step, index: number): CompiledStep => ({
  step,
  index,
  onEvent: eventAnchors.has(step.trigger.anchor),
  mayLapse: step.lapses !== false && dueAnchors.has(step.trigger.anchor),
  onNotice: step.trigger.anchor === 'noticeExpiry' || step.kind === 'handover' || step.charges?.collectionCosts === 'charge',
});

const compiled = new WeakMap<Policy, CompiledPolicy>();

/** The compiled form of a policy. @throws DomainRefusal when a time or weekday cannot be read, which `parsePolicy` has ruled out */
export function compile(policy: Policy): CompiledPolicy {
  const known = compiled.get(policy);
  if (known) return known;
  const steps = policy.steps.map(compileStep);

  const fresh: CompiledPolicy = {
    policy,
    steps,
    indexOf: new Map(steps.map(({ step, index }) => [step.key, index])),
    times: {
      email: timesOf(policy, 'email'),
      sms: timesOf(policy, 'sms'),
      whatsapp: timesOf(policy, 'whatsapp'),
      letter: timesOf(policy, 'letter'),
      call: timesOf(policy, 'call'),
    },
    office: { windows: timesOf(policy, 'email').windows, weekdays: parseWeekdays(policy.calendar === 'none' ? 'mon-sun' : 'mon-fri') ?? 0 },
    isRunDay: runDayTest(policy),
    overdueOnly: policy.counts === 'overdue',
    hasEvents: steps.some(({ onEvent }) => onEvent),
    meter: null,
  };
  compiled.set(policy, fresh);
  return fresh;
}

/** From now on this is the compiled form of a policy. */
export const compileWith = (policy: Policy, ready: CompiledPolicy): void => void compiled.set(policy, ready);
