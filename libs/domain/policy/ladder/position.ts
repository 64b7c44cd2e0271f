/** How far a chase has come on its ladder, here and in the system it was taken over from, and what an operator ordered for a step. */
import { toDay } from '../../calendar/iso-date.js';
import type { StepOverride } from '../facts/facts.js';
import { localDayAt } from '../facts/local-clock.js';
import type { CompiledStep } from '../language/compile.js';
import { isReallyTaken } from '../situation/step-record.js';
import type { Situation } from '../situation/situation.js';
import type { LastTaken } from '../timing/step-date.js';

/** Index of the step at which a chase that was taken over had left off; -1 when it was not taken over or the policy has no such step. */
export function adoptedIndex({ policy, facts: { invoice } }: Situation): number {
  return invoice.adopted?.lastStep ? (policy.indexOf.get(invoice.adopted.lastStep) ?? -1) : -1;
}

/** Index of the highest step that was begun here, or taken before the chase was taken over; -1 when there is none. */
export const reachedIndex = (situation: Situation): number => Math.max(situation.history.top?.step.index ?? -1, adoptedIndex(situation));

/** The highest rung that was really taken, here or before the chase was taken over. Of the same step in both, the later day counts. */
export function lastTakenOf({ policy, facts, history }: Situation, adopted: number): LastTaken | null {
  const last = history.records.findLast(
    (record) => record && record.step.index >= adopted && !record.step.onEvent && isReallyTaken(record),
  );
  const here = last ? { step: last.step, day: localDayAt(last.at, policy.policy.timeZone), occurrence: last.occurrence } : null;
  const step = policy.steps[adopted];
  const adoption = facts.invoice.adopted;
  const elsewhere = step && adoption ? { step, day: toDay(adoption.at), occurrence: 1 } : null;
  if (!here || !elsewhere) return here ?? elsewhere;
  return here.step.index > adopted || here.day > elsewhere.day ? here : elsewhere;
}

/** The newest order an operator gave for the step with this key; null when there is none. */
export function newestOrder(key: string, { facts }: Situation): StepOverride | null {
  let newest: StepOverride | null = null;
  for (const order of facts.invoice.overrides) if (order.step === key && (!newest || order.at >= newest.at)) newest = order;
  return newest;
}

/**
 * The operator's order to take a step now; null when there is none. An order counts once. A draft made after the order has used it up, even
 * if that draft is stale by now.
 */
export function runNowOrder({ step, index }: CompiledStep, situation: Situation): StepOverride | null {
  const order = newestOrder(step.key, situation);
  if (order?.act !== 'run-now') return null;
  const record = situation.history.records[index];
  return record?.state === 'stale' && order.at <= record.at ? null : order;
}
