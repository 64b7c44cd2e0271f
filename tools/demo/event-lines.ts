/** What an event means, in words for somebody who has never seen the project. */
import { z } from 'zod';
import { type EventType, isEventType } from '#contracts/events/catalogue.js';
import { showMoney } from '../../apps/cli/commands/support/show.js';
import type { Tone } from './stage.js';
import type { DemoEvent, DemoInvoice } from './schemas.js';

/** A line of the timeline without its time and invoice. */
export interface Told {
  readonly kind: string;
  readonly text: string;
  readonly tone: Tone;
  /** A few letters for the summary; absent when the event is not worth a mention there. */
  readonly short?: string;
  /** A person did it (in the demo: the script). */
  readonly byHand?: true;
}

/** What is known of an invoice while its events come by. */
export interface Thread {
  readonly invoice: DemoInvoice;
  /** Step and amount of the last claim: a `sent` event says only the channel. */
  claim: { readonly step: string; readonly amount: number; readonly channel: string } | null;
  promised: string | null;
}

const text = z.string().catch('');
const amount = z.number().catch(0);
const data = z
  .object({ step: text, channel: text, code: text, amount, open: amount, date: text, reason: z.string().nullable().catch(null) })
  .extend({ outcome: text, until: z.string().nullable().catch(null), creditAmount: amount, deadline: z.string().nullable().catch(null) })
  .extend({ instalments: z.array(z.unknown()).catch([]), newDueDate: z.string().nullable().catch(null) })
  .partial();
type EventData = z.output<typeof data>;

