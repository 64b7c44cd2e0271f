/**
 * What is written about an agreement: the confirmation of a promise or a plan, the reminder of each instalment, the friendly word when one
 * was missed, and that a plan has ended. They are no rungs of a ladder and stand in no policy; they go before every stop that the agreement
 * itself makes. A plan over several invoices says each of them once, for all.
 */
import { type Day, fromDay, toDay } from '../../calendar/iso-date.js';
import { type Cents, maxCents, minCents } from '../../money/money.js';
import { chooseChannel } from '../situation/channel-choice.js';
import { claimStops, isOlder } from '../situation/claim-stops.js';
import type { Channel, ChaseFacts, InvoiceFacts, ToConfirm } from '../facts/facts.js';
import { type Fit, fitInstant } from '../timing/instant-fit.js';
import { instantOfDay, localDayAt } from '../facts/local-clock.js';
import {
  type PaymentPlanStanding,
  type PaymentPlanStepKey,
  channelFor,
  endingOf,
  isPaymentPlanStep,
  occurrenceOf,
  paymentPlanStanding,
  reminderDayOf,
  saidOf,
} from '../situation/payment-plan.js';
import type { Plan, PlannedStep, ReasonCode } from '../language/plan.js';
import type { Policy } from '../language/policy.js';
import { type Situation, isOpen, undisputed } from '../situation/situation.js';
import type { Standstill } from '../gates/stops.js';

/** Keys of confirmations; no policy may use the prefix. */
const confirmationPrefix = 'confirm-';
const confirmations = {
  promise: { key: 'confirm-promise', template: 'call-confirmation', channels: ['email'], reason: 'promised' },
  // An agreement over months deserves paper where there is no mailbox.
  plan: { key: 'confirm-plan', template: 'plan-confirmation', channels: ['email', 'letter'], reason: 'payment-plan' },
} as const satisfies Readonly<
  Record<ToConfirm['kind'], { key: string; template: string; channels: readonly Channel[]; reason: ReasonCode }>
>;

/** Key of the step that confirms an agreement. */
export const confirmationKey = (kind: ToConfirm['kind']): string => confirmations[kind].key;
/** Whether a step confirms an agreement: no contact that caps count, for the debtor asked for it by agreeing, and no rung of a ladder. */
export const isConfirmation = (key: string): boolean => key.startsWith(confirmationPrefix);
/** Whether a step is about a payment plan: its confirmation, its instalments, its end. */
export const isAboutPaymentPlan = (key: string): boolean => key === confirmations.plan.key || isPaymentPlanStep(key);
/** Whether a step is about an agreement, and stands in no policy. */
export const isAboutAgreement = (key: string): boolean => isConfirmation(key) || isPaymentPlanStep(key);

/** Stops under which nothing is confirmed; the one that the agreement itself makes is none of them. */
const silencing: ReadonlySet<ReasonCode> = new Set([
  'deceased',
  'insolvent',
  'time-barred',
  'disputed',
  'on-hold',
  'paused',
  'do-not-contact',
]);
/** Stops under which the messages of a plan leave all the same. */
const ownStops: ReadonlySet<ReasonCode> = new Set<ReasonCode>(['payment-plan', 'plan-ended', 'follows-oldest']);

/** The debtor's other open invoices in the same plan. */
const restOfPaymentPlan = ({ invoice, siblings }: ChaseFacts): readonly InvoiceFacts[] =>
  siblings.filter((other) => inOnePaymentPlan(invoice, other) && isOpen(other));

/** Why another invoice of the plan keeps its messages back: nothing is said about all while one is contested or put aside. */
function silenceOfRest({ facts, policy, today }: Situation): ReasonCode | null {
  for (const other of restOfPaymentPlan(facts)) {
    if (other.dispute !== null) return 'disputed';
    for (const { reason, lastDay } of claimStops(other, policy.policy, facts.debtor))
      if (!ownStops.has(reason) && (lastDay === null || lastDay >= today)) return reason;
  }
  return null;
}

/** Why an agreement is not confirmed to the debtor any more, or null. A promise is about its own invoice, a plan about all in it. */
export function silenceOf(situation: Situation, standstill: Standstill | null, kind: ToConfirm['kind']): ReasonCode | null {
  if (situation.facts.invoice.dispute !== null) return 'disputed';
  const own = standstill?.reasons.find((reason) => silencing.has(reason)) ?? null;
  return own ?? (kind === 'promise' ? null : silenceOfRest(situation));
}

/** Whether what is to be confirmed still stands. */
export const stillAgreed = ({ promise, paymentPlan, paymentPlanBrokenOn }: InvoiceFacts, kind: ToConfirm['kind']): boolean =>
  kind === 'promise' ? promise !== null : paymentPlan !== null && paymentPlanBrokenOn === null;

