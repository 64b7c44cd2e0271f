/**
 * The messages to a debtor about an agreement: the confirmation of a promise or a payment plan, the reminder of each instalment, a friendly
 * message when one was missed, and the message that a payment plan has ended. They are no steps of a policy, and leave although the agreement
 * itself stops the ladder. Of a payment plan over several invoices each message is sent once, for all of them.
 *
 * In this file "payment plan" is the agreement with the debtor; a `Plan` is what `decide` answers.
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
  endMessageState,
  isPaymentPlanStep,
  occurrenceOf,
  paymentPlanStanding,
  reminderDayOf,
  messageStateOf,
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

/** Stops under which no agreement is confirmed. The stop that the agreement itself makes is not among them. */
const stopsOfConfirmation: ReadonlySet<ReasonCode> = new Set([
  'deceased',
  'insolvent',
  'time-barred',
  'disputed',
  'on-hold',
  'paused',
  'do-not-contact',
]);
/** Stops that do not hold back the messages about a payment plan. */
const stopsThatLetThrough: ReadonlySet<ReasonCode> = new Set<ReasonCode>(['payment-plan', 'plan-ended', 'follows-oldest']);

/** The debtor's other open invoices in the same payment plan. */
const restOfPaymentPlan = ({ invoice, siblings }: ChaseFacts): readonly InvoiceFacts[] =>
  siblings.filter((other) => inOnePaymentPlan(invoice, other) && isOpen(other));

/**
 * Why another invoice of the payment plan holds back its messages: nothing is said about all of them while one is contested or stopped.
 * Null: none does.
 */
function reasonFromOtherInvoices({ facts, policy, today }: Situation): ReasonCode | null {
  for (const other of restOfPaymentPlan(facts)) {
    if (other.dispute !== null) return 'disputed';
    for (const { reason, lastDay } of claimStops(other, policy.policy, facts.debtor))
      if (!stopsThatLetThrough.has(reason) && (lastDay === null || lastDay >= today)) return reason;
  }
  return null;
}

/**
 * Why an agreement is not confirmed to the debtor any more; null when it is. A promise is about its own invoice, a payment plan about all
 * in it.
 */
export function reasonNotToConfirm(situation: Situation, standstill: Standstill | null, kind: ToConfirm['kind']): ReasonCode | null {
  if (situation.facts.invoice.dispute !== null) return 'disputed';
  const own = standstill?.reasons.find((reason) => stopsOfConfirmation.has(reason)) ?? null;
  return own ?? (kind === 'promise' ? null : reasonFromOtherInvoices(situation));
}

/** Whether what is to be confirmed still stands. */
export const stillAgreed = ({ promise, paymentPlan, paymentPlanBrokenOn }: InvoiceFacts, kind: ToConfirm['kind']): boolean =>
  kind === 'promise' ? promise !== null : paymentPlan !== null && paymentPlanBrokenOn === null;

/** A message about an agreement, before its instant is known. */
interface AgreementMessage {
  readonly key: string;
  readonly occurrence: number;
  readonly template: string;
  readonly tone: PlannedStep['tone'];
  readonly channel: Channel;
  readonly amount: Cents;
  readonly reason: ReasonCode;
}

/** The plan to send a message at the instant that was found for it. */
function planToSend({ key, occurrence, template, tone, channel, amount, reason }: AgreementMessage, fit: Fit, situation: Situation): Plan {
  const { currency } = situation.facts.invoice;
  const how = { kind: 'message', alsoVia: [], legal: null, approval: 'none', deadline: null } as const;
  const step: PlannedStep = { ...how, key, occurrence, at: fit.at, channel, template, tone, amount, currency };
  const inputs = { policy: situation.policy.policy.key, today: fromDay(situation.today), agreed: key };
  return { next: 'step', step, reasons: [reason, ...fit.moved], skipped: [], inputs };
}

/**
 * The seed that spreads messages over a window: one for each payment plan, so that all its chases under one policy come to the same
 * instant.
 */
const seedOf = ({ id, paymentPlan }: InvoiceFacts): string => paymentPlan?.agreement?.id ?? id;

