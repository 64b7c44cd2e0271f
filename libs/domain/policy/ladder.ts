/** Rule 2: the earliest step that is due and not yet taken, in order. */
import { type Day, toDay } from '../calendar/iso-date.js';
import { nextWorkingDayNumber } from '../calendar/working-days.js';
import type { CompiledStep } from './compile.js';
import type { StepOverride } from './facts.js';
import { type StepRecord, isReal } from './history.js';
import { localDayAt } from './local-clock.js';
import type { ReasonCode, SkippedStep } from './plan.js';
import { type Below, type Rung, type Takeable, type Verdict, consider, orderFor } from './rung.js';
import type { Situation } from './situation.js';
import { type Footing, anchorDay } from './step-date.js';
import type { Standstill } from './stops.js';

/** What the ladder answers: the next step, or why there is none; and the rungs left out on the way. */
export interface Climb {
  readonly next: Takeable | (Standstill & { readonly verdict: 'wait'; readonly gate: string | null });
  readonly skipped: readonly SkippedStep[];
}

type Wait = Exclude<Climb['next'], Takeable>;
const noStepLeft = (reason: ReasonCode): Wait => ({ verdict: 'wait', reasons: [reason], until: null, gate: null });

/** Index of the step at which an earlier chase left off, -1 when there was none or the policy does not know it. */
function adoptedIndex({ policy, facts: { invoice } }: Situation): number {
  return invoice.adopted?.lastStep ? (policy.indexOf.get(invoice.adopted.lastStep) ?? -1) : -1;
}

/** The rung that was really taken last, here or elsewhere. */
function footingOf(situation: Situation): Footing | null {
  const { records } = situation.history;
  const adopted = adoptedIndex(situation);
  for (let index = records.length - 1; index > adopted; index -= 1) {
    const record = records[index];
    if (record && !record.step.onEvent && isReal(record))
      return { step: record.step, day: localDayAt(record.at, situation.policy.policy.timeZone) };
  }
  const step = situation.policy.steps[adopted];
  const { adopted: taken } = situation.facts.invoice;
  return step && taken ? { step, day: toDay(taken.at) } : null;
}

/** An order to take a step now that has not been carried out. */
function hurryFor({ step, index }: CompiledStep, situation: Situation): StepOverride | null {
  const order = orderFor(step.key, situation);
  if (order?.act !== 'run-now') return null;
  const record = situation.history.records[index];
  return record && record.state !== 'failed' && record.state !== 'approved' ? null : order;
}

/** Index of the farthest rung above `from` that an operator wants now; -1 when there is none. */
function hurriedIndex(from: number, situation: Situation): number {
  if (situation.facts.invoice.overrides.length === 0) return -1;
  for (let index = situation.policy.steps.length - 1; index >= from; index -= 1) {
    const step = situation.policy.steps[index];
    if (step && !step.onEvent && hurryFor(step, situation)) return index;
  }
  return -1;
}

/** Which rungs are jumped over, and under which name: a rung is when the one above it has fallen due by the day that `by` tells. */
interface Jump {
  readonly reason: ReasonCode;
  readonly by: (lower: Takeable) => Day;
}

function jumpOf({ policy: { policy }, facts: { invoice }, history }: Situation): Jump | null {
  if (invoice.adopted && !invoice.adopted.lastStep && !history.top) {
    const day = toDay(invoice.adopted.at);
    return { reason: 'before-adoption', by: () => day };
  }
  if (policy.catchUp !== 'latest') return null;
  // By the day on which the lower one could leave, not by today: asked again on that day, the answer must be the same.
  return { reason: 'overtaken', by: ({ step }) => localDayAt(step.at, policy.timeZone) };
}

/** Nothing jumps over a formal notice, and no jump ends on a handover: fair warning comes first. */
const mayJump = (from: Takeable, to: Takeable): boolean => from.step.legal === null && to.step.kind !== 'handover';

/** A step, unless something above it that stands still has to be looked at again before the step's instant. */
const firstOf = (step: Takeable, wait: Wait): Takeable | Wait => (wait.until !== null && wait.until < step.step.at ? wait : step);

class Walk {
  readonly skipped: SkippedStep[] = [];
  private readonly footing: Footing | null;
  private previous: Day;

  constructor(private readonly situation: Situation) {
    this.footing = footingOf(situation);
    this.previous = this.footing?.day ?? localDayAt(situation.facts.invoice.registeredAt, situation.policy.policy.timeZone);
  }

  private get below(): Below {
    return { footing: this.footing, day: this.previous };
  }

  leaveOut(key: string, occurrence: number, reason: ReasonCode): void {
    this.skipped.push({ key, occurrence, reason });
  }

  consider(rung: Rung): Verdict {
    const verdict = consider(rung, this.below, this.situation);
    if (verdict.verdict === 'skip') {
      this.leaveOut(rung.step.step.key, rung.occurrence, verdict.reason);
      if (verdict.day !== null) this.previous = verdict.day;
    }
    return verdict;
  }