interface Draft {
  readonly key: string;
  readonly occurrence: number;
  readonly template: string;
  readonly tone: PlannedStep['tone'];
  readonly channel: Channel;
  readonly amount: Cents;
  readonly reason: ReasonCode;
}

function planned({ key, occurrence, template, tone, channel, amount, reason }: Draft, fit: Fit, situation: Situation): Plan {
  const { currency } = situation.facts.invoice;
  const how = { kind: 'message', alsoVia: [], legal: null, approval: 'none', deadline: null } as const;
  const step: PlannedStep = { ...how, key, occurrence, at: fit.at, channel, template, tone, amount, currency };
  const inputs = { policy: situation.policy.policy.key, today: fromDay(situation.today), agreed: key };
  return { next: 'step', step, reasons: [reason, ...fit.moved], skipped: [], inputs };
}

/** One seed a plan: chases of one policy come to the same instant for it. */
const seedOf = ({ id, paymentPlan }: InvoiceFacts): string => paymentPlan?.agreement?.id ?? id;

/** The confirmation that is still to leave: keeps the hours of its channel and nothing else. */
function confirmation(situation: Situation, standstill: Standstill | null): Plan | null {
  const { facts, policy, now } = situation;
  const { invoice } = facts;
  const { toConfirm } = invoice;
  if (!toConfirm || !stillAgreed(invoice, toConfirm.kind) || silenceOf(situation, standstill, toConfirm.kind) !== null) return null;
  const { key, template, channels, reason } = confirmations[toConfirm.kind];
  const channel = chooseChannel({ channels }, facts.debtor, []);
  if (channel === null) return null;
  const seed = toConfirm.kind === 'plan' ? seedOf(invoice) : invoice.id;
  const fit = fitInstant({ times: policy.times[channel], notBefore: now, seed, contacts: null, urgent: true }, policy);
  return (
    fit && planned({ key, occurrence: toConfirm.no, template, tone: 'friendly', channel, amount: invoice.open, reason }, fit, situation)
  );
}

/** An amount over the invoices of a plan, the oldest first and none above what may be asked of it: the share of the chase's own. */
function shareOf(amount: Cents, { invoice }: ChaseFacts, rest: readonly InvoiceFacts[]): Cents {
  const before = rest.filter((other) => isOlder(other, invoice)).reduce((sum, other) => sum + undisputed(other), 0n);
  return minCents(maxCents(amount - before, 0n), undisputed(invoice));
}

/** A message about a plan, before its instant is known. */
interface Word {
  readonly key: PaymentPlanStepKey;
  readonly from: Day;
  /** After this day it makes no sense any more. */
  readonly until: Day | null;
  readonly failedOn: readonly Channel[];
}

const reasons: Readonly<Record<PaymentPlanStepKey, ReasonCode>> = {
  'instalment-due': 'payment-plan',
  'instalment-missed': 'payment-plan',
  'plan-ended': 'due-by-policy',
};

function written({ key, from, until, failedOn }: Word, standing: PaymentPlanStanding, situation: Situation): Plan | null {
  const { facts, policy, now } = situation;
  const { timeZone } = policy.policy;
  const channel = channelFor(key, facts.debtor, failedOn);
  if (channel === null) return null;
  const notBefore = Math.max(now, instantOfDay(from, 0, timeZone));
  const { contacts } = facts.debtor;
  const fit = fitInstant({ times: policy.times[channel], notBefore, seed: seedOf(facts.invoice), contacts, urgent: false }, policy);
  if (!fit || localDayAt(fit.at, timeZone) > (until ?? Infinity)) return null;
  const open = standing.next?.open ?? 0n;
  const amount = key === 'plan-ended' ? undisputed(facts.invoice) : shareOf(open, facts, restOfPaymentPlan(facts));
  const tone = key === 'plan-ended' ? 'businesslike' : 'friendly';
  return planned({ key, occurrence: occurrenceOf(standing), template: key, tone, channel, amount, reason: reasons[key] }, fit, situation);
}

const inFlight = (situation: Situation): Plan => ({
  next: 'wait',
  until: null,
  reasons: ['send-in-flight'],
  skipped: [],
  inputs: { policy: situation.policy.policy.key, today: fromDay(situation.today) },
});

/** The reminder of the instalment that is next, while it comes before the day it falls due. */
function reminder(standing: PaymentPlanStanding, situation: Situation): Plan | null {
  const { agreement, next } = standing;
  const from = agreement && next && reminderDayOf(next, agreement.agreedOn);
  if (!next || from === null) return null;
  const said = saidOf(situation.facts.invoice, 'instalment-due', occurrenceOf(standing));
  if (said.state === 'in-flight') return inFlight(situation);
  const until = toDay(next.dueDate);
  return said.state === 'said' ? null : written({ key: 'instalment-due', from, until, failedOn: said.failedOn }, standing, situation);
}

