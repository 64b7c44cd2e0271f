/**
 * The state of a payment plan (betalingsregeling): kept, missed an instalment that may still be paid, or broken; and the messages about it.
 */
import { type Day, type IsoDate, fromDay, toDay } from '../../calendar/iso-date.js';
import type { Cents } from '../../money/money.js';
import { type CalendarName, nextWorkingDayNumber } from '../../calendar/working-days.js';
import type { Instant, LocalDay } from '../../calendar/zone.js';
import { chooseChannel } from './channel-choice.js';
import type { Channel, DebtorFacts, InstalmentFact, InvoiceFacts, PaymentPlanAgreement } from '../facts/facts.js';
import { localDayAt } from '../facts/local-clock.js';
import type { Policy } from '../language/policy.js';

/** Working days after a promised date or an instalment's due date in which the money may still come in. */
const promiseGraceWorkingDays = 2;

/**
 * Days before an instalment falls due on which the debtor is reminded of it: time for a transfer of one working day, with a weekend
 * between.
 */
const paymentPlanReminderDays = 3;

/** Days that a debtor has to pay a missed instalment after all, from the message about it: a week leaves time for a pay day or a call. */
export const mendDays = 7;

/** Days that a debtor has to pay all that is open, or to call, from the message that a plan has ended; the ladder goes on after them. */
export const paymentPlanEndTermDays = 7;

/** Steps that are about a payment plan and stand in no policy, with the channels by which each may leave, best first. */
const paymentPlanChannels = {
  // A letter of three days before the date would come after it.
  'instalment-due': ['email', 'whatsapp', 'sms'],
  'instalment-missed': ['email', 'sms', 'letter'],
  'plan-ended': ['email', 'letter', 'sms'],
} as const satisfies Readonly<Record<string, readonly Channel[]>>;
/** Key of a step that is about a payment plan. */
export type PaymentPlanStepKey = keyof typeof paymentPlanChannels;

/** Whether a step is about a payment plan, and no rung of a ladder. */
export const isPaymentPlanStep = (key: string): key is PaymentPlanStepKey => Object.hasOwn(paymentPlanChannels, key);

/** The last day on which money promised for a date is still in time. */
export function lastDayOfGrace(date: IsoDate, calendar: CalendarName): Day {
  let day = toDay(date);
  for (let left = promiseGraceWorkingDays; left > 0; left -= 1) day = nextWorkingDayNumber(day + 1, calendar);
  return day;
}

const byDueDate = (a: InstalmentFact, b: InstalmentFact): number => toDay(a.dueDate) - toDay(b.dueDate);

interface OpenInstalment {
  readonly next: InstalmentFact;
  /** Its number, from 1. */
  readonly no: number;
}

/**
 * The first instalment that is not paid in full, by its due date, with all that is open up to it; null when all are. What is open of several
 * below `trifle` minor units is asked with the next one, and not at all when no more than that is open of the claim: no reminder is sent and
 * no plan is broken over a cent.
 */
function firstOpen({ paymentPlan, open: claim }: InvoiceFacts, trifle: Cents): OpenInstalment | null {
  let open = 0n;
  let last: OpenInstalment | null = null;
  for (const [index, instalment] of [...(paymentPlan?.instalments ?? [])].sort(byDueDate).entries()) {
    if (instalment.open === 0n) continue;
    open += instalment.open;
    last = { next: { ...instalment, open }, no: index + 1 };
    if (open >= trifle) return last;
  }
  return claim >= trifle ? last : null;
}

/** Whether every cent of the plan of an invoice is paid; true where there is no plan. */
export const paymentPlanIsPaid = (invoice: InvoiceFacts): boolean => firstOpen(invoice, 0n) === null;

/** What became of a message about a payment plan. `sent`: it left, or may have; it is not repeated. */
export interface MessageState {
  readonly state: 'not-sent' | 'in-flight' | 'sent';
  /** When it left, or may have; null when it did not. */
  readonly at: Instant | null;
  /** Channels on which it failed at an address that is still his. */
  readonly failedOn: readonly Channel[];
}

/** What the ledger says of one message about a payment plan. One that may have arrived counts as sent. */
export function messageStateOf({ taken }: InvoiceFacts, key: PaymentPlanStepKey, occurrence: number): MessageState {
  let message: MessageState = { state: 'not-sent', at: null, failedOn: [] };
  for (const row of taken) {
    if (row.step !== key || row.occurrence !== occurrence) continue;
    if (row.result === 'claimed') message = { ...message, state: 'in-flight' };
    else if (row.result === 'failed') {
      if (row.channel && !row.toFormerAddress) message = { ...message, failedOn: [...message.failedOn, row.channel] };
    } else if (message.state === 'not-sent') message = { ...message, state: 'sent', at: row.at };
  }
  return message;
}

/** The channel by which a message about a payment plan would leave; null when none is left. */
export const channelFor = (key: PaymentPlanStepKey, debtor: DebtorFacts, failedOn: readonly Channel[]): Channel | null =>
  chooseChannel({ channels: paymentPlanChannels[key] }, debtor, failedOn);

/** The day on which the debtor is reminded of an instalment; null when the plan was agreed so shortly before that he still knows. */
export function reminderDayOf({ dueDate }: Pick<InstalmentFact, 'dueDate'>, agreedOn: IsoDate): Day | null {
  const day = toDay(dueDate) - paymentPlanReminderDays;
  return day > toDay(agreedOn) ? day : null;
}

