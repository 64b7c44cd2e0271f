/** `only`: for whom a step is meant. */
import type { Day } from '../calendar/iso-date.js';
import type { Step, StepCondition } from './policy.js';
import type { Situation } from './situation.js';

/** `never`: the step is not for this debtor or invoice; otherwise the first day on which the conditions can hold, null for any day. */
export type Fitness = { readonly fits: false } | { readonly fits: true; readonly notBefore: Day | null };

const never: Fitness = { fits: false };
const always: Fitness = { fits: true, notBefore: null };

const within = (value: number | bigint, range: { readonly from?: number | bigint; readonly to?: number | bigint }): boolean =>
  (range.from === undefined || value >= range.from) && (range.to === undefined || value <= range.to);

function debtorFits(only: StepCondition, { facts: { debtor } }: Situation): boolean {
  const kind = debtor.kind === 'unknown' && !only.debtorKinds?.includes('unknown') ? 'consumer' : debtor.kind;
  if (only.debtorKinds && !only.debtorKinds.includes(kind)) return false;
  if (only.segments && (debtor.segment === null || !only.segments.includes(debtor.segment))) return false;
  if (only.languages && !only.languages.includes(debtor.language)) return false;
  // A debtor without a history has no score: a step for good or bad payers is not for him.
  return !only.paymentScore || (debtor.paymentScore !== null && within(debtor.paymentScore, only.paymentScore));
}

function amountFits(only: StepCondition, { facts: { invoice }, amount }: Situation): boolean {
  if (!only.amount) return true;
  const range = only.amount[invoice.currency];
  return range !== undefined && within(amount, range);
}

function outcomeFits(only: StepCondition, { policy, history }: Situation): boolean {
  if (!only.outcome) return true;
  const record = history.records[policy.indexOf.get(only.outcome.step) ?? -1];
  return record?.outcome != null && only.outcome.outcome.includes(record.outcome);
}

/** Whether a step that falls due on `day` is for this debtor and invoice. */
export function fitness({ only }: Step, day: Day, situation: Situation): Fitness {
  if (!only) return always;
  if (!debtorFits(only, situation) || !amountFits(only, situation) || !outcomeFits(only, situation)) return never;
  if (!only.daysOverdue) return always;
  const { from, to } = only.daysOverdue;
  const first = Math.max(day, situation.today, from === undefined ? day : situation.dueDay + from);
  return to !== undefined && first > situation.dueDay + to ? never : { fits: true, notBefore: first };
}
