/** What a text may say about an agreement: the one it confirms, the instalment it is about, or the plan that was broken before it. */
import type { DebtorCase } from '#casebook/debtor-case.js';
import { localDate } from '#domain/calendar/zone.js';
import { isConfirmation } from '#domain/policy/agreements/agreement-messages.js';
import type { InvoiceFacts } from '#domain/policy/facts/facts.js';
import { mendBy, payBy, type PaymentPlanStanding, paymentPlanStanding } from '#domain/policy/situation/payment-plan.js';
import type { MessageVariables } from '#templates/message-variables.js';
import type { Cents } from '#domain/money/money.js';
import type { MergedMessage } from '#domain/policy/merge.js';
import type { ChaseCandidate } from './merge-chases.js';

type AgreementTexts = Pick<MessageVariables, 'agreement' | 'plan' | 'instalment' | 'endedPlan'>;

/** The step that gives the message its words decides what is said. */
export function agreementVariables(
  debtorCase: DebtorCase,
  { text: { chase, step }, steps }: MergedMessage<ChaseCandidate>,
): AgreementTexts {
  const { invoice, debtor } = chase.facts;
  if (isConfirmation(step.key)) return confirmed(debtorCase, invoice);
  const standing = paymentPlanStanding(invoice, { policy: chase.policy, debtor });
  if (!standing?.agreement) return {};
  const today = localDate(debtorCase.now, chase.policy.timeZone);
  // The shares of its invoices: never more than what is still open of them.
  const asked = steps.reduce((sum, { step: { amount } }) => sum + amount, 0n);
  if (step.key === 'instalment-due') return { instalment: instalmentOf(invoice, standing, { asked, until: null }) };
  if (step.key === 'instalment-missed') return { instalment: instalmentOf(invoice, standing, { asked, until: mendBy(today) }) };
  if (invoice.paymentPlanBrokenOn === null) return {};
  const { agreedOn } = standing.agreement;
  const missedOn = standing.next && standing.next.dueDate < invoice.paymentPlanBrokenOn ? standing.next.dueDate : null;
  return { endedPlan: { agreedOn, missedOn, payBy: step.key === 'plan-ended' ? payBy(today) : null } };
}

function instalmentOf(
  { paymentPlan, currency }: InvoiceFacts,
  { next, no }: PaymentPlanStanding,
  { asked, until }: { readonly asked: Cents; readonly until: string | null },
): NonNullable<AgreementTexts['instalment']> | null {
  if (!next || !paymentPlan) return null;
  return { no, of: paymentPlan.instalments.length, dueDate: next.dueDate, open: { amount: asked, currency }, mendBy: until };
}

/** What a confirmation repeats: the promised day, or the terms of the plan. */
function confirmed(debtorCase: DebtorCase, { id, promise, paymentPlan, currency }: InvoiceFacts): AgreementTexts {
  const { confirmation } = debtorCase.invoice(id);
  if (!confirmation) return {};
  const { kind, agreedAt, byPhone } = confirmation;
  return {
    agreement: {
      madeOn: localDate(agreedAt, debtorCase.zone),
      promisedOn: kind === 'promise' ? (promise?.date ?? null) : null,
      promised: kind === 'promise' && promise?.amount ? { amount: promise.amount, currency } : null,
      byPhone,
    },
    plan:
      kind === 'plan' ? (paymentPlan?.instalments.map(({ dueDate, amount }) => ({ dueDate, amount: { amount, currency } })) ?? null) : null,
  };
}
