/** One rung considered: may it be taken, when, by which channel; or why not. */
import type { Day } from '../../calendar/iso-date.js';
import type { CompiledStep } from '../language/compile.js';
import { fitness } from './conditions.js';
import type { StepOverride } from '../facts/facts.js';
import type { StepRecord } from '../situation/history.js';
import { instantOfDay, localDayAt } from '../facts/local-clock.js';
import type { ReasonCode } from '../language/plan.js';
import { schedule } from './schedule.js';
import { type Situation, firstDayWith } from '../situation/situation.js';
import { lastSense, repeatDay, spreadDay, triggerDay } from '../timing/step-date.js';
import { type Below, type Rung, type Verdict, lacksNotice, orderFor, skip, wait } from './verdict.js';

/** The day the rung falls due by its trigger, by its repetition or by an operator's order. */
function dueDay(rung: Rung, below: Below, situation: Situation): Day | null {
  if (rung.hurry) return localDayAt(rung.hurry.at, situation.policy.policy.timeZone);
  if (rung.day !== null) return rung.day;
  const { history } = situation;
  const base = below.untaken === null ? situation : { ...situation, history: { ...history, lastDay: below.untaken } };
  const day = triggerDay(rung.step.step.trigger, base, below.day);
  return day === null ? null : spreadDay({ step: rung.step, day, footing: below.footing }, situation);
}

/** A step that counts from something that has not come about. */
function unanchored({ step, hurry }: Rung, below: Below, situation: Situation): Verdict {
  if (step.step.trigger.anchor !== 'noticeExpiry') return { verdict: 'absent' };
  if (!hurry && orderFor(step.step.key, situation)?.act === 'skip') return skip('skipped-by-operator', below.day);
  return lacksNotice(situation);
}

/** Reasons for which a step makes no sense (any more). */
function senseless(rung: Rung, day: Day, situation: Situation): ReasonCode | null {
  const { step, begun, hurry } = rung;
  const { timeZone, catchUp } = situation.policy.policy;
  const registered = localDayAt(situation.facts.invoice.registeredAt, timeZone);
  if (catchUp === 'skip' && !begun && !hurry && day <= registered) return 'before-adoption';
  const last = lastSense(step, situation);
  if (last === null) return null;
  if (situation.today > last) return 'past-its-sense';
  return !begun && !hurry && day < registered ? 'before-adoption' : null;
}

/** The first day on which the step would come too late, whatever holds it up now; null when it never does. */
function lapseDay(step: CompiledStep, situation: Situation): Day | null {
  const latest = step.step.only?.daysOverdue?.to;
  const overdue = latest === undefined ? null : situation.dueDay + latest;
  const last = Math.min(lastSense(step, situation) ?? Infinity, overdue ?? Infinity);
  return last === Infinity ? null : last + 1;
}

/** The rung that goes on with what was begun: the next channel after a failure, the step after its approval, a draft made anew. */
export function resumed(record: StepRecord, hurry: StepOverride | null): Rung | null {
  const { step, occurrence, state } = record;
  if (state === 'failed' || state === 'approved') return { step, occurrence, begun: record, hurry, day: null };
  return state === 'stale' ? { step, occurrence: occurrence + 1, begun: null, hurry, day: null } : null;
}

/** The next repetition of a step that was taken, if its policy wants one. */
export function repeated({ step, state, occurrence, at }: StepRecord, situation: Situation): Rung | null {
  const max = step.step.repeat?.max;
  if (state !== 'taken' || (max !== undefined && occurrence >= max)) return null;
  const day = repeatDay(step, localDayAt(at, situation.policy.policy.timeZone), situation);
  return day === null ? null : { step, occurrence: occurrence + 1, begun: null, hurry: null, day };
}

/** Considers a rung. A rung that waits for news is looked at again when it would come too late, and waits no longer once it has. */
export function consider(rung: Rung, below: Below, situation: Situation): Verdict {
  const day = dueDay(rung, below, situation);
  const answer = day === null ? unanchored(rung, below, situation) : weigh(rung, day, situation);
  if (answer.verdict !== 'wait') return answer;
  const verdict = { ...answer, rung: rung.step.step.key };
  const lapse = lapseDay(rung.step, situation);
  if (lapse === null) return verdict;
  if (situation.today >= lapse) return skip('past-its-sense', day ?? below.day);
  const late = instantOfDay(lapse, 0, situation.policy.policy.timeZone);
  return verdict.until === null || late < verdict.until ? { ...verdict, until: late } : verdict;
}

/** Where only what is late counts: the first day on which a contact has anything to ask. */
function askedFrom({ step: { step } }: Rung, day: Day, situation: Situation): Day {
  if (!situation.policy.overdueOnly || (step.kind !== 'message' && step.kind !== 'call')) return day;
  const from = Math.max(day, situation.today);
  return firstDayWith(situation, from, (amount) => amount > 0n) ?? day;
}

function weigh(rung: Rung, day: Day, situation: Situation): Verdict {
  const { step } = rung.step;
  if (!rung.hurry && orderFor(step.key, situation)?.act === 'skip') return skip('skipped-by-operator', day);
  const fits = fitness(step, day, situation);
  const pointless = senseless(rung, day, situation);
  // What has lost its sense is not waited for.
  if (!fits.fits && step.unfit !== 'wait') return skip('not-for-this-debtor', day);
  if (pointless) return skip(pointless, day);
  if (!fits.fits) return wait('not-for-this-debtor');
  const answer = schedule(rung, { day, conditionDay: askedFrom(rung, Math.max(day, fits.notBefore ?? day), situation) }, situation);
  if (answer.verdict !== 'step') return answer;
  const fitted = localDayAt(answer.step.at, situation.policy.policy.timeZone);
  if (fitted > (lastSense(rung.step, situation) ?? Infinity)) return skip('past-its-sense', day);
  return step.only?.daysOverdue && !fitness(step, fitted, situation).fits ? skip('past-its-sense', day) : answer;
}
