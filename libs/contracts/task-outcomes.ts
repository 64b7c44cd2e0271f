/** What can come of a task for a person, and what a debtor gives as his reason: the words of API, command line and reports. */

/** What came of a call. */
export const callOutcomes = [
  'reached-paid',
  'reached-promise',
  'reached-plan',
  'reached-dispute',
  'no-answer',
  'wrong-number',
  'call-back',
] as const;
/** What came of an approval. */
export const approvalOutcomes = ['approved', 'declined'] as const;
/** What came of a question what lets a chase go on: it was put right, or the chase is left as it stands. */
export const attentionOutcomes = ['mended', 'left'] as const;
/** What came of a task of any kind. */
export const taskOutcomes = [...callOutcomes, ...approvalOutcomes, ...attentionOutcomes] as const;
/** One of {@link taskOutcomes}. */
export type TaskOutcomeCode = (typeof taskOutcomes)[number];

/**
 * Why a debtor has not paid, as he told it: the money is not there, he forgot, never got the invoice, finds it wrong, is not satisfied with
 * what was delivered, waits for somebody's approval, says he paid, or will not pay. A closed list, so that reports can count it.
 */
export const whyUnpaidCodes = [
  'cash-flow',
  'forgotten',
  'invoice-not-received',
  'invoice-wrong',
  'not-satisfied',
  'awaiting-approval',
  'already-paid',
  'refuses',
  'other',
] as const;
/** One of {@link whyUnpaidCodes}. */
export type WhyUnpaid = (typeof whyUnpaidCodes)[number];
