/** One rung considered: may it be taken, when, by which channel; or why not. */
import { type Day, toDay } from '../calendar/iso-date.js';
import type { Instant } from '../calendar/zone.js';
import { nextWorkingDayNumber } from '../calendar/working-days.js';
import { chooseChannel, chooseCopies } from './channel-choice.js';
import type { CompiledStep, OpenTimes } from './compile.js';
import { fitness } from './conditions.js';
import type { Channel, StepOverride } from './facts.js';
import type { StepRecord } from './history.js';
import { type Fit, fitInstant } from './instant-fit.js';
import { type GateAnswer, allowedCharges, legalGate, needsApproval } from './legal-gates.js';
import { instantOfDay, localDayAt, localMinuteAt } from './local-clock.js';
import type { PlannedStep, ReasonCode } from './plan.js';
import { type Situation, amountOn } from './situation.js';
import { type Footing, addMonthsToDay, afterGrace, anchorDay, spreadDay, triggerDay } from './step-date.js';

/** A rung to look at. */
export interface Rung {
  readonly step: CompiledStep;
  readonly occurrence: number;
  /** What was begun for this very occurrence: a failed message to be tried elsewhere, an approval that was given. */
  readonly begun: StepRecord | null;
  /** `run-now` of an operator. */
  readonly hurry: StepOverride | null;
  /** For a repetition: the day it falls due, whatever the trigger says. */
  readonly day: Day | null;
}

/** What is known about the rungs below. */
export interface Below {
  readonly footing: Footing | null;
  /** Day of the rung below, for a step that counts from it when nothing was ever taken. */
  readonly day: Day;
}

/** A rung that can be taken. `day` is the policy's day, before windows and caps. */
export interface Takeable {
  readonly verdict: 'step';
  readonly day: Day;
  readonly step: PlannedStep;
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  readonly gate: string | null;
}

/** A rung that stands in the way until news comes or an instant is reached. */
export interface Standing {
  readonly verdict: 'wait';
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  readonly until: Instant | null;
  readonly gate: string | null;
}

/** `skip`: never for this chase; `absent`: its event has not come about; `wait`: it stands in the way until news or an instant. */
export type Verdict =
  | Takeable
  | { readonly verdict: 'skip'; readonly reason: ReasonCode; readonly day: Day | null }
  | { readonly verdict: 'absent' }
  | Standing;

const skip = (reason: ReasonCode, day: Day | null): Verdict => ({ verdict: 'skip', reason, day });
const wait = (reason: ReasonCode, gate: string | null = null): Standing => ({ verdict: 'wait', reasons: [reason], until: null, gate });

/** The newest order an operator gave for a step; null when there is none. */
export function orderFor(key: string, { facts }: Situation): StepOverride | null {
  let newest: StepOverride | null = null;
  for (const order of facts.invoice.overrides) if (order.step === key && (!newest || order.at >= newest.at)) newest = order;
  return newest;
}

/** The day the rung falls due by its trigger, by its repetition or by an operator's order. */
function dueDay(rung: Rung, below: Below, situation: Situation): Day | null {
  if (rung.hurry) return localDayAt(rung.hurry.at, situation.policy.policy.timeZone);
  if (rung.day !== null) return rung.day;
  const day = triggerDay(rung.step.step.trigger, situation, below.day);
  return day === null ? null : spreadDay(rung.step, day, below.footing, situation);
}

/** A step that counts from something that has not come about. */
function unanchored({ step }: Rung, situation: Situation): Verdict {
  if (step.step.trigger.anchor !== 'noticeExpiry') return { verdict: 'absent' };
  return situation.history.unknown ? wait('outcome-unknown') : wait('legal-gate', 'no-valid-notice');
}

/** Reasons for which a step makes no sense (any more). */
function senseless(rung: Rung, day: Day, situation: Situation): ReasonCode | null {
  const { step, begun, hurry } = rung;
  const { timeZone, catchUp } = situation.policy.policy;
  const registered = localDayAt(situation.facts.invoice.registeredAt, timeZone);
  if (catchUp === 'skip' && !begun && !hurry && day <= registered) return 'before-adoption';
  if (!step.beforeDue) return null;
  const due = anchorDay(step.step.trigger, situation, day) ?? situation.dueDay;
  if (situation.today > due) return 'past-its-sense';
  return !begun && !hurry && day < registered ? 'before-adoption' : null;
}

