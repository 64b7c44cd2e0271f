/** The facts as they would be after a step succeeded: what forecasts, simulations and properties step over. */
import { fromDay, toDay } from '../../calendar/iso-date.js';
import { calendarYears } from '../../calendar/working-days.js';
import { givenTerm } from '../../notice/given-term.js';
import { namedIn } from '../../notice/standing.js';
import { isConfirmation } from '../agreements/agreement-messages.js';
import { writesOff } from '../give-up.js';
import type { Channel, ChaseFacts, ChaseOutcome, InvoiceFacts, NoticeFact, TakenStep } from '../facts/facts.js';
import { claimsOfNotice, namedClaim, noticeKindOf } from '../gates/legal-gates.js';
import { localDayAt } from '../facts/local-clock.js';
import type { PlannedStep } from '../language/plan.js';
import type { Policy } from '../language/policy.js';

const lastNoticeDay = toDay(`${calendarYears.to - 1}-12-31`);

/**
 * The formal notice that would leave at the step's instant, with the claims it would name; null for any other step, and beyond the years
 * whose holidays are known. For plans only: the real one is written when the notice leaves. `covered` are the steps of the debtor's other
 * chases that leave in the same message.
 */
export function presumedNotice(step: PlannedStep, facts: ChaseFacts, { policy, covered = [] }: Presumption): NoticeFact | null {
  if (step.legal === null || step.kind !== 'message' || step.approval === 'required') return null;
  const day = localDayAt(step.at, policy.timeZone);
  if (day > lastNoticeDay) return null;
  const { debtor, invoice } = facts;
  const sentOn = fromDay(day);
  const channel = step.channel ?? 'letter';
  const kind = noticeKindOf(debtor.kind, invoice, sentOn);
  const term = givenTerm(debtor.kind, kind, { on: sentOn, channel, receivedOn: channel === 'letter' ? null : sentOn });
  if (!term) return null;
  const own: CoveredStep = { invoice, step };
  const named = new Map([own, ...covered].map((part) => [part.invoice.id, part]));
  const claims = [...new Set([...claimsOfNotice(facts, { on: sentOn, zone: policy.timeZone }), ...covered.map((part) => part.invoice)])];
  return {
    id: `presumed ${invoice.id} ${step.key} ${step.occurrence}`,
    kind,
    debtorKind: debtor.kind,
    state: 'sent',
    endedReason: null,
    at: step.at,
    sentOn,
    channel,
    lastDay: term.lastDay,
    costsFrom: term.costsFrom,
    announcedCosts: 0n,
    claims: claims.map((claim) => namedClaim(claim, debtor.kind, named.get(claim.id)?.step ?? null)),
  };
}

/** Under which policy a notice would leave, and with what else. */
export interface Presumption {
  readonly policy: Policy;
  readonly covered?: readonly CoveredStep[];
}

/** A step that leaves in the message of another one. */
export interface CoveredStep {
  readonly invoice: InvoiceFacts;
  readonly step: PlannedStep;
}

/** How a row of the ledger stands once the step succeeded. A call stays open until somebody answers; without a deadline that is for ever. */
function resultOf({ approval, kind }: PlannedStep): TakenStep['result'] {
  if (approval === 'required' || (kind !== 'call' && kind !== 'message')) return 'done';
  return kind === 'message' ? 'delivered' : 'open';
}

/** The ledger row of a step that is taken at its instant and succeeds. */
export function succeeded(step: PlannedStep): TakenStep {
  const approved = step.approval === 'required';
  // One literal, no spreads: whole portfolios are simulated with this.
  return {
    step: step.key,
    occurrence: step.occurrence,
    at: step.at,
    result: resultOf(step),
    channel: approved ? null : step.channel,
    outcome: approved ? 'approved' : null,
    deadline: !approved && step.kind === 'call' ? step.deadline : null,
  };
}

/** Whether taking the step is a contact with the debtor, which caps and distances count. A confirmation is none: he asked for it by agreeing. */
export const isContact = (step: PlannedStep): step is PlannedStep & { readonly channel: Channel } =>
  step.channel !== null && step.approval === 'none' && !isConfirmation(step.key);

/** What taking the step makes of the chase: a handover ends it, and so does a step that writes off; null when it goes on. */
export function outcomeOf(step: PlannedStep, policy: Policy): ChaseOutcome | null {
  if (step.approval === 'required') return null;
  if (step.kind === 'handover') return 'handed-over';
  return writesOff(policy, step.key) ? 'written-off' : null;
}

/**
 * The facts after the step was taken at its instant: a message is delivered, a call is opened (and runs out at its deadline, if it has one), an
 * approval is given at once, a handover or note is made. A handover or a write-off ends the chase.
 */
export function afterStep(policy: Policy, facts: ChaseFacts, step: PlannedStep): ChaseFacts {
  const { debtor, invoice } = facts;
  if (isConfirmation(step.key)) return { ...facts, invoice: { ...invoice, toConfirm: null } };
  const contacts = isContact(step) ? [...debtor.contacts, { at: step.at, channel: step.channel }] : debtor.contacts;
  const outcome = outcomeOf(step, policy) ?? invoice.outcome;
  const taken = [...invoice.taken, succeeded(step)];
  const after = { ...facts, debtor: { ...debtor, contacts }, invoice: { ...invoice, outcome, taken } };
  const notice = presumedNotice(step, facts, { policy });
  return notice
    ? { ...after, invoice: noticed(after.invoice, notice), siblings: facts.siblings.map((other) => noticed(other, notice)) }
    : after;
}

/** An invoice with a notice, when it names it. */
const noticed = (invoice: InvoiceFacts, notice: NoticeFact): InvoiceFacts =>
  namedIn(notice, invoice.id) ? { ...invoice, notices: [...invoice.notices, notice] } : invoice;