/** The friendly word when an instalment was missed. */
function missed(standing: PaymentPlanStanding, situation: Situation): Plan | null {
  const said = saidOf(situation.facts.invoice, 'instalment-missed', occurrenceOf(standing));
  if (said.state === 'in-flight') return inFlight(situation);
  if (said.state === 'said') return null;
  return written({ key: 'instalment-missed', from: standing.missedOn, until: null, failedOn: said.failedOn }, standing, situation);
}

/** That the plan has ended. */
function ended(standing: PaymentPlanStanding, situation: Situation): Plan | null {
  const { facts, policy } = situation;
  const said = endingOf(facts.invoice, standing, { policy: policy.policy, debtor: facts.debtor });
  if (said?.state === 'in-flight') return inFlight(situation);
  if (said?.state !== 'no' || standing.brokenOn === null) return null;
  return written({ key: 'plan-ended', from: standing.brokenOn, until: null, failedOn: said.failedOn }, standing, situation);
}

/** The next message about the plan of an invoice; null when there is none to write, or something keeps it back. */
function paymentPlanMessage(situation: Situation, standstill: Standstill | null): Plan | null {
  const { facts, policy, today, history } = situation;
  const standing = facts.invoice.paymentPlan && paymentPlanStanding(facts.invoice, { policy: policy.policy, debtor: facts.debtor });
  if (!standing || history.busy || policy.policy.progress === 'highest') return null;
  if (standstill?.reasons.some((reason) => !ownStops.has(reason)) || silenceOfRest(situation) !== null) return null;
  const { brokenOn } = standing;
  if (brokenOn !== null && brokenOn <= today) return ended(standing, situation);
  // Nothing reaches him: the plan breaks without a word.
  if (brokenOn === standing.missedOn) return reminder(standing, situation);
  return reminder(standing, situation) ?? missed(standing, situation) ?? ended(standing, situation);
}

/** Whether a missed instalment breaks the plan now: the time to mend it is over, and nothing else keeps the creditor waiting. */
export function breaksOn(situation: Situation, standstill: Standstill | null): boolean {
  const { facts, policy, today } = situation;
  const brokenOn = paymentPlanStanding(facts.invoice, { policy: policy.policy, debtor: facts.debtor })?.brokenOn ?? null;
  if (brokenOn === null || brokenOn > today) return false;
  return !standstill?.reasons.some((reason) => !ownStops.has(reason)) && silenceOfRest(situation) === null;
}

/** What is to be written about an agreement next, before anything the ladder asks; null when there is nothing. */
export const agreementPlan = (situation: Situation, standstill: Standstill | null): Plan | null =>
  confirmation(situation, standstill) ?? paymentPlanMessage(situation, standstill);

/** The share of one invoice in a message about its plan, which leaves for another; null when it is not about it, or it was said to it. */
export function followedAgreement(own: PlannedStep, policy: Policy, facts: ChaseFacts): PlannedStep | null {
  const { invoice, debtor } = facts;
  if (isConfirmation(own.key)) {
    const { toConfirm } = invoice;
    const same = toConfirm?.kind === 'plan' && confirmationKey('plan') === own.key && stillAgreed(invoice, 'plan');
    return same ? { ...own, occurrence: toConfirm.no, amount: invoice.open } : null;
  }
  const standing = paymentPlanStanding(invoice, { policy, debtor });
  if (!standing?.agreement || !isPaymentPlanStep(own.key)) return null;
  const occurrence = occurrenceOf(standing);
  if (saidOf(invoice, own.key, occurrence).state !== 'no') return null;
  const open = standing.next?.open ?? 0n;
  return { ...own, occurrence, amount: own.key === 'plan-ended' ? undisputed(invoice) : shareOf(open, facts, restOfPaymentPlan(facts)) };
}

/** What a message asks of one of its claims: all that may be asked of it, but of an instalment only the share that is due. */
export const askedOf = ({ key, amount }: Pick<PlannedStep, 'key' | 'amount'>, invoice: InvoiceFacts): Cents =>
  key === 'instalment-due' || key === 'instalment-missed' ? amount : undisputed(invoice);

/** Whether two invoices are in one plan. */
export const inOnePaymentPlan = (a: InvoiceFacts, b: InvoiceFacts): boolean =>
  a.paymentPlan?.agreement !== undefined && a.paymentPlan.agreement.id === b.paymentPlan?.agreement?.id;