/** What the step needs from the one before it. */
function unmet({ step, begun }: Rung, { history, policy }: Situation): ReasonCode | null {
  const { open } = history;
  const waits = open && (open.step.step.kind === 'call' ? 'awaiting-outcome' : 'awaiting-approval');
  // A step for certain outcomes of a task needs to know the outcome, whatever else it requires.
  if (waits && step.step.only?.outcome?.step === open.step.step.key) return waits;
  const requires = step.step.requires ?? 'sent';
  if (requires === 'any' || policy.policy.progress === 'independent') return null;
  if (waits) return waits;
  if (history.unknown) return 'outcome-unknown';
  const { top } = history;
  const undelivered = top && top.state === 'taken' && top.step.step.kind === 'message' && !top.delivered;
  return requires === 'delivered' && !begun && undelivered ? 'awaiting-delivery' : null;
}

interface Road {
  readonly channel: Channel | null;
  readonly copies: readonly Channel[];
  readonly times: OpenTimes;
}

/** How the step reaches the debtor; null when no channel is left. */
function roadOf({ step: { step }, begun, hurry }: Rung, { policy, facts: { debtor } }: Situation): Road | null {
  if (step.kind === 'message') {
    // An order given after the failure (the address was mended) may use the same channel again.
    const channel = chooseChannel(step, debtor, begun && (!hurry || hurry.at < begun.at) ? begun.failedOn : []);
    return channel && { channel, copies: chooseCopies(step, debtor, channel), times: policy.times[channel] };
  }
  if (step.kind !== 'call') return { channel: null, copies: [], times: policy.office };
  // Without a number the task is opened all the same: a person can find one.
  return debtor.reach.call === 'refused' ? null : { channel: 'call', copies: [], times: policy.times.call };
}

interface Bounds {
  readonly notBefore: Instant;
  readonly reasons: readonly ReasonCode[];
}

/** The latest of all lower bounds, and the codes of those that moved the step. */
function boundsOf(rung: Rung, day: Day, gate: GateAnswer, conditionDay: Day | null, situation: Situation): Bounds | null {
  const { timeZone } = situation.policy.policy;
  const reasons: ReasonCode[] = gate.reason ? [gate.reason] : [];
  let first = Math.max(day, conditionDay ?? day, gate.notBefore ?? day);
  const { minimumDaysAfterPrevious } = rung.step.step;
  const { lastDay } = situation.history;
  if (minimumDaysAfterPrevious !== undefined && lastDay !== null && !rung.hurry)
    first = Math.max(first, lastDay + minimumDaysAfterPrevious);
  if (!rung.hurry) first = Math.max(first, afterGrace(rung.step, day, situation));
  const order = rung.hurry ? null : orderFor(rung.step.step.key, situation);
  if (order?.act === 'postpone') {
    if (order.until === null) return null;
    const until = toDay(order.until);
    if (until > first) reasons.push('postponed');
    first = Math.max(first, until);
  }
  const notBefore = Math.max(instantOfDay(first, 0, timeZone), situation.now, situation.facts.invoice.registeredAt);
  return { notBefore, reasons };
}

function plannedStep(rung: Rung, fit: Fit, road: Road, asks: boolean, situation: Situation): PlannedStep {
  const { step } = rung.step;
  const { timeZone } = situation.policy.policy;
  const timed = step.deadlineDays !== undefined && (step.kind === 'call' || asks);
  return {
    key: step.key,
    occurrence: rung.occurrence,
    kind: step.kind,
    at: fit.at,
    channel: road.channel,
    alsoVia: road.copies,
    template: step.template ?? step.script ?? null,
    tone: step.tone ?? null,
    amount: amountOn(situation, localDayAt(fit.at, timeZone)),
    currency: situation.facts.invoice.currency,
    legal: step.legal ?? null,
    approval: asks ? 'required' : 'none',
    charges: allowedCharges(step, situation),
    deadline: timed
      ? instantOfDay(localDayAt(fit.at, timeZone) + (step.deadlineDays ?? 0), localMinuteAt(fit.at, timeZone), timeZone)
      : null,
  };
}

