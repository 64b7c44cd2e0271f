/** Rule 4: legal gates. They delay, block or ask a person; they never make anything happen sooner. */
import { type Day, type IsoDate, toDay } from '../../calendar/iso-date.js';
import type { LocalDay } from '../../calendar/zone.js';
import { type DefaultState, defaultSince, isConsumer } from '../../notice/default.js';
import { formalNoticeFor, isRipe } from '../../notice/formal-notice.js';
import { defaultNoticeOf, mayBeNamed } from '../../notice/standing.js';
import type { NoticeKind } from '../../notice/wording.js';
import type { ChaseFacts, DebtorKind, InvoiceFacts, NamedClaim } from '../facts/facts.js';
import type { PlannedCharges, PlannedStep, ReasonCode } from '../language/plan.js';
import type { Step } from '../language/policy.js';
import { endTermRuns, paymentPlanIsPaid } from '../situation/payment-plan.js';
import { type Situation, isNaturalPerson, isOpen, undisputed } from '../situation/situation.js';
import { isTimeBarred } from '../situation/time-bar.js';

/** `blocked`: only news can open it. `notBefore`: not earlier than this day. `person`: somebody has to agree first. */
export interface GateAnswer {
  readonly blocked: boolean;
  readonly notBefore: Day | null;
  readonly person: boolean;
  readonly reason: ReasonCode | null;
  /** What the gate depended on, for the explanation. */
  readonly why: string | null;
}

const open: GateAnswer = { blocked: false, notBefore: null, person: false, reason: null, why: null };

/**
 * The gate of a formal notice: not before the first day of default. A term that only the invoice names is not agreed (6:82, 6:83a BW), so a
 * person looks first. After a notice of default, which proves default, its term and the margin for slow post have to run out first.
 */
function noticeGate({ facts, history: { defaultNotice }, today, dueDay }: Situation): GateAnswer {
  const inDefault = { ...open, notBefore: dueDay + 1 };
  if (defaultNotice) {
    const runsOut = toDay(defaultNotice.costsFrom);
    return { ...inDefault, notBefore: Math.max(dueDay + 1, runsOut), reason: runsOut > today ? 'notice-running' : null };
  }
  const unclear = isConsumer(facts.debtor.kind) && facts.invoice.termBasis !== 'agreed';
  return unclear ? { ...inDefault, person: true, reason: 'legal-gate', why: 'default-not-proven' } : inDefault;
}

/**
 * Costs and handover come from the first day of default, for a consumer after a valid notice has run out (6:96 lid 6 BW), and for nobody
 * before every term has run out that he was given for this claim.
 */
function expiryGate({ facts, history, today, dueDay }: Situation): GateAnswer {
  const termsEnd = history.termsEnd ?? 0;
  // The steps of the ladder count from the term of its own notice anyway; `notice-running` is reported only when another notice's term ends
  // later.
  const ownTermEnd = history.notice ? toDay(history.notice.costsFrom) : 0;
  if (!isConsumer(facts.debtor.kind))
    return { ...open, notBefore: Math.max(dueDay + 1, termsEnd), reason: termsEnd > Math.max(today, ownTermEnd) ? 'notice-running' : null };
  if (!history.notice) return { ...open, blocked: true, reason: 'legal-gate', why: 'no-valid-notice' };
  const costsFrom = Math.max(ownTermEnd, termsEnd);
  return { ...open, notBefore: costsFrom, reason: costsFrom > today ? 'notice-running' : null, why: null };
}

const asksCosts = ({ kind, charges }: Step): boolean => kind === 'handover' || charges?.collectionCosts === 'charge';

/** What the law says about taking this step for this debtor. */
export function legalGate(step: Step, situation: Situation): GateAnswer {
  const expiry = asksCosts(step) ? expiryGate(situation) : open;
  if (expiry.blocked || step.legal !== 'formal-notice') return expiry;
  const notice = noticeGate(situation);
  return { ...notice, notBefore: Math.max(notice.notBefore ?? 0, expiry.notBefore ?? 0), reason: notice.reason ?? expiry.reason };
}

/**
 * Whether a person has to approve the step first: the policy says so, messages are sent by hand, a gate is unclear, or a natural person
 * would be handed over.
 */
export function needsApproval(step: Step, situation: Situation, gate: GateAnswer): boolean {
  if (gate.person || step.approval === 'required') return true;
  if (step.kind === 'message' && situation.policy.policy.sending === 'by-hand') return true;
  const natural = isNaturalPerson(situation.facts.debtor.kind);
  return natural && (step.kind === 'handover' || step.approval === 'required-for-natural-persons');
}

