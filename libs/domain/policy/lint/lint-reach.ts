/** Finds what can never happen under a policy: days that never come, conditions that never hold, steps that are never reached. */
import { type Day, type IsoDate, toDay } from '../../calendar/iso-date.js';
import { businessTermDays } from '../../notice/notice-term.js';
import { type CompiledPolicy, type OpenTimes, compile } from '../language/compile.js';
import { channelsOf } from '../situation/channel-choice.js';
import { type Channel, channels } from '../facts/facts.js';
import { closedDay } from '../timing/instant-fit.js';
import type { Policy, Step, Trigger } from '../language/policy.js';
import { plainDay } from '../timing/step-date.js';

/** Takes a finding: JSON pointer, stable code, one sentence. */
export type Report = (pointer: string, code: string, detail: string) => void;

/** A step and where it stands among its policy's. */
export interface Placed {
  readonly steps: readonly Step[];
  readonly index: number;
  readonly step: Step;
}

// Month lengths and holidays differ by year: four years contain every ordinary case.
const fourYears: readonly Day[] = Array.from({ length: 1461 }, (_, index) => toDay('2025-01-01') + index);

/** Whether a step counted from an anchor comes before another one from that anchor, whatever its date. */
export const alwaysBefore = (trigger: Trigger, other: Trigger): boolean =>
  fourYears.every((anchor) => plainDay(trigger, anchor) < plainDay(other, anchor));

const isBeforeAnchor = (trigger: Trigger): boolean => fourYears.every((anchor) => plainDay(trigger, anchor) < anchor);

/** The fewest days from the anchor to the step. */
const leastDays = (trigger: Trigger): number => Math.min(...fourYears.map((anchor) => plainDay(trigger, anchor) - anchor));

const wholeWeek: OpenTimes = { windows: [], weekdays: 0b1111_1110 };

/** The channels by which steps leave, and whether any step stays inside the creditor's company. */
function channelsUsed({ steps, sending }: Policy): { readonly used: readonly Channel[]; readonly office: boolean } {
  const used = new Set(steps.flatMap(channelsOf));
  const asks = ({ kind, approval = 'none' }: Step): boolean =>
    kind === 'handover' || kind === 'internal' || approval !== 'none' || (kind === 'message' && sending === 'by-hand');
  return { used: channels.filter((channel) => used.has(channel)), office: steps.some(asks) };
}

/** The days to check: at least one of them has to be open. Empty when there is nothing to check. */
function daysOf({ runDays, progress }: Policy, today: IsoDate | null, report: Report): readonly Day[] {
  if (runDays === 'daily' || !('dates' in runDays)) return progress === 'highest' ? [] : fourYears;
  const dates = runDays.dates.filter((date) => today === null || date >= today);
  if (dates.length === 0)
    report('/runDays/dates', 'never-runs', runDays.dates.length === 0 ? 'names no date' : 'every one of these dates has passed');
  return progress === 'highest' ? [] : dates.map((date) => toDay(date));
}

/** Checks that run days, calendar and weekdays leave at least one open day. Without `today`, past run dates count too. */
export function lintDays(policy: Policy, today: IsoDate | null, report: Report): void {
  const days = daysOf(policy, today, report);
  if (days.length === 0) return;
  const compiled: CompiledPolicy = compile(policy);
  const never = (times: OpenTimes): boolean => days.every((day) => closedDay(day, { times, urgent: false }, compiled) !== null);
  if (never(wholeWeek)) return report('/runDays', 'never-runs', 'the calendar leaves none of these days open');
  const { used, office } = channelsUsed(policy);
  for (const channel of used)
    if (never(compiled.times[channel]))
      report(
        policy.weekdays[channel] === undefined ? '/runDays' : `/weekdays/${channel}`,
        'never-runs',
        `run days, calendar and the weekdays of ${channel} never meet`,
      );
  if (office && never(compiled.office))
    report('/runDays', 'never-runs', 'approvals, handovers and notes need a day from Monday to Friday, which never comes');
}