  /** The first rung from `from` on that is neither left out nor absent; null when there is none. */
  upFrom(from: number): Takeable | Wait | null {
    const { steps } = this.situation.policy;
    const hurried = hurriedIndex(from, this.situation);
    const jump = hurried < 0 ? jumpOf(this.situation) : null;
    let best: Takeable | null = null;
    // A rung without a run day left is jumped over like one that is late, when the chase may jump at all.
    let stuck: Wait | null = null;
    for (let index = from; index < steps.length; index += 1) {
      const step = steps[index];
      if (!step || step.onEvent) continue;
      if (index < hurried) {
        this.leaveOut(step.step.key, 1, 'skipped-by-operator');
        continue;
      }
      const hurry = index === hurried ? hurryFor(step, this.situation) : null;
      const verdict = this.consider({ step, occurrence: 1, begun: null, hurry, day: null });
      if (verdict.verdict === 'skip' || verdict.verdict === 'absent') continue;
      if (!best && jump && verdict.verdict === 'wait' && verdict.reasons[0] === 'run-day' && !step.step.legal) {
        stuck ??= verdict;
        continue;
      }
      if (best && jump) {
        if (verdict.verdict === 'wait') return firstOf(best, verdict);
        if (verdict.day > jump.by(best) || !mayJump(best, verdict)) return best;
        this.leaveOut(best.step.key, best.step.occurrence, jump.reason);
      }
      if (verdict.verdict === 'wait' || !jump) return verdict;
      best = verdict;
      this.previous = verdict.day;
    }
    return best ?? stuck;
  }
}

/** The next repetition of the rung we stand on, if its policy wants one. */
function repetition({ step, state, occurrence, at }: StepRecord, situation: Situation): Rung | null {
  const { repeat } = step.step;
  if (!repeat || state !== 'taken' || (repeat.max !== undefined && occurrence >= repeat.max)) return null;
  const { timeZone, calendar } = situation.policy.policy;
  const day = nextWorkingDayNumber(localDayAt(at, timeZone) + repeat.everyDays, calendar);
  return { step, occurrence: occurrence + 1, begun: null, hurry: null, day };
}

/** Where the ladder goes on after the rung we stand on. */
function indexAfter({ step, timedOut }: StepRecord, situation: Situation): number {
  const target = timedOut && step.step.onTimeout ? situation.policy.indexOf.get(step.step.onTimeout.goto) : undefined;
  return target !== undefined && target > step.index ? target : step.index + 1;
}

function afterTop(top: StepRecord, walk: Walk, situation: Situation): Takeable | Wait | null {
  if (top.state === 'failed' || top.state === 'approved') {
    const again = walk.consider({
      step: top.step,
      occurrence: top.occurrence,
      begun: top,
      hurry: hurryFor(top.step, situation),
      day: null,
    });
    if (again.verdict === 'step' || again.verdict === 'wait') return again;
  }
  const rung = repetition(top, situation);
  const repeated = rung && walk.consider(rung);
  const next = walk.upFrom(indexAfter(top, situation));
  if (repeated?.verdict !== 'step') return next ?? (repeated?.verdict === 'wait' ? repeated : null);
  if (next?.verdict !== 'step') return next ? firstOf(repeated, next) : repeated;
  const bounded = top.step.step.repeat?.max !== undefined;
  return next.day < repeated.day || (next.day === repeated.day && !bounded) ? next : repeated;
}

/** Steps on events that have come about since they were last taken. */
function onEvents(walk: Walk, situation: Situation): Takeable | null {
  let earliest: Takeable | null = null;
  for (const step of situation.policy.steps) {
    if (!step.onEvent) continue;
    const record = situation.history.records[step.index];
    const day = anchorDay(step.step.trigger, situation, situation.today);
    const { timeZone } = situation.policy.policy;
    const retry = record?.state === 'failed' || record?.state === 'approved';
    if (record && !retry && (day === null || localDayAt(record.at, timeZone) >= day)) continue;
    const occurrence = record ? record.occurrence + (retry ? 0 : 1) : 1;
    const verdict = walk.consider({ step, occurrence, begun: retry ? record : null, hurry: hurryFor(step, situation), day: null });
    if (verdict.verdict === 'step' && (!earliest || verdict.step.at < earliest.step.at)) earliest = verdict;
  }
  return earliest;
}

/** Finds the next step of the ladder. */
export function climb(situation: Situation): Climb {
  const walk = new Walk(situation);
  const { top, unknown } = situation.history;
  const adopted = adoptedIndex(situation);
  let next: Takeable | Wait | null;
  if (top && top.step.index > adopted) {
    next = afterTop(top, walk, situation);
  } else {
    for (const { step } of situation.policy.steps.slice(0, adopted + 1)) walk.leaveOut(step.key, 1, 'before-adoption');
    next = walk.upFrom(adopted + 1);
  }
  const event = situation.policy.hasEvents ? onEvents(walk, situation) : null;
  if (event && next?.verdict === 'wait') next = firstOf(event, next);
  else if (event && (!next || (next.verdict === 'step' && event.step.at <= next.step.at))) next = event;
  return { next: next ?? noStepLeft(unknown ? 'outcome-unknown' : 'no-step-left'), skipped: walk.skipped };
}