const none: PlannedCharges = { fixedFee: 0n, feeCurrency: null, interest: 'none', yearDays: 365, collectionCosts: 'none' };

/** What the step may add. A consumer pays no fees beside the legal scale (6:96 lid 5 BW), so a fixed fee is left out for him. */
export function allowedCharges({ charges }: Step, { facts: { debtor } }: Situation): PlannedCharges {
  if (!charges) return none;
  return {
    fixedFee: isConsumer(debtor.kind) ? 0n : (charges.fixedFee ?? 0n),
    feeCurrency: charges.feeCurrency ?? null,
    interest: charges.interest ?? 'none',
    yearDays: charges.yearDays ?? none.yearDays,
    collectionCosts: charges.collectionCosts ?? 'none',
  };
}

/**
 * Whether a claim may be dunned on a day. Not while the creditor has agreed to wait (a promise, a payment plan that is kept or whose last
 * term runs, a pause) or collects it by direct debit: a notice that names such a claim would take the agreement back. Not when it is
 * time-barred.
 */
export const mayBeDunned = (debtorKind: DebtorKind, invoice: InvoiceFacts, day: LocalDay): boolean =>
  !isTimeBarred(debtorKind, invoice, toDay(day.on)) &&
  invoice.pause === null &&
  invoice.promise === null &&
  !invoice.directDebitPending &&
  !endTermRuns(invoice, day) &&
  (invoice.paymentPlanBrokenOn !== null || paymentPlanIsPaid(invoice));

/**
 * Since when a claim is in default, by what the facts hold: an agreed term, or a notice of default that stands. When the invoice was
 * received is not known, so a business without either is never taken to be in default (6:119a lid 2 BW).
 */
export function defaultOf(debtorKind: DebtorKind, claim: InvoiceFacts): DefaultState | null {
  const { termBasis, dueDate } = claim;
  const notice = defaultNoticeOf(claim, debtorKind);
  return defaultSince({ debtorKind, termBasis, dueDate, noticeOfDefault: notice && { valid: true, lastDay: notice.lastDay } });
}

/** The formal notice that an invoice asks for on a day. */
export const noticeKindOf = (debtorKind: DebtorKind, invoice: InvoiceFacts, on: IsoDate): NoticeKind =>
  formalNoticeFor(debtorKind, defaultOf(debtorKind, invoice), on);

/**
 * Which claims may stand in the notice of a chase on a day. Only claims in default are added up in a 14-day letter (6:96 lid 6-7 BW): one
 * that is not would void it for all.
 */
export function standsInNoticeOf({ debtor, invoice }: ChaseFacts, on: IsoDate): (claim: InvoiceFacts) => boolean {
  const notice = noticeKindOf(debtor.kind, invoice, on);
  return (claim) => isRipe({ dueDate: claim.dueDate, defaultState: defaultOf(debtor.kind, claim) }, notice, on);
}

/**
 * The claims that the formal notice of a chase must name together (6:96 lid 7 BW): every open, due and undisputed one of the debtor in
 * this currency that may be dunned and may stand in it, the invoice itself first, then by due date. Not one that a notice names already:
 * nobody gets two last terms for one claim.
 */
export function claimsOfNotice(facts: ChaseFacts, day: LocalDay): readonly InvoiceFacts[] {
  const { on } = day;
  const { debtor, invoice, siblings } = facts;
  const stands = standsInNoticeOf(facts, on);
  const due = siblings.filter(
    (other) =>
      isOpen(other) &&
      mayBeDunned(debtor.kind, other, day) &&
      other.currency === invoice.currency &&
      stands(other) &&
      undisputed(other) > 0n &&
      mayBeNamed(other, debtor.kind, on),
  );
  return [invoice, ...due.sort((a, b) => (a.dueDate < b.dueDate ? -1 : 1))];
}

/** A claim as a notice that leaves now names it; `step` is the step of its own chase that the notice is, null when it is named only. */
export function namedClaim(
  claim: InvoiceFacts,
  debtorKind: DebtorKind,
  step: Pick<PlannedStep, 'key' | 'occurrence' | 'legal'> | null,
): NamedClaim {
  const own = step?.legal ? step : null;
  return {
    invoiceId: claim.id,
    amount: undisputed(claim),
    dueDate: claim.dueDate,
    termBasis: claim.termBasis,
    defaultBasis: defaultOf(debtorKind, claim)?.basis ?? null,
    step: own?.key ?? null,
    occurrence: own?.occurrence ?? null,
  };
}