/** Gates, bounds and fit of a rung whose day is known and that is meant for this debtor. */
function schedule(rung: Rung, day: Day, conditionDay: Day | null, situation: Situation): Verdict {
  const { step } = rung.step;
  const missing = unmet(rung, situation);
  if (missing) return { ...wait(missing), until: situation.history.open?.deadline ?? null };
  const road = roadOf(rung, situation);
  // A formal notice that cannot be brought to the debtor waits for a person: without it nothing after it is fair.
  if (!road) return step.legal ? wait('no-channel') : skip('no-channel', day);
  const gate = legalGate(step, situation);
  if (gate.blocked) return wait(gate.reason ?? 'legal-gate', gate.why);
  const bounds = boundsOf(rung, day, gate, conditionDay, situation);
  if (!bounds) return wait('postponed');
  const asks = rung.begun?.state !== 'approved' && needsApproval(step, situation, gate);
  const inHouse = asks || road.channel === null;
  const fit = fitInstant(
    {
      times: inHouse ? situation.policy.office : road.times,
      notBefore: bounds.notBefore,
      seed: situation.facts.invoice.id,
      contacts: inHouse ? null : situation.facts.debtor.contacts,
      hurried: rung.hurry !== null,
    },
    situation.policy,
  );
  if (!fit) return wait('run-day');
  const reasons = [...bounds.reasons, ...fit.moved];
  return {
    verdict: 'step',
    day,
    step: plannedStep(rung, fit, road, asks, situation),
    reasons: [rung.hurry ? 'run-now' : 'due-by-policy', ...reasons],
    gate: gate.why,
  };
}

/** The first day on which the step would come too late, whatever holds it up now; null when it never does. */
function lapseDay({ step, beforeDue }: CompiledStep, day: Day, situation: Situation): Day | null {
  const due = beforeDue ? anchorDay(step.trigger, situation, day) : null;
  const latest = step.only?.daysOverdue?.to;
  const overdue = latest === undefined ? null : situation.dueDay + latest;
  const last = Math.min(due ?? Infinity, overdue ?? Infinity);
  return last === Infinity ? null : last + 1;
}

/** The rung that goes on with what was begun: the next channel after a failure, the step after its approval, a draft made anew. */
export function resumed(record: StepRecord, hurry: StepOverride | null): Rung | null {
  const { step, occurrence, state } = record;
  if (state === 'failed' || state === 'approved') return { step, occurrence, begun: record, hurry, day: null };
  return state === 'stale' ? { step, occurrence: occurrence + 1, begun: null, hurry, day: null } : null;
}

/** The next repetition of a step that was taken, if its policy wants one. */
export function repeated({ step, state, occurrence, at }: StepRecord, { policy: { policy } }: Situation): Rung | null {
  const { repeat } = step.step;
  if (!repeat || state !== 'taken' || (repeat.max !== undefined && occurrence >= repeat.max)) return null;
  const last = localDayAt(at, policy.timeZone);
  const day = nextWorkingDayNumber(addMonthsToDay(last, repeat.everyMonths ?? 0) + (repeat.everyDays ?? 0), policy.calendar);
  return { step, occurrence: occurrence + 1, begun: null, hurry: null, day };
}

/** Considers a rung. A rung that waits for news is looked at again when it would come too late. */
export function consider(rung: Rung, below: Below, situation: Situation): Verdict {
  const verdict = weigh(rung, below, situation);
  if (verdict.verdict !== 'wait') return verdict;
  const lapse = lapseDay(rung.step, below.day, situation);
  if (lapse === null) return verdict;
  const late = instantOfDay(lapse, 0, situation.policy.policy.timeZone);
  return verdict.until === null || late < verdict.until ? { ...verdict, until: late } : verdict;
}

function weigh(rung: Rung, below: Below, situation: Situation): Verdict {
  const { step } = rung.step;
  const day = dueDay(rung, below, situation);
  if (day === null) return unanchored(rung, situation);
  if (!rung.hurry && orderFor(step.key, situation)?.act === 'skip') return skip('skipped-by-operator', day);
  const fits = fitness(step, day, situation);
  if (!fits.fits) return step.unfit === 'wait' ? wait('not-for-this-debtor') : skip('not-for-this-debtor', day);
  const pointless = senseless(rung, day, situation);
  if (pointless) return skip(pointless, day);
  const answer = schedule(rung, day, fits.notBefore, situation);
  if (answer.verdict !== 'step') return answer;
  const fitted = localDayAt(answer.step.at, situation.policy.policy.timeZone);
  if (rung.step.beforeDue && fitted > (anchorDay(step.trigger, situation, day) ?? situation.dueDay)) return skip('past-its-sense', day);
  return step.only?.daysOverdue && !fitness(step, fitted, situation).fits ? skip('past-its-sense', day) : answer;
}