const euros = (cents: number | undefined): string => showMoney({ amount: cents ?? 0, currency: 'EUR' });
const day = (date: string | null | undefined): string => {
  if (!date) return '';
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${date.slice(0, 10)}T00:00:00Z`),
  );
};

/** Unknown kinds are treated as consumers, as the law of doubt wants it. */
const isConsumer = (thread: Thread): boolean => ['consumer', 'unknown'].includes(thread.invoice.debtor.kind ?? 'unknown');

const media: Readonly<Record<string, string>> = { email: 'e-mail', letter: 'letter', sms: 'SMS', whatsapp: 'WhatsApp' };

function stepName(step: string, thread: Thread): string {
  if (step === 'pre-due') return 'announcement before the due date';
  if (step === 'reminder') return 'friendly reminder';
  if (step.startsWith('confirm-')) return 'confirms what was agreed';
  if (step === 'instalment-due') return 'reminds of an instalment';
  if (step === 'instalment-missed') return 'asks for an instalment that was missed';
  if (step === 'plan-ended') return 'says that the payment plan has ended';
  if (step === 'notice')
    return isConsumer(thread) ? '14-dagenbrief (formal notice to a consumer)' : 'aanmaning (formal notice to a business)';
  return step;
}

function shortStep(step: string, thread: Thread): string {
  if (step.startsWith('confirm-')) return 'confirmed';
  // A reminder of what was agreed: the payment that follows is what happened.
  if (step === 'instalment-due') return '';
  return step === 'notice' ? (isConsumer(thread) ? '14-dagenbrief' : 'aanmaning') : step;
}

function sent({ channel = '' }: EventData, thread: Thread): Told {
  const { claim } = thread;
  const medium = media[channel] ?? channel;
  const copy = claim !== null && claim.channel !== channel;
  const step = claim?.step ?? '';
  const tone = step === 'notice' ? 'formal' : 'mail';
  if (copy) return { kind: medium, text: `copy of the ${shortStep(step, thread)}`, tone };
  return { kind: medium, text: `${stepName(step, thread)}, ${euros(claim?.amount)}`, tone, short: shortStep(step, thread) };
}

const outcomes: Readonly<Record<string, string>> = {
  'no-answer': 'no answer',
  'reached-promise': 'reached: promises to pay',
  'reached-plan': 'reached: asks for instalments',
};

function closed({ outcome = '' }: EventData, thread: Thread): Told | null {
  if (outcome === 'handed-over') return null;
  const kept = outcome === 'paid' && thread.promised !== null ? ', promise kept' : '';
  thread.promised = null;
  return {
    kind: outcome,
    text: `chase over: nothing leaves for it any more${kept}`,
    tone: 'money',
    short: kept === '' ? '' : 'promise kept',
  };
}

type Teller = (data: EventData, thread: Thread) => Told | null;

/** Only what the story of the demo is about: the rest is bookkeeping there. */
const tellers: Readonly<Partial<Record<EventType, Teller>>> = {
  'message.sent': sent,
  'message.bounced': () => ({
    kind: 'bounce',
    text: 'the address does not exist: another channel from now on',
    tone: 'stop',
    short: 'bounce',
  }),
  'notice.refused': () => ({ kind: 'notice', text: 'refused by its own legal check', tone: 'stop', short: 'notice refused' }),
  'message.refused': ({ step }) => ({ kind: 'pause', text: `no message could be drafted for ${step}`, tone: 'stop', short: 'not drafted' }),
  'call.opened': ({ step, deadline }) => ({
    kind: 'call',
    text: `${step === 'check-in' ? 'check-in call before the due date' : 'a person should call'}, until ${day(deadline)}`,
    tone: 'person',
    short: step === 'check-in' ? 'check-in' : 'call',
  }),
  'call.outcome-recorded': ({ code = '' }) => ({ kind: 'call', text: outcomes[code] ?? code, tone: 'person', byHand: true }),
  'task.expired': () => ({ kind: 'call', text: 'nobody called in time: the chase goes on by itself', tone: 'quiet' }),
  'approval.opened': ({ step }) => ({ kind: 'approval', text: `term over: a person decides about the ${step}`, tone: 'person' }),
  'approval.decided': ({ code }) => ({ kind: 'approval', text: `handover ${code}`, tone: 'person', byHand: true, short: code ?? '' }),
  'promise.made': ({ date }, thread) => {
    thread.promised = date ?? null;
    return { kind: 'promise', text: `pays on ${day(date)}: the chase waits`, tone: 'person', short: 'promise', byHand: true };
  },
  'promise.broken': ({ date }, thread) => {
    thread.promised = null;
    return { kind: 'promise', text: `broken (${day(date)}): the chase goes on`, tone: 'stop', short: 'promise broken' };
  },
  'payment-plan.agreed': ({ instalments }) => ({
    kind: 'plan',
    text: `${instalments?.length ?? 0} instalments agreed: the chase rests while they are paid`,
    tone: 'person',
    short: 'payment plan',
    byHand: true,
  }),
  'dispute.raised': ({ reason }) => ({
    kind: 'dispute',
    text: `"${reason ?? ''}": the chase stops`,
    tone: 'stop',
    short: 'dispute',
    byHand: true,
  }),
  'dispute.resolved': ({ creditAmount, newDueDate }) => ({
    kind: 'dispute',
    text: `settled: ${euros(creditAmount)} credited, now due ${day(newDueDate)}`,
    tone: 'person',
    short: 'settled',
    byHand: true,
  }),
  'chase.paused': ({ reason, until }) => ({
    kind: 'pause',
    text: `${reason ?? ''}, until ${day(until)}`,
    tone: 'stop',
    short: 'pause',
    byHand: true,
  }),
  'step.postponed': ({ until }) => ({ kind: 'operator', text: `reminder not before ${day(until)}`, tone: 'person', byHand: true }),
  'payment.received': ({ amount: paid, open }) => ({
    kind: 'payment',
    text: `${euros(paid)} received, ${open === 0 ? 'nothing' : euros(open)} left`,
    tone: 'money',
    short: open === 0 ? 'paid' : 'part paid',
    byHand: true,
  }),
  'payment.reversed': () => ({
    kind: 'storno',
    text: 'the bank took the money back: chased again',
    tone: 'stop',
    short: 'storno',
    byHand: true,
  }),
  'invoice.credited': ({ amount: credited, open }) => ({
    kind: 'credit',
    text: `${euros(credited)} credited, ${euros(open)} left`,
    tone: 'money',
    short: 'credited',
  }),
  'invoice.handed-over': ({ amount: handed }) => ({
    kind: 'handover',
    text: `handed over for collection, ${euros(handed)}`,
    tone: 'formal',
    short: 'handed over',
  }),
  'invoice.closed': closed,
};

/** Says what an event means; null when it is bookkeeping. */
export function tell(event: DemoEvent, thread: Thread): Told | null {
  const fields = data.parse(event.data);
  if (event.type === 'message.claimed') {
    thread.claim = { step: fields.step ?? '', amount: fields.amount ?? 0, channel: fields.channel ?? '' };
    return null;
  }
  return isEventType(event.type) ? (tellers[event.type]?.(fields, thread) ?? null) : null;
}
