/**
 * What an operator may order for a step of a chase. An order to take a step now may leave out reminders, but nothing jumps over a formal
 * notice or straight to a handover: what the ladder itself would never do, no order makes it do.
 */
import type { Instant } from '../../calendar/zone.js';
import type { CompiledStep } from '../language/compile.js';
import { checkConditions } from './conditions.js';
import type { ChaseFacts, StepOverride } from '../facts/facts.js';
import { type StepRecord, isReallyTaken } from '../situation/step-record.js';
import type { Policy } from '../language/policy.js';
import { type Situation, situationOf } from '../situation/situation.js';
import { adoptedIndex, newestOrder, reachedIndex } from './position.js';
import { noticeToRepeat } from './repeat-notice.js';
import { repeated } from './rung.js';

/** Why a step may not be ordered now: what has to come first. */
export type RunNowRefusal = 'formal-notice-first' | 'formal-notice-running' | 'not-overdue' | 'earlier-steps-first';

/** Steps below the wanted one that are still to be taken: they apply to this debtor, and no order leaves them out. */
function stillToTake(wanted: CompiledStep, situation: Situation): CompiledStep[] {
  const { policy, history, today } = situation;
  const reached = policy.policy.progress === 'independent' ? adoptedIndex(situation) : reachedIndex(situation);
  return policy.steps.slice(reached + 1, wanted.index).filter((step) => {
    const record = history.records[step.index];
    const done = record !== null && record !== undefined && isReallyTaken(record);
    const leftOut = newestOrder(step.step.key, situation)?.act === 'skip';
    return !done && !step.onEvent && !leftOut && checkConditions(step.step, today, situation).met;
  });
}

/** A handover comes after the due date and after the term of the notice, whoever the debtor is. */
function handoverRefusal(
  { step: { trigger } }: CompiledStep,
  { history: { notice, termsEnd }, today, dueDay }: Situation,
): RunNowRefusal | null {
  if (today <= dueDay) return 'not-overdue';
  if (termsEnd !== null && termsEnd > today) return 'formal-notice-running';
  if (notice) return null;
  return trigger.anchor === 'noticeExpiry' ? 'formal-notice-first' : null;
}

/**
 * What must come before the step `key` can be taken by order; null when nothing must, or when the policy has no such step.
 * Stops, contact caps, sending windows and legal gates are left to {@link decide}: they only delay an order, they do not refuse it.
 */
export function runNowRefusal(policy: Policy, { facts, now }: { facts: ChaseFacts; now: Instant }, key: string): RunNowRefusal | null {
  const situation = situationOf(policy, facts, now);
  const wanted = situation.policy.steps[situation.policy.indexOf.get(key) ?? -1];
  if (!wanted || wanted.onEvent) return null;
  const left = stillToTake(wanted, situation);
  if (left.some(({ step }) => step.legal)) return 'formal-notice-first';
  if (wanted.step.kind !== 'handover') return null;
  const jumps = left.length > 0 && policy.progress !== 'independent';
  return handoverRefusal(wanted, situation) ?? (jumps ? 'earlier-steps-first' : null);
}

/** Whether an order can still do something for the step a record is about. */
function isPending(record: StepRecord, act: StepOverride['act'], situation: Situation): boolean {
  if (record.state === 'passed') return false;
  return record.state !== 'taken' || (act !== 'run-now' && repeated(record, situation) !== null);
}

/**
 * Whether an order for a step can have any effect on this chase. A step below where the chase stands is not taken any more, so an order for
 * it has none; the exception is a formal notice that has to be sent once more.
 */
export function canOrder(policy: Policy, facts: ChaseFacts, order: StepOverride): boolean {
  const { invoice } = facts;
  const ordered = { ...facts, invoice: { ...invoice, overrides: [...invoice.overrides, order] } };
  const situation = situationOf(policy, ordered, order.at);
  const step = situation.policy.steps.find(({ step: { key } }) => key === order.step);
  if (!step) return false;
  if (noticeToRepeat(situation)?.step === step) return true;
  const record = situation.history.records[step.index] ?? null;
  if (step.onEvent) return !record || order.act !== 'run-now' || isPending(record, order.act, situation);
  if (policy.progress === 'independent') return record ? isPending(record, order.act, situation) : step.index > adoptedIndex(situation);
  const reached = reachedIndex(situation);
  return step.index > reached || (step.index === reached && record !== null && isPending(record, order.act, situation));
}
