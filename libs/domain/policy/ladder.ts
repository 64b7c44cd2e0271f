/** Rule 2: the earliest step that is due and not yet taken, in order. */
import { type Day, toDay } from '../calendar/iso-date.js';
import type { Instant } from '../calendar/zone.js';
import type { CompiledStep } from './compile.js';
import type { StepOverride } from './facts.js';
import { type StepRecord, isReal } from './history.js';
import { localDayAt } from './local-clock.js';
import type { ReasonCode, SkippedStep } from './plan.js';
import { consider, repeated, resumed } from './rung.js';
import type { Situation } from './situation.js';
import { type Footing, anchorDay } from './step-date.js';
import { type Below, type Rung, type Standing, type Takeable, type Verdict, orderFor } from './verdict.js';

/** What the ladder answers: the next step, or why there is none; and the rungs left out on the way. */
export interface Climb {
  readonly next: Takeable | Standing;
  readonly skipped: readonly SkippedStep[];
}

type Wait = Standing;
const noStepLeft = (reason: ReasonCode, until: Instant | null): Wait => ({ verdict: 'wait', reasons: [reason], until, gate: null });

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

/** Of two rungs of which one at least stands still: the step, or what has to be looked at before it; of two waits the shorter. */
function firstNews(a: Takeable | Wait, b: Takeable | Wait): Takeable | Wait {
  if (a.verdict === 'step') return b.verdict === 'wait' ? firstOf(a, b) : a;
  if (b.verdict === 'step') return firstOf(b, a);
  return (a.until ?? Infinity) < (b.until ?? Infinity) ? a : b;
}

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

/** Where the ladder goes on after the rung we stand on. */
function indexAfter({ step, timedOut }: StepRecord, situation: Situation): number {
  const target = timedOut && step.step.onTimeout ? situation.policy.indexOf.get(step.step.onTimeout.goto) : undefined;
  return target !== undefined && target > step.index ? target : step.index + 1;
}

function afterTop(top: StepRecord, walk: Walk, situation: Situation): Takeable | Wait | null {
  const begun = resumed(top, hurryFor(top.step, situation));
  const again = begun && walk.consider(begun);
  if (again?.verdict === 'step' || again?.verdict === 'wait') return again;
  const rung = repeated(top, situation);
  const repetition = rung && walk.consider(rung);
  const next = walk.upFrom(indexAfter(top, situation));
  if (repetition?.verdict !== 'step' && repetition?.verdict !== 'wait') return next;
  if (repetition.verdict === 'wait' || next?.verdict !== 'step') return next ? firstNews(repetition, next) : repetition;
  const bounded = top.step.step.repeat?.max !== undefined;
  return next.day < repetition.day || (next.day === repetition.day && !bounded) ? next : repetition;
}

/** The rung of a step that stands by itself: begun, repeated, or never taken; null when it is done. */
function standalone(step: CompiledStep, situation: Situation): Rung | null {
  const record = situation.history.records[step.index];
  if (!record) return { step, occurrence: 1, begun: null, hurry: hurryFor(step, situation), day: null };
  return resumed(record, hurryFor(step, situation)) ?? repeated(record, situation);
}

/** The rung of a step whose event has come about since it was last taken. */
function rungOnEvent(step: CompiledStep, situation: Situation): Rung | null {
  const record = situation.history.records[step.index];
  const rung = standalone(step, situation);
  if (rung || !record) return rung;
  const day = anchorDay(step.step.trigger, situation, situation.today);
  if (day === null || localDayAt(record.at, situation.policy.policy.timeZone) >= day) return null;
  return { step, occurrence: record.occurrence + 1, begun: null, hurry: null, day: null };
}

/** The earliest of several rungs that do not wait for each other; of those that stand still the one to look at first. */
function earliest(rungs: readonly (Rung | null)[], walk: Walk): Takeable | Wait | null {
  let step: Takeable | null = null;
  let wait: Wait | null = null;
  for (const rung of rungs) {
    const verdict = rung && walk.consider(rung);
    if (verdict?.verdict === 'step' && (!step || verdict.step.at < step.step.at)) step = verdict;
    if (verdict?.verdict === 'wait' && (!wait || (verdict.until ?? Infinity) < (wait.until ?? Infinity))) wait = verdict;
  }
  return step && wait ? firstOf(step, wait) : (step ?? wait);
}

/** The next step when every step stands by itself. */
export function climbFreely(situation: Situation): Climb {
  const walk = new Walk(situation);
  const adopted = adoptedIndex(situation);
  const own = situation.policy.steps.filter(({ index, onEvent }) => !onEvent && index > adopted);
  const onEvents = situation.policy.steps.filter(({ onEvent }) => onEvent);
  const rungs = [...own.map((step) => standalone(step, situation)), ...onEvents.map((step) => rungOnEvent(step, situation))];
  return { next: earliest(rungs, walk) ?? nothingLeft(situation), skipped: walk.skipped };
}

/** What is said when no rung is left: what we still wait for, or that the ladder ends here. */
function nothingLeft({ history: { open, unknown } }: Situation): Wait {
  if (open) return noStepLeft(open.step.step.kind === 'call' ? 'awaiting-outcome' : 'awaiting-approval', open.deadline);
  return noStepLeft(unknown ? 'outcome-unknown' : 'no-step-left', null);
}

/** Finds the next step of the ladder. */
export function climb(situation: Situation): Climb {
  const walk = new Walk(situation);
  const { top } = situation.history;
  const adopted = adoptedIndex(situation);
  let next: Takeable | Wait | null;
  if (top && top.step.index > adopted) {
    next = afterTop(top, walk, situation);
  } else {
    for (const { step } of situation.policy.steps.slice(0, adopted + 1)) walk.leaveOut(step.key, 1, 'before-adoption');
    next = walk.upFrom(adopted + 1);
  }
  const { hasEvents, steps } = situation.policy;
  const event = hasEvents
    ? earliest(
        steps.map((step) => (step.onEvent ? rungOnEvent(step, situation) : null)),
        walk,
      )
    : null;
  return { next: pick(next, event) ?? nothingLeft(situation), skipped: walk.skipped };
}

/** The ladder's own step or the one on an event, whichever comes first; the event's when both come at once. */
function pick(ladder: Takeable | Wait | null, event: Takeable | Wait | null): Takeable | Wait | null {
  if (event?.verdict !== 'step') return ladder?.verdict === 'step' && event ? firstOf(ladder, event) : (ladder ?? event);
  if (ladder?.verdict === 'wait') return firstOf(event, ladder);
  return ladder && ladder.step.at < event.step.at ? ladder : event;
}
