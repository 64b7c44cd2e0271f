import type { Instant } from '#domain/calendar/zone.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import { compile } from '#domain/policy/compile.js';
import type { ChaseFacts } from '#domain/policy/facts.js';
import { fitInstant } from '#domain/policy/instant-fit.js';
import type { Plan, ReasonCode } from '#domain/policy/plan.js';
import type { Policy } from '#domain/policy/policy.js';
import { type Situation, situationOf } from '#domain/policy/situation.js';
import { stopsOf } from '#domain/policy/decide.js';

/** Step key of a confirmation is that of its call with this before it; no policy may use the prefix. */
export const confirmationPrefix = 'confirm-';

/** The texts by what was agreed. */
const templates = { 'reached-promise': 'call-confirmation', 'reached-plan': 'plan-confirmation' } as const;

const silencing: ReadonlySet<ReasonCode> = new Set([
  'deceased',
  'insolvent',
  'time-barred',
  'disputed',
  'on-hold',
  'paused',
  'do-not-contact',
]);

/** Why nothing is confirmed to the debtor any more, or null. The stop that the agreement itself makes does not silence its confirmation. */
export const silenceOf = (situation: Situation): ReasonCode | null =>
  situation.facts.invoice.dispute !== null ? 'disputed' : (stopsOf(situation)?.reasons.find((reason) => silencing.has(reason)) ?? null);

/** Whether a confirmation that is under way may still be repeated: something is agreed, and nothing silences it. */
export const mayConfirm = (policy: Policy, facts: ChaseFacts, now: Instant): boolean =>
  (facts.invoice.promise !== null || facts.invoice.paymentPlan !== null) && silenceOf(situationOf(policy, facts, now)) === null;

/**
 * The confirmation in writing of what was agreed on the phone: goes before every stop the agreement itself makes, keeps the hours of
 * e-mails, and is no contact that caps count, for the debtor asked for it by agreeing. Null when there is none to send: nothing was agreed
 * that still stands, the invoice is closed, something silences it, or no e-mail reaches him (then the agreement stands without it).
 */
export function confirmationPlan(policy: Policy, about: { invoice: InvoiceRecord; facts: ChaseFacts; now: Instant }): Plan | null {
  const { invoice, now } = about;
  const { confirmation, facts } = invoice;
  if (!confirmation || facts.outcome !== null || about.facts.debtor.reach.email !== 'usable') return null;
  if (silenceOf(situationOf(policy, about.facts, now))) return null;
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
