import { mendDays } from '#domain/policy/situation/payment-plan.js';

/**
 * The day on which an instalment (`s`) of a plan is due. What money went back for is due again after the days that a debtor has to mend a
 * missed one, when its own day is over.
 */
export const dueOfTerm = (plan: string): string =>
  `greatest(s.due_date, case when s.paid < s.amount then ${plan}.reopened_on + ${mendDays} end)`;
