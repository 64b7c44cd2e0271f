/** Whether the invoice itself goes along with a message. */
import type { Policy, Step } from './language/policy.js';

/** Texts that show the debtor an invoice that he may not have seen yet. */
const firstTexts: ReadonlySet<string> = new Set(['pre-due', 'check-in']);

/**
 * As the step says. Where it says nothing, the invoice goes along before the due date and with the first reminder: who has it then has no reason
 * to wait, and later messages need not carry it again.
 */
export function takesInvoiceAlong(policy: Policy, key: string): boolean {
  const step = policy.steps.find((candidate) => candidate.key === key);
  if (!step) return false;
  if (step.attach !== undefined) return step.attach === 'invoice';
  return step.kind === 'message' && (firstTexts.has(step.template ?? step.key) || firstReminder(policy) === step);
}

const firstReminder = (policy: Policy): Step | undefined =>
  policy.steps.find(({ kind, legal, template, key }) => kind === 'message' && !legal && !firstTexts.has(template ?? key));
