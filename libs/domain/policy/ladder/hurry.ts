/**
 * Whether an operator may order a step to be taken now. An order may leave out reminders, but nothing jumps over a formal notice or onto
 * a handover: what the ladder itself would never do, no order makes it do.
 */
import type { Instant } from '../../calendar/zone.js';
import type { CompiledStep } from '../language/compile.js';
import { fitness } from './conditions.js';
import type { ChaseFacts } from '../facts/facts.js';
import { isReal } from '../situation/history.js';
import type { Policy } from '../language/policy.js';
import { type Situation, situationOf } from '../situation/situation.js';
import { orderFor } from './verdict.js';

/** Why a step may not be ordered now: what has to come first. */
export type HurryRefusal = 'formal-notice-first' | 'formal-notice-running' | 'not-overdue' | 'earlier-steps-first';

/** Steps between where the chase stands and the wanted one that are still to be taken: meant for this debtor, and not left out by an order. */
function stillToTake(wanted: CompiledStep, situation: Situation): CompiledStep[] {
  const { policy, facts, history, today } = situation;
  const { adopted } = facts.invoice;
  const elsewhere = adopted?.lastStep ? (policy.indexOf.get(adopted.lastStep) ?? -1) : -1;
  const reached = policy.policy.progress === 'independent' ? elsewhere : Math.max(elsewhere, history.top?.step.index ?? -1);
  return policy.steps.slice(reached + 1, wanted.index).filter((step) => {
    const record = history.records[step.index];
    const done = record !== null && record !== undefined && isReal(record);
    return !done && !step.onEvent && orderFor(step.step.key, situation)?.act !== 'skip' && fitness(step.step, today, situation).fits;
  });
}

/** A handover comes after the due date and after the term of the notice, whoever the debtor is. */
function handoverRefusal(
  { step: { trigger } }: CompiledStep,
  { history: { notice, termsEnd }, today, dueDay }: Situation,
): HurryRefusal | null {
  if (today <= dueDay) return 'not-overdue';
  if (termsEnd !== null && termsEnd > today) return 'formal-notice-running';
  if (notice) return null;
  return trigger.anchor === 'noticeExpiry' ? 'formal-notice-first' : null;
}

/**
 * What must come before the step `key` is taken by order; null when nothing does, or when the policy has no such step.
 * Stops, caps, windows and legal gates are for {@link decide}: they hold an order back, and let it go on later.
 */
export function hurryRefusal(policy: Policy, { facts, now }: { facts: ChaseFacts; now: Instant }, key: string): HurryRefusal | null {
  const situation = situationOf(policy, facts, now);
  const wanted = situation.policy.steps[situation.policy.indexOf.get(key) ?? -1];
  if (!wanted || wanted.onEvent) return null;
  const left = stillToTake(wanted, situation);
  if (left.some(({ step }) => step.legal)) return 'formal-notice-first';
  if (wanted.step.kind !== 'handover') return null;
  const jumps = left.length > 0 && policy.progress !== 'independent';
  return handoverRefusal(wanted, situation) ?? (jumps ? 'earlier-steps-first' : null);
}