/** The last day to mend a missed instalment, as the message of a day says it. */
export const mendBy = (today: IsoDate): IsoDate => fromDay(toDay(today) + mendDays);
/** The last day to pay what is open after a plan, as the message of a day says it. */
export const payBy = (today: IsoDate): IsoDate => fromDay(toDay(today) + paymentPlanEndTermDays);

/** How a payment plan stands. Days are local days of the policy's zone. */
export interface PaymentPlanStanding {
  /** Null: no messages are sent about this payment plan. */
  readonly agreement: PaymentPlanAgreement | null;
  /** The first instalment that is not paid in full, and its number; null when a plan was ended though all of it was paid. */
  readonly next: InstalmentFact | null;
  readonly no: number;
  /** The first day on which it has been missed: its grace is over. */
  readonly missedOn: Day;
  /** The first day on which the plan is broken; null until the message about the missed instalment has left. */
  readonly brokenOn: Day | null;
}

/** The occurrence in the ledger of what is said about the instalment at which a plan stands. */
export const occurrenceOf = ({ agreement, no }: Pick<PaymentPlanStanding, 'agreement' | 'no'>): number => (agreement?.earlier ?? 0) + no;

/**
 * The first day on which a missed instalment breaks the plan: after the days that the message about it gave, or at once when no channel
 * reaches the debtor. That message is sent once. If he then paid and the money went back, the instalment has a later due date, which counts
 * instead.
 */
function breakDay(
  invoice: InvoiceFacts,
  missed: { missedOn: Day; occurrence: number },
  { policy, debtor }: PaymentPlanContext,
): Day | null {
  const message = messageStateOf(invoice, 'instalment-missed', missed.occurrence);
  const toldAt = message.state === 'sent' ? message.at : null;
  if (toldAt !== null) {
    const mended = lastDayOfGrace(fromDay(localDayAt(toldAt, policy.timeZone) + mendDays), policy.calendar) + 1;
    return Math.max(mended, missed.missedOn);
  }
  return message.state === 'not-sent' && channelFor('instalment-missed', debtor, message.failedOn) === null ? missed.missedOn : null;
}

/** The policy and the debtor of a payment plan. */
export interface PaymentPlanContext {
  readonly policy: Policy;
  readonly debtor: DebtorFacts;
}

/** How the plan of an invoice stands; null when there is none or all of it was paid. */
export function paymentPlanStanding(invoice: InvoiceFacts, world: PaymentPlanContext): PaymentPlanStanding | null {
  const { paymentPlan, paymentPlanBrokenOn } = invoice;
  const first = firstOpen(invoice, world.policy.minimumOpenAmount[invoice.currency] ?? 0n);
  const { next, no } = first ?? { next: null, no: paymentPlan?.instalments.length ?? 0 };
  const agreement = paymentPlan?.agreement ?? null;
  if (paymentPlanBrokenOn !== null)
    return { agreement, next, no, missedOn: toDay(paymentPlanBrokenOn), brokenOn: toDay(paymentPlanBrokenOn) };
  if (!next) return null;
  const missedOn = lastDayOfGrace(next.dueDate, world.policy.calendar) + 1;
  const brokenOn = agreement ? breakDay(invoice, { missedOn, occurrence: agreement.earlier + no }, world) : missedOn;
  return { agreement, next, no, missedOn, brokenOn };
}

/** Whether the term runs that the debtor was given when his plan ended: until then nothing harder is asked for the claim. */
export function endTermRuns({ taken, paymentPlanBrokenOn }: InvoiceFacts, { on, zone }: LocalDay): boolean {
  const ended = taken.findLast(({ step, result }) => step === 'plan-ended' && result !== 'failed');
  return ended !== undefined && paymentPlanBrokenOn !== null && localDayAt(ended.at, zone) + paymentPlanEndTermDays >= toDay(on);
}

/** Whether the policy has a message of its own to a debtor whose payment plan was broken; that one then tells him that it has ended. */
const policyWritesAtEnd = ({ steps }: Policy): boolean =>
  steps.some(({ kind, trigger }) => kind === 'message' && trigger.anchor === 'planBroken');

/** Whether the ladder has gone on since the payment plan was broken: then it is too late to say that it ended. */
const ladderWentOn = ({ taken }: InvoiceFacts, brokenOn: Day, { timeZone }: Policy): boolean =>
  taken.some(({ step, result, at }) => !isPaymentPlanStep(step) && result !== 'failed' && localDayAt(at, timeZone) >= brokenOn);

/** What became of the message that a broken payment plan has ended; null when none is to leave. */
export function endMessageState(
  invoice: InvoiceFacts,
  standing: PaymentPlanStanding,
  { policy, debtor }: PaymentPlanContext,
): MessageState | null {
  const { agreement, brokenOn } = standing;
  if (!agreement || brokenOn === null || policyWritesAtEnd(policy)) return null;
  const message = messageStateOf(invoice, 'plan-ended', occurrenceOf(standing));
  if (message.state !== 'not-sent') return message;
  return channelFor('plan-ended', debtor, message.failedOn) === null || ladderWentOn(invoice, brokenOn, policy) ? null : message;
}
