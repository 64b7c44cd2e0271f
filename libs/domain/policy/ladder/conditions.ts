/** The conditions of a step (`only` in a policy): to which debtors and invoices it applies. */
import type { Day } from '../../calendar/iso-date.js';
import type { Step, StepCondition } from '../language/policy.js';
import type { ChaseFacts } from '../facts/facts.js';
import { type Situation, firstDayWith, isOpen } from '../situation/situation.js';

/**
 * Not `met`: the step does not apply to this debtor or invoice. When met, `notBefore` is the first day on which the conditions can hold,
 * null when they hold on any day.
 */
export type ConditionsAnswer = { readonly met: false } | { readonly met: true; readonly notBefore: Day | null };

const never: ConditionsAnswer = { met: false };
const always: ConditionsAnswer = { met: true, notBefore: null };

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

/** The first day on which the amount is in its range; null when it never will be, as for a currency that the step does not list. */
function amountDay({ amount }: StepCondition, day: Day, situation: Situation): Day | null {
  if (!amount) return day;
  const range = amount[situation.facts.invoice.currency];
  return range === undefined ? null : firstDayWith(situation, day, (asked) => within(asked, range));
}

const openCount = ({ invoice, siblings }: ChaseFacts): number => [invoice, ...siblings].filter(isOpen).length;

function outcomeFits(only: StepCondition, { policy, history }: Situation): boolean {
  if (!only.outcome) return true;
  const record = history.records[policy.indexOf.get(only.outcome.step) ?? -1];
  // The outcome of an open task is not known yet: the step applies, and `unmetRequirement` makes it wait for the outcome.
  if (record?.state === 'open') return true;
  const outcome = record?.outcome ?? null;
  return outcome !== null && only.outcome.outcome.includes(outcome);
}

/** Whether a step that falls due on `day` applies to this debtor and invoice, and from which day on. */
export function checkConditions({ only }: Step, day: Day, situation: Situation): ConditionsAnswer {
  if (!only) return always;
  if (!debtorFits(only, situation) || !outcomeFits(only, situation)) return never;
  if (only.openInvoices && !within(openCount(situation.facts), only.openInvoices)) return never;
  if (!only.daysOverdue && !only.amount) return always;
  const { from, to } = only.daysOverdue ?? {};
  const first = amountDay(only, Math.max(day, situation.today, from === undefined ? day : situation.dueDay + from), situation);
  return first === null || (to !== undefined && first > situation.dueDay + to) ? never : { met: true, notBefore: first };
}