/**
 * The plan to send the confirmation that is still to leave. Only the sending hours of its channel delay it. Null: there is none to send.
 */
function confirmationMessage(situation: Situation, standstill: Standstill | null): Plan | null {
  const { facts, policy, now } = situation;
  const { invoice } = facts;
  const { toConfirm } = invoice;
  if (!toConfirm || !stillAgreed(invoice, toConfirm.kind) || reasonNotToConfirm(situation, standstill, toConfirm.kind) !== null)
    return null;
  const { key, template, channels, reason } = confirmations[toConfirm.kind];
  const channel = chooseChannel({ channels }, facts.debtor, []);
  if (channel === null) return null;
  const seed = toConfirm.kind === 'plan' ? seedOf(invoice) : invoice.id;
  const fit = fitInstant({ times: policy.times[channel], notBefore: now, seed, contacts: null, urgent: true }, policy);
  return (
    fit && planToSend({ key, occurrence: toConfirm.no, template, tone: 'friendly', channel, amount: invoice.open, reason }, fit, situation)
  );
}

/**
 * The share of the chase's own invoice in an amount that is spread over the invoices of a payment plan: oldest first, each up to what may
 * be asked for it.
 */
function shareOf(amount: Cents, { invoice }: ChaseFacts, rest: readonly InvoiceFacts[]): Cents {
  const before = rest.filter((other) => isOlder(other, invoice)).reduce((sum, other) => sum + undisputed(other), 0n);
  return minCents(maxCents(amount - before, 0n), undisputed(invoice));
}

/** A message about a payment plan that is due. */
interface PaymentPlanMessage {
  readonly key: PaymentPlanStepKey;
  readonly from: Day;
  /** The last day on which it makes sense; null when there is none. */
  readonly until: Day | null;
  readonly failedOn: readonly Channel[];
}

const reasons: Readonly<Record<PaymentPlanStepKey, ReasonCode>> = {
  'instalment-due': 'payment-plan',
  'instalment-missed': 'payment-plan',
  'plan-ended': 'due-by-policy',
};

/** The plan to send a message about a payment plan; null when no channel or no day is left for it. */
function scheduleMessage(
  { key, from, until, failedOn }: PaymentPlanMessage,
  standing: PaymentPlanStanding,
  situation: Situation,
): Plan | null {
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
  return planToSend(
    { key, occurrence: occurrenceOf(standing), template: key, tone, channel, amount, reason: reasons[key] },
    fit,
    situation,
  );
}

/** The plan to wait while a message is being sent. */
const waitWhileSending = (situation: Situation): Plan => ({
  next: 'wait',
  until: null,
  reasons: ['send-in-flight'],
  skipped: [],
  inputs: { policy: situation.policy.policy.key, today: fromDay(situation.today) },
});

/** The plan to remind the debtor of the next instalment, as long as the reminder comes before the day it falls due. */
function instalmentReminder(standing: PaymentPlanStanding, situation: Situation): Plan | null {
  const { agreement, next } = standing;
  const from = agreement && next && reminderDayOf(next, agreement.agreedOn);
  if (!next || from === null) return null;
  const message = messageStateOf(situation.facts.invoice, 'instalment-due', occurrenceOf(standing));
  if (message.state === 'in-flight') return waitWhileSending(situation);
  const until = toDay(next.dueDate);
  return message.state === 'sent'
    ? null
    : scheduleMessage({ key: 'instalment-due', from, until, failedOn: message.failedOn }, standing, situation);
}

/** The plan to send the friendly message that an instalment was missed. */
function missedInstalmentMessage(standing: PaymentPlanStanding, situation: Situation): Plan | null {
  const message = messageStateOf(situation.facts.invoice, 'instalment-missed', occurrenceOf(standing));
  if (message.state === 'in-flight') return waitWhileSending(situation);
  if (message.state === 'sent') return null;
  return scheduleMessage(
    { key: 'instalment-missed', from: standing.missedOn, until: null, failedOn: message.failedOn },
    standing,
    situation,
  );
}

