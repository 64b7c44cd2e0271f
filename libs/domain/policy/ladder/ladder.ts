/** Rule 2: the earliest step that is due and not yet taken, in order. */
import { type Day, toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { CompiledStep } from '../language/compile.js';
import type { ChaseFacts, StepOverride } from '../facts/facts.js';
import { type StepRecord, isReal, readHistory } from '../situation/history.js';
import { localDayAt } from '../facts/local-clock.js';
import type { ReasonCode, SkippedStep } from '../language/plan.js';
import type { Policy } from '../language/policy.js';
import { consider, repeated, resumed } from './rung.js';
import { type Situation, situationOf } from '../situation/situation.js';
import { type Footing, anchorDay } from '../timing/step-date.js';
import { type Below, type Rung, type Standing, type Takeable, awaited, orderFor } from './verdict.js';

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

/** The rung that was really taken last, here or elsewhere; of the same rung the later time. */
function footingOf({ policy, facts, history }: Situation, adopted: number): Footing | null {
  const last = history.records.findLast((record) => record && record.step.index >= adopted && !record.step.onEvent && isReal(record));
  const here = last ? { step: last.step, day: localDayAt(last.at, policy.policy.timeZone), occurrence: last.occurrence } : null;
  const step = policy.steps[adopted];
  const { adopted: taken } = facts.invoice;
  const elsewhere = step && taken ? { step, day: toDay(taken.at), occurrence: 1 } : null;
  if (!here || !elsewhere) return here ?? elsewhere;
  return here.step.index > adopted || here.day > elsewhere.day ? here : elsewhere;
}

/** An order to take a step now; a draft that has gone stale since had carried it out. */
function hurryFor({ step, index }: CompiledStep, situation: Situation): StepOverride | null {
  const order = orderFor(step.key, situation);
  if (order?.act !== 'run-now') return null;
  const record = situation.history.records[index];
  return record?.state === 'stale' && order.at <= record.at ? null : order;
}

/** How far up the chase stands, here or elsewhere; -1 at the foot. */
const reachedIndex = (situation: Situation): number => Math.max(situation.history.top?.step.index ?? -1, adoptedIndex(situation));

/** Whether a step that has not been taken yet needs a notice that stands. */
function restsOnNotice({ onNotice, index }: CompiledStep, { history }: Situation): boolean {
  const record = history.records[index];
  return onNotice && (!record || record.state === 'stale');
}

/**
 * The last letter after a notice of default that has run out: a new time of the same step, for a claim that is in default only since (6:82,
 * 6:96 lid 6 BW). An order makes it come no sooner than its gate allows.
 */
function letterAfterDefault(
  step: CompiledStep,
  { history: { records, defaultNotice } }: Situation,
  hurry: StepOverride | null,
): Rung | null {
  const record = records[step.index];
  if (!record || record.state !== 'taken' || !defaultNotice) return null;
  return {
    step,
    occurrence: record.occurrence + 1,
    begun: null,
    hurry: hurry && hurry.at > record.at ? hurry : null,
    day: toDay(defaultNotice.costsFrom),
  };
}

/**
 * The formal notice behind us, when none stands: by another channel after it came back, or as often as an operator orders it. Without a
 * notice nothing after it is fair, so it goes before what has been begun above it. Null when one stands or is still to come.
 */
function noticeAnew(situation: Situation): Rung | null {
  const { history, policy } = situation;
  const step = policy.steps.findLast(({ step: { legal } }) => legal === 'formal-notice');
  if (history.notice || !step || step.onEvent || step.index > reachedIndex(situation)) return null;
  const record = history.records[step.index] ?? null;
  if (record?.state === 'in-flight' || record?.state === 'open' || record?.state === 'unknown') return null;
  const hurry = hurryFor(step, situation);
  const letter = letterAfterDefault(step, situation, hurry);
  if (letter) return letter;
  const begun = record && resumed(record, hurry);
  const ordered = hurry !== null && (!record || hurry.at > record.at);
  // What was begun at the very top goes on from there, unless the chase stood as high before it came here; and what nothing rests on any
  // more stays as it is.
  const needed =
    record === history.top
      ? step.index <= adoptedIndex(situation)
      : policy.steps.some((above) => above.index > step.index && restsOnNotice(above, situation));
  if (!ordered || (begun && record.failedOn.length === 0)) return needed ? begun : null;
  // A new occurrence: the ledger takes an occurrence to one address only once, and the letter may go there again.
  return { step, occurrence: (record?.occurrence ?? 0) + 1, begun: null, hurry, day: null };
}

/** Index of the farthest rung from `from` on that an operator wants now; -1 when there is none. */
function hurriedIndex(from: number, situation: Situation): number {
  return situation.policy.steps.findLastIndex((step) => step.index >= from && !step.onEvent && hurryFor(step, situation));
}

/** Why a step is skipped: the next one was already due on the day that `by` gives. */
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

const momentOf = (rung: Takeable | Wait): Instant => (rung.verdict === 'step' ? rung.step.at : (rung.until ?? Infinity));

/**
 * Of two rungs that do not wait for each other the one to look at first, `a` when both come at once. A wait that ends at the instant of a
 * step goes before it: at that instant what waited may go first, so the step cannot be promised.
 */
function sooner(a: Takeable | Wait, b: Takeable | Wait): Takeable | Wait {
  const distance = momentOf(a) - momentOf(b);
  if (distance < 0) return a;
  return distance > 0 || (a.verdict === 'step' && b.verdict === 'wait') ? b : a;
}

class Walk {
  private readonly footing: Footing | null;
  private previous: Day;
  private untaken: Day | null = null;
  /** The latest day of a rung that was left out. */
  private leftOutUpTo: Day = -Infinity;

  constructor(
    private readonly situation: Situation,
    readonly skipped: SkippedStep[] = [],
  ) {
    this.footing = footingOf(situation, adoptedIndex(situation));
    this.previous = this.footing?.day ?? localDayAt(situation.facts.invoice.registeredAt, situation.policy.policy.timeZone);
  }

  private get below(): Below {
    return { footing: this.footing, day: this.previous, untaken: this.untaken };
  }

  leaveOut(key: string, occurrence: number, reason: ReasonCode): void {
    this.skipped.push({ key, occurrence, reason });
  }

  /** The rung, when it can be taken or stands in the way; null when it is left out or absent. */
  consider(rung: Rung): Takeable | Wait | null {
    const verdict = consider(rung, this.below, this.situation);
    if (verdict.verdict === 'skip') {
      this.leaveOut(rung.step.step.key, rung.occurrence, verdict.reason);
      this.previous = verdict.day;
      this.leftOutUpTo = Math.max(this.leftOutUpTo, verdict.day);
    }
    return verdict.verdict === 'step' || verdict.verdict === 'wait' ? verdict : null;
  }

  /** The day of a rung in its place on the ladder: not before that of a rung below it, also when that one has come to nothing since. */
  placeOf({ day }: Takeable): Day {
    return Math.max(day, this.leftOutUpTo);
  }

  /** The first rung from `from` on that is neither left out nor absent; null when there is none. */
  upFrom(from: number): Takeable | Wait | null {
    const hurried = hurriedIndex(from, this.situation);
    const jump = hurried < 0 ? jumpOf(this.situation) : null;
    let best: Takeable | null = null;
    // A rung without a run day left is jumped over like one that is late, when the chase may jump at all.
    let stuck: Wait | null = null;
    const passedOver: CompiledStep[] = [];
    for (const step of this.situation.policy.steps.slice(from)) {
      if (step.onEvent) continue;
      if (step.index < hurried && !step.step.legal) {
        this.leaveOut(step.step.key, 1, 'skipped-by-operator');
        continue;
      }
      const verdict = this.consider({ step, occurrence: 1, begun: null, hurry: hurryFor(step, this.situation), day: null });
      if (!verdict) continue;
      if (jump && verdict.verdict === 'wait' && verdict.reasons[0] === 'run-day' && !step.step.legal) {
        stuck ??= verdict;
        passedOver.push(step);
        continue;
      }
      if (best && jump) {
        if (verdict.verdict === 'wait') return sooner(stuck ? sooner(best, stuck) : best, verdict);
        if (verdict.day > jump.by(best) || !mayJump(best, verdict)) break;
        this.leaveOut(best.step.key, best.step.occurrence, jump.reason);
      }
      if (verdict.verdict === 'wait' || !jump) return verdict;
      for (const below of passedOver.splice(0)) this.leaveOut(below.step.key, 1, jump.reason);
      stuck = null;
      best = verdict;
      this.previous = verdict.day;
      this.untaken = verdict.day;
    }
    return best && stuck ? sooner(best, stuck) : (best ?? stuck);
  }
}

/** Where the ladder goes on after the rung we stand on. */
function indexAfter({ step, timedOut }: StepRecord, situation: Situation): number {
  const target = timedOut && step.step.onTimeout ? situation.policy.indexOf.get(step.step.onTimeout.goto) : undefined;
  return Math.max(target ?? 0, step.index + 1);
}

function afterTop(top: StepRecord, walk: Walk, situation: Situation): Takeable | Wait | null {
  const begun = resumed(top, hurryFor(top.step, situation));
  const again = begun && walk.consider(begun);
  if (again) return again;
  const rung = repeated(top, situation);
  const repetition = rung && walk.consider(rung);
  const next = walk.upFrom(indexAfter(top, situation));
  if (!repetition || !next) return next ?? repetition;
  if (repetition.verdict === 'wait' || next.verdict === 'wait') return sooner(next, repetition);
  const bounded = top.step.step.repeat?.max !== undefined;
  const day = walk.placeOf(next);
  return day < repetition.day || (day === repetition.day && !bounded) ? next : repetition;
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
  // What failed for an earlier event is no reason to leave this one out.
  if (!record || (rung && record.state !== 'failed')) return rung;
  const day = anchorDay(step.step.trigger, situation, situation.today);
  if (day === null || localDayAt(record.at, situation.policy.policy.timeZone) >= day) return rung;
  return { step, occurrence: record.occurrence + 1, begun: null, hurry: null, day: null };
}

/** The earliest of several rungs that do not wait for each other; of those that stand still the one to look at first. */
function earliest(rungs: readonly (Rung | null)[], walk: Walk): Takeable | Wait | null {
  let first: Takeable | Wait | null = null;
  for (const rung of rungs) {
    const verdict = rung && walk.consider(rung);
    if (verdict) first = first ? sooner(first, verdict) : verdict;
  }
  return first;
}

/** The chase with what was agreed on the strength of a notice that came back: it counts when no other notice goes first. */
function asAgreed(situation: Situation): Situation {
  const { facts, policy, now, history } = situation;
  return history.setAside ? { ...situation, history: readHistory(facts, policy, { now, approvalsStand: true }) } : situation;
}

/** The next step when every step stands by itself. */
export function climbFreely(given: Situation): Climb {
  const situation = asAgreed(given);
  const walk = new Walk(situation);
  const adopted = adoptedIndex(situation);
  const notice = noticeAnew(situation);
  const own = situation.policy.steps.map((step) => {
    if (step === notice?.step) return notice;
    if (step.onEvent) return rungOnEvent(step, situation);
    return step.index > adopted ? standalone(step, situation) : null;
  });
  return { next: earliest(own, walk) ?? nothingLeft(situation), skipped: walk.skipped };
}

/** What is said when no rung is left: what we still wait for, or that the ladder ends here. */
function nothingLeft({ history: { open, openUntil, unknown } }: Situation): Wait {
  if (open) return noStepLeft(awaited(open), openUntil);
  return noStepLeft(unknown ? 'outcome-unknown' : 'no-step-left', null);
}

/** Where the ladder goes on above all that was taken, here or elsewhere. */
function onward(walk: Walk, situation: Situation): Takeable | Wait | null {
  const { top } = situation.history;
  const adopted = adoptedIndex(situation);
  if (top && top.step.index > adopted) return afterTop(top, walk, situation);
  for (const { step, onEvent } of situation.policy.steps.slice(0, adopted + 1)) if (!onEvent) walk.leaveOut(step.key, 1, 'before-adoption');
  return walk.upFrom(adopted + 1);
}

/** Finds the next step of the ladder. */
export function climb(given: Situation): Climb {
  const before = new Walk(given);
  const notice = noticeAnew(given);
  const anew = notice && before.consider(notice);
  const situation = anew ? given : asAgreed(given);
  const walk = situation === given ? before : new Walk(situation, before.skipped);
  const next = anew ?? onward(walk, situation);
  const { hasEvents, steps } = situation.policy;
  const event = hasEvents
    ? earliest(
        steps.map((step) => (step.onEvent ? rungOnEvent(step, situation) : null)),
        walk,
      )
    : null;
  return { next: pick(next, event) ?? nothingLeft(situation), skipped: walk.skipped };
}

/** Whether an order can still do something for the step a record is about. */
function isPending(record: StepRecord, act: StepOverride['act'], situation: Situation): boolean {
  if (record.state === 'passed') return false;
  return record.state !== 'taken' || (act !== 'run-now' && repeated(record, situation) !== null);
}

/** Whether an order for a step can ever do anything for this chase: what is behind it stays there, except for a notice that came to nothing. */
export function canOrder(policy: Policy, facts: ChaseFacts, order: StepOverride): boolean {
  const { invoice } = facts;
  const ordered = { ...facts, invoice: { ...invoice, overrides: [...invoice.overrides, order] } };
  const situation = situationOf(policy, ordered, order.at);
  const step = situation.policy.steps.find(({ step: { key } }) => key === order.step);
  if (!step) return false;
  if (noticeAnew(situation)?.step === step) return true;
  const record = situation.history.records[step.index] ?? null;
  if (step.onEvent) return !record || order.act !== 'run-now' || isPending(record, order.act, situation);
  if (policy.progress === 'independent') return record ? isPending(record, order.act, situation) : step.index > adoptedIndex(situation);
  const reached = reachedIndex(situation);
  return step.index > reached || (step.index === reached && record !== null && isPending(record, order.act, situation));
}

/** The ladder's own rung or the one on an event, whichever comes first; of steps that come at once the event's. */
function pick(ladder: Takeable | Wait | null, event: Takeable | Wait | null): Takeable | Wait | null {
  if (!ladder || !event) return ladder ?? event;
  return event.verdict === 'step' ? sooner(event, ladder) : sooner(ladder, event);
}
