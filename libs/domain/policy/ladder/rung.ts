/** Considers one rung: whether it can be taken, when and by which channel; otherwise why not. */
import type { Day } from '../../calendar/iso-date.js';
import type { CompiledStep } from '../language/compile.js';
import { checkConditions } from './conditions.js';
import type { StepOverride } from '../facts/facts.js';
import type { StepRecord } from '../situation/step-record.js';
import { instantOfDay, localDayAt } from '../facts/local-clock.js';
import type { ReasonCode } from '../language/plan.js';
import { schedule } from './schedule.js';
import { type Situation, firstDayWith } from '../situation/situation.js';
import { lastUsefulDay, repeatDay, spreadDay, triggerDay } from '../timing/step-date.js';
import { newestOrder } from './position.js';
import { type Below, type Rung, type Verdict, skip, wait, waitForNotice } from './verdict.js';

/** The day on which the rung falls due: by an operator's order, by its repetition, or by its trigger. Null: its trigger has no day yet. */
function dueDay(rung: Rung, below: Below, situation: Situation): Day | null {
  if (rung.runNow) return localDayAt(rung.runNow.at, situation.policy.policy.timeZone);
  if (rung.fixedDay !== null) return rung.fixedDay;
  const { history } = situation;
  // A rung below that is still to be taken will be the previous step by then.
  const onceTaken = below.untakenDay === null ? situation : { ...situation, history: { ...history, lastDay: below.untakenDay } };
  const day = triggerDay(rung.step.step.trigger, onceTaken, below.dayBelow);
  return day === null ? null : spreadDay({ step: rung.step, day, lastTaken: below.lastTaken }, situation);
}

/** The verdict on a step whose trigger has no day yet: absent, except that a step counting from a formal notice waits for that notice. */
function verdictWithoutDay({ step, runNow }: Rung, below: Below, situation: Situation): Verdict {
  if (step.step.trigger.anchor !== 'noticeExpiry') return { verdict: 'absent' };
  if (!runNow && newestOrder(step.step.key, situation)?.act === 'skip') return skip('skipped-by-operator', below.dayBelow);
  return waitForNotice(situation);
}

/** Why taking a step would be pointless: it is too late for it, or it was due before the chase began. Null when it makes sense. */
function pointlessReason(rung: Rung, day: Day, situation: Situation): ReasonCode | null {
  const { step, begun, runNow } = rung;
  const { timeZone, catchUp } = situation.policy.policy;
  const registered = localDayAt(situation.facts.invoice.registeredAt, timeZone);
  if (catchUp === 'skip' && !begun && !runNow && day <= registered) return 'before-adoption';
  const last = lastUsefulDay(step, situation);
  if (last === null) return null;
  if (situation.today > last) return 'past-its-sense';
  return !begun && !runNow && day < registered ? 'before-adoption' : null;
}

/** The first day on which it is too late for the step, whatever it waits for now; null when it is never too late. */
function tooLateDay(step: CompiledStep, situation: Situation): Day | null {
  const latest = step.step.only?.daysOverdue?.to;
  const overdue = latest === undefined ? null : situation.dueDay + latest;
  const last = Math.min(lastUsefulDay(step, situation) ?? Infinity, overdue ?? Infinity);
  return last === Infinity ? null : last + 1;
}

/**
 * The rung that goes on with what was begun: by the next channel after a failure, the step itself after its approval, or a new occurrence
 * when what was begun has gone stale. Null: there is nothing to go on with.
 */
export function resumed(record: StepRecord, runNow: StepOverride | null): Rung | null {
  const { step, occurrence, state } = record;
  if (state === 'failed' || state === 'approved') return { step, occurrence, begun: record, runNow, fixedDay: null };
  return state === 'stale' ? { step, occurrence: occurrence + 1, begun: null, runNow, fixedDay: null } : null;
}

/** The next repetition of a step that was taken; null when its policy wants none (any more). */
export function repeated({ step, state, occurrence, at }: StepRecord, situation: Situation): Rung | null {
  const max = step.step.repeat?.max;
  if (state !== 'taken' || (max !== undefined && occurrence >= max)) return null;
  const day = repeatDay(step, localDayAt(at, situation.policy.policy.timeZone), situation);
  return day === null ? null : { step, occurrence: occurrence + 1, begun: null, runNow: null, fixedDay: day };
}

/**
 * The verdict on a rung. A rung that waits is looked at again no later than the first day on which it is too late for it, and is left out
 * from that day on.
 */
export function consider(rung: Rung, below: Below, situation: Situation): Verdict {
  const day = dueDay(rung, below, situation);
  const answer = day === null ? verdictWithoutDay(rung, below, situation) : verdictOnDay(rung, day, situation);
  if (answer.verdict !== 'wait') return answer;
  const verdict = { ...answer, rung: rung.step.step.key };
  const tooLateOn = tooLateDay(rung.step, situation);
  if (tooLateOn === null) return verdict;
  if (situation.today >= tooLateOn) return skip('past-its-sense', day ?? below.dayBelow);
  const tooLateAt = instantOfDay(tooLateOn, 0, situation.policy.policy.timeZone);
  return verdict.until === null || tooLateAt < verdict.until ? { ...verdict, until: tooLateAt } : verdict;
}

/** The first day from `day` on with an amount to ask the debtor for. Only a policy that counts nothing but overdue amounts moves the day. */
function firstDayToAsk({ step: { step } }: Rung, day: Day, situation: Situation): Day {
  if (!situation.policy.overdueOnly || (step.kind !== 'message' && step.kind !== 'call')) return day;
  const from = Math.max(day, situation.today);
  return firstDayWith(situation, from, (amount) => amount > 0n) ?? day;
}

/** The verdict on a rung whose day is known. */
function verdictOnDay(rung: Rung, day: Day, situation: Situation): Verdict {
  const { step } = rung.step;
  if (!rung.runNow && newestOrder(step.key, situation)?.act === 'skip') return skip('skipped-by-operator', day);
  const conditions = checkConditions(step, day, situation);
  const pointless = pointlessReason(rung, day, situation);
  // Check for pointlessness before waiting for the conditions: a pointless step is not worth a wait.
  if (!conditions.met && step.unfit !== 'wait') return skip('not-for-this-debtor', day);
  if (pointless) return skip(pointless, day);
  if (!conditions.met) return wait('not-for-this-debtor');
  const answer = schedule(
    rung,
    { day, conditionDay: firstDayToAsk(rung, Math.max(day, conditions.notBefore ?? day), situation) },
    situation,
  );
  if (answer.verdict !== 'step') return answer;
  const leavesOn = localDayAt(answer.step.at, situation.policy.policy.timeZone);
  if (leavesOn > (lastUsefulDay(rung.step, situation) ?? Infinity)) return skip('past-its-sense', day);
  return step.only?.daysOverdue && !checkConditions(step, leavesOn, situation).met ? skip('past-its-sense', day) : answer;
}