/** The plan to send the message that a payment plan has ended. */
function planEndedMessage(standing: PaymentPlanStanding, situation: Situation): Plan | null {
  const { facts, policy } = situation;
  const message = endMessageState(facts.invoice, standing, { policy: policy.policy, debtor: facts.debtor });
  if (message?.state === 'in-flight') return waitWhileSending(situation);
  if (message?.state !== 'not-sent' || standing.brokenOn === null) return null;
  return scheduleMessage({ key: 'plan-ended', from: standing.brokenOn, until: null, failedOn: message.failedOn }, standing, situation);
}

/** The plan to send the next message about the payment plan of an invoice; null when there is none to send, or something holds it back. */
function paymentPlanMessage(situation: Situation, standstill: Standstill | null): Plan | null {
  const { facts, policy, today } = situation;
  const standing = facts.invoice.paymentPlan && paymentPlanStanding(facts.invoice, { policy: policy.policy, debtor: facts.debtor });
  if (!standing || situation.history.busy || policy.policy.progress === 'highest') return null;
  if (standstill?.reasons.some((reason) => !stopsThatLetThrough.has(reason)) || reasonFromOtherInvoices(situation) !== null) return null;
  const { brokenOn } = standing;
  if (brokenOn !== null && brokenOn <= today) return planEndedMessage(standing, situation);
  // No channel reaches him, so the payment plan breaks without the message that an instalment was missed.
  if (brokenOn === standing.missedOn) return instalmentReminder(standing, situation);
  return instalmentReminder(standing, situation) ?? missedInstalmentMessage(standing, situation) ?? planEndedMessage(standing, situation);
}

/**
 * Whether a missed instalment breaks the payment plan now: the time to make up for it is over, and no other stop keeps the creditor
 * waiting.
 */
export function missedInstalmentBreaksPlan(situation: Situation, standstill: Standstill | null): boolean {
  const { facts, policy, today } = situation;
  const brokenOn = paymentPlanStanding(facts.invoice, { policy: policy.policy, debtor: facts.debtor })?.brokenOn ?? null;
  if (brokenOn === null || brokenOn > today) return false;
  return !standstill?.reasons.some((reason) => !stopsThatLetThrough.has(reason)) && reasonFromOtherInvoices(situation) === null;
}

/** The plan to send the next message about an agreement, which goes before the ladder; null when there is none. */
export const agreementPlan = (situation: Situation, standstill: Standstill | null): Plan | null =>
  confirmationMessage(situation, standstill) ?? paymentPlanMessage(situation, standstill);

/**
 * The step of one invoice that is merged into a message about its payment plan, which another invoice of that plan sends (`own` is that
 * invoice's step). Null when the message is not about this invoice, or was sent for it before.
 */
export function shareInPlanMessage(own: PlannedStep, policy: Policy, facts: ChaseFacts): PlannedStep | null {
  const { invoice, debtor } = facts;
  if (isConfirmation(own.key)) {
    const { toConfirm } = invoice;
    const same = toConfirm?.kind === 'plan' && confirmationKey('plan') === own.key && stillAgreed(invoice, 'plan');
    return same ? { ...own, occurrence: toConfirm.no, amount: invoice.open } : null;
  }
  const standing = paymentPlanStanding(invoice, { policy, debtor });
  if (!standing?.agreement || !isPaymentPlanStep(own.key)) return null;
  const occurrence = occurrenceOf(standing);
  if (messageStateOf(invoice, own.key, occurrence).state !== 'not-sent') return null;
  const open = standing.next?.open ?? 0n;
  return { ...own, occurrence, amount: own.key === 'plan-ended' ? undisputed(invoice) : shareOf(open, facts, restOfPaymentPlan(facts)) };
}

/** The amount a message asks for one of its claims: all that may be asked for it, but of an instalment only the share that is due. */
export const askedOf = ({ key, amount }: Pick<PlannedStep, 'key' | 'amount'>, invoice: InvoiceFacts): Cents =>
  key === 'instalment-due' || key === 'instalment-missed' ? amount : undisputed(invoice);

/** Whether two invoices are in one payment plan. */
export const inOnePaymentPlan = (a: InvoiceFacts, b: InvoiceFacts): boolean =>
  a.paymentPlan?.agreement !== undefined && a.paymentPlan.agreement.id === b.paymentPlan?.agreement?.id;