const isEmptyRange = (range: { readonly from?: number | bigint; readonly to?: number | bigint } | undefined): boolean =>
  (range?.from ?? -Infinity) > (range?.to ?? Infinity);

/** Conditions that nobody can ever meet. */
export function lintCondition({ only, trigger }: Step, pointer: string, report: Report): void {
  if (!only) return;
  const ranges = [
    ['daysOverdue', only.daysOverdue],
    ['paymentScore', only.paymentScore],
    ['openInvoices', only.openInvoices],
    ...Object.entries(only.amount ?? {}).map(([currency, range]) => [`amount/${currency}`, range] as const),
  ] as const;
  const never = (field: string, detail: string): void =>
    report(`${pointer}/only/${field}`, 'unreachable', `${detail}: the step can never be taken`);
  for (const [name, range] of ranges) if (isEmptyRange(range)) never(name, 'from is greater than to');
  if (only.amount && Object.keys(only.amount).length === 0) never('amount', 'names no currency');
  if (only.openInvoices?.to === 0) never('openInvoices', 'counts the invoice itself, so there is always one');
  const last = only.daysOverdue?.to ?? Infinity;
  if (!isEmptyRange(only.daysOverdue) && trigger.anchor === 'dueDate' && leastDays(trigger) > last)
    never('daysOverdue', 'the trigger gives a later day than to');
}

/** Whether a chase surely ends with the step: nobody is asked, and it is for everybody. */
const endsChase = ({ kind, only, effect, approval = 'none' }: Step): boolean =>
  (kind === 'handover' || effect === 'write-off') && !only && approval === 'none';

const isNotice = ({ legal }: Step): boolean => legal === 'formal-notice';

const isOnEvent = ({ trigger: { anchor } }: Step): boolean => anchor === 'promiseBroken' || anchor === 'planBroken';

/** Checks for steps that are never reached, and for jumps that skip a formal notice which later steps need. */
export function lintReach({ steps, index, step }: Placed, { progress = 'ladder' }: Policy, report: Report): void {
  const pointer = `/steps/${index}`;
  const { legal, lapses, trigger } = step;
  if (legal && lapses !== false && trigger.anchor === 'dueDate' && isBeforeAnchor(trigger))
    report(
      `${pointer}/trigger/days`,
      'notice-before-due',
      'a formal notice before the due date is always left out: nobody is in default yet',
    );
  if (step.kind === 'handover' && step.repeat)
    report(`${pointer}/repeat`, 'unreachable', 'a handover ends the chase and cannot come again');
  const end = steps.slice(0, index).find(endsChase);
  if (end && progress === 'ladder' && !isOnEvent(step) && step.only?.outcome?.step !== end.key)
    report(pointer, 'unreachable', `the ${end.kind === 'handover' ? 'handover' : 'write-off'} "${end.key}" before it ends the chase`);
  const target = steps.findIndex(({ key }) => key === step.onTimeout?.goto);
  if (target === -1 || steps.slice(0, index + 1).some(isNotice) || !steps.slice(index + 1, target).some(isNotice)) return;
  const needsNotice = steps.slice(target).some(({ kind, trigger: { anchor }, charges }) => {
    return kind === 'handover' || anchor === 'noticeExpiry' || charges?.collectionCosts === 'charge';
  });
  if (needsNotice) report(`${pointer}/onTimeout/goto`, 'notice-jumped', 'jumps over the formal notice that the steps from there on need');
}

/** Whether a formal notice above can have run out when a step comes that counts from the previous or the first one. */
export function isAfterTerm(steps: readonly Step[], index: number): boolean {
  const notice = steps.slice(0, index).findLastIndex(isNotice);
  let days = 0;
  for (const { trigger, minimumDaysAfterPrevious = 0 } of steps.slice(notice + 1, index + 1).toReversed()) {
    const { anchor, days: own, months = 0 } = trigger;
    days += Math.max(own + 31 * months, minimumDaysAfterPrevious);
    if (anchor === 'firstStep') return steps.findIndex(isNotice) !== 0 || days > businessTermDays;
    if (anchor !== 'previousStep') return true;
  }
  return days > businessTermDays;
}
