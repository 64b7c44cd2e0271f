/**
 * Rule 2 of docs/reference/policy.md: the next step of the ladder, the earliest in order that is due and has not been taken, and the rungs
 * left out on the way to it.
 */
import type { Instant } from '../../calendar/zone.js';
import type { CompiledStep } from '../language/compile.js';
import { readHistory } from '../situation/history.js';
import type { StepRecord } from '../situation/step-record.js';
import { localDayAt } from '../facts/local-clock.js';
import type { ReasonCode, SkippedStep } from '../language/plan.js';
import type { Situation } from '../situation/situation.js';
import { anchorDay } from '../timing/step-date.js';
import { adoptedIndex, runNowOrder } from './position.js';
import { noticeToRepeat } from './repeat-notice.js';
import { repeated, resumed } from './rung.js';
import { type NextRung, type Rung, type Waiting, awaitingReason } from './verdict.js';
import { Walk, sooner } from './walk.js';

/** What the ladder answers: the next step, or why there is none; and the rungs left out on the way. */
export interface LadderAnswer {
  readonly next: NextRung;
  readonly skipped: readonly SkippedStep[];
}

/** Index from which the ladder goes on after the highest step that was begun: the next one, or where its timeout sends it. */
function indexAfter({ step, timedOut }: StepRecord, situation: Situation): number {
  const target = timedOut && step.step.onTimeout ? situation.policy.indexOf.get(step.step.onTimeout.goto) : undefined;
  return Math.max(target ?? 0, step.index + 1);
}

/** The next rung after the highest step that was begun: that step resumed, its repetition, or the first one above it. */
function afterTop(top: StepRecord, walk: Walk, situation: Situation): NextRung | null {
  const toResume = resumed(top, runNowOrder(top.step, situation));
  const again = toResume && walk.consider(toResume);
  if (again) return again;
  const toRepeat = repeated(top, situation);
  const repetition = toRepeat && walk.consider(toRepeat);
  const next = walk.upFrom(indexAfter(top, situation));
  if (!repetition || !next) return next ?? repetition;
  if (repetition.verdict === 'wait' || next.verdict === 'wait') return sooner(next, repetition);
  // Due on the same day, a repetition that has a maximum goes first; one without an end gives way to the step above it.
  const bounded = top.step.step.repeat?.max !== undefined;
  const day = walk.dayInOrder(next);
  return day < repetition.day || (day === repetition.day && !bounded) ? next : repetition;
}

/** The rung of a step that waits for no other step: what was begun, its repetition, or its first occurrence. Null when it is done. */
function rungByItself(step: CompiledStep, situation: Situation): Rung | null {
  const record = situation.history.records[step.index];
  const runNow = runNowOrder(step, situation);
  if (!record) return { step, occurrence: 1, begun: null, runNow, fixedDay: null };
  return resumed(record, runNow) ?? repeated(record, situation);
}

/** The rung of a step on an event: a new occurrence when its event (a broken promise or payment plan) has come about since the last one. */
function rungOnEvent(step: CompiledStep, situation: Situation): Rung | null {
  const record = situation.history.records[step.index];
  const rung = rungByItself(step, situation);
  // A message that failed for an earlier event is not resumed when there is a newer event: that one gets an occurrence of its own.
  if (!record || (rung && record.state !== 'failed')) return rung;
  const day = anchorDay(step.step.trigger, situation, situation.today);
  if (day === null || localDayAt(record.at, situation.policy.policy.timeZone) >= day) return rung;
  return { step, occurrence: record.occurrence + 1, begun: null, runNow: null, fixedDay: null };
}

/** The first in time of several independent rungs; null when none of them can be taken or waited for. */
function earliest(rungs: readonly (Rung | null)[], walk: Walk): NextRung | null {
  let first: NextRung | null = null;
  for (const rung of rungs) {
    const verdict = rung && walk.consider(rung);
    if (verdict) first = first ? sooner(first, verdict) : verdict;
  }
  return first;
}

/**
 * The same situation with approvals kept. When a formal notice comes back, approvals that rest on it are set aside (stale), because a new
 * notice has to be sent first. Call this only when no new notice will be sent: setting them aside would then ask the same person for the
 * same approval again and again.
 */
function keepingApprovals(situation: Situation): Situation {
  const { facts, policy, now, history } = situation;
  return history.approvalsSetAside ? { ...situation, history: readHistory(facts, policy, { now, keepApprovals: true }) } : situation;
}

const waitUntil = (reason: ReasonCode, until: Instant | null): Waiting => ({ verdict: 'wait', reasons: [reason], until, gate: null });

/** The answer when no rung is left: wait for an open task or an unknown delivery, or report that the ladder has ended. */
function waitAtEnd({ history: { open, openUntil, unknown } }: Situation): Waiting {
  if (open) return waitUntil(awaitingReason(open), openUntil);
  return waitUntil(unknown ? 'outcome-unknown' : 'no-step-left', null);
}

/** The next step under `progress: independent`: every step goes by itself, and the earliest comes first. */
export function nextOfIndependentSteps(given: Situation): LadderAnswer {
  const situation = keepingApprovals(given);
  const walk = new Walk(situation);
  const adopted = adoptedIndex(situation);
  const notice = noticeToRepeat(situation);
  const rungs = situation.policy.steps.map((step) => {
    if (step === notice?.step) return notice;
    if (step.onEvent) return rungOnEvent(step, situation);
    return step.index > adopted ? rungByItself(step, situation) : null;
  });
  return { next: earliest(rungs, walk) ?? waitAtEnd(situation), skipped: walk.skipped };
}

/** The next rung above everything that was taken, here or before the chase was taken over. */
function nextAboveTaken(walk: Walk, situation: Situation): NextRung | null {
  const { top } = situation.history;
  const adopted = adoptedIndex(situation);
  if (top && top.step.index > adopted) return afterTop(top, walk, situation);
  for (const { step, onEvent } of situation.policy.steps.slice(0, adopted + 1)) if (!onEvent) walk.leaveOut(step.key, 1, 'before-adoption');
  return walk.upFrom(adopted + 1);
}

/** The ladder's own rung or the one on an event, whichever comes first; of two steps at the same instant, the one on the event. */
function soonerOfLadderAndEvent(ladder: NextRung | null, event: NextRung | null): NextRung | null {
  if (!ladder || !event) return ladder ?? event;
  return event.verdict === 'step' ? sooner(event, ladder) : sooner(ladder, event);
}

/**
 * The next step of a ladder that is taken in order: a formal notice that has to be sent once more, otherwise the next rung above what was
 * taken. Steps on events stand beside the ladder and come in between when they are due sooner.
 */
export function nextOnLadder(given: Situation): LadderAnswer {
  const firstWalk = new Walk(given);
  const toRepeat = noticeToRepeat(given);
  const notice = toRepeat && firstWalk.consider(toRepeat);
  const situation = notice ? given : keepingApprovals(given);
  const walk = situation === given ? firstWalk : new Walk(situation, firstWalk.skipped);
  const next = notice ?? nextAboveTaken(walk, situation);
  const { hasEvents, steps } = situation.policy;
  const event = hasEvents
    ? earliest(
        steps.map((step) => (step.onEvent ? rungOnEvent(step, situation) : null)),
        walk,
      )
    : null;
  return { next: soonerOfLadderAndEvent(next, event) ?? waitAtEnd(situation), skipped: walk.skipped };
}
