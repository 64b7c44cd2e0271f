import type { Instant } from '#domain/calendar/zone.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import { compile } from '#domain/policy/compile.js';
import type { DebtorFacts } from '#domain/policy/facts.js';
import { fitInstant } from '#domain/policy/instant-fit.js';
import type { Plan } from '#domain/policy/plan.js';
import type { Policy } from '#domain/policy/policy.js';

/** Step key of a confirmation is that of its call with this before it; no policy may use the prefix. */
export const confirmationPrefix = 'confirm-';

/** The texts by what was agreed. */
const templates = { 'reached-promise': 'call-confirmation', 'reached-plan': 'plan-confirmation' } as const;

/**
 * The confirmation in writing of what was agreed on the phone: goes before every stop the agreement itself makes, keeps the hours of
 * e-mails, and is no contact that caps count, for the debtor asked for it by agreeing. Null when there is none to send: nothing was agreed,
 * the invoice is closed, he must not be contacted, or no e-mail reaches him (then the agreement stands without it).
 */
export function confirmationPlan(policy: Policy, about: { invoice: InvoiceRecord; debtor: DebtorFacts; now: Instant }): Plan | null {
  const { invoice, debtor, now } = about;
  const { confirmation, facts } = invoice;
  const silent = debtor.doNotContact || debtor.holds.some((hold) => hold.reason === 'deceased' || hold.reason === 'insolvency');
  if (!confirmation || facts.outcome !== null || silent || debtor.reach.email !== 'usable') return null;
  const compiled = compile(policy);
  const fit = fitInstant({ times: compiled.times.email, notBefore: now, seed: invoice.id, contacts: null, hurried: true }, compiled);
  if (!fit) return null;
  return {
    next: 'step',
    step: {
      key: `${confirmationPrefix}${confirmation.step}`,
      occurrence: confirmation.occurrence,
      kind: 'message',
      at: fit.at,
      channel: 'email',
      alsoVia: [],
      template: templates[confirmation.code],
      tone: 'friendly',
      amount: facts.open,
      currency: facts.currency,
      legal: null,
      approval: 'none',
      deadline: null,
    },
    reasons: ['due-by-policy', ...fit.moved],
    skipped: [],
    inputs: { agreed: confirmation.code },
  };
}
