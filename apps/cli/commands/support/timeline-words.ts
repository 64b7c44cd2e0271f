/** What an event of a timeline says to a person: how things stood then, not how they stand now. */
import { z } from 'zod';
import type { TimeZone } from '#domain/calendar/zone.js';
import { type EventType, isEventType } from '#contracts/events/catalogue.js';
import type { TaskOutcomeCode } from '#contracts/task-outcomes.js';
import { actorName, inWords } from './reason-words.js';
import { showInstant, showMoney } from './show.js';
import type { TimelineRow } from './views.js';

const text = z.string().nullish().catch(null);
const amount = z.number().nullish().catch(null);
const said = z
  .looseObject({ step: text, channel: text, code: text, date: text, reason: text, until: text, outcome: text, number: text, detail: text })
  .extend({ amount, open: amount, principal: amount, creditAmount: amount, total: amount, months: amount, credit: amount })
  .extend({ newDueDate: text, deadline: text, at: text, paidOn: text, policy: text, kind: text, note: text, whyUnpaid: text, signal: text })
  .extend({ dueDate: text, lastDay: text, on: text, currency: text, name: text, to: text, value: text, key: text, version: amount })
  .extend({ instalments: z.array(z.unknown()).catch([]), remedies: z.array(z.string()).catch([]), fields: z.array(z.string()).catch([]) });
type Said = z.output<typeof said>;

/** The fields of an event, its amounts in the currency of the invoice. */
interface Told {
  readonly data: Said;
  readonly money: (minor: number | null | undefined) => string;
  readonly note: string;
  /** What is open stands in a column of its own. */
  readonly shown: boolean;
}

const day = (word: string, date: string | null | undefined): string => (date ? ` ${word} ${date.slice(0, 10)}` : '');
const because = (reason: string | null | undefined): string => (reason ? `: ${inWords(reason)}` : '');
const left = ({ data, money, shown }: Told): string =>
  shown || data.open === null || data.open === undefined ? '' : data.open === 0 ? '; nothing is open' : `; ${money(data.open)} is open`;
const by = (channel: string | null | undefined): string => (channel ? ` by ${channel}` : '');
const of = ({ data, money }: Told): string => (data.amount ? money(data.amount) : 'all that is open');

const outcomes: Readonly<Record<TaskOutcomeCode, string>> = {
  'no-answer': 'nobody answered',
  'wrong-number': 'the number is wrong',
  'reached-paid': 'says it is paid',
  'reached-promise': 'promises to pay',
  'reached-plan': 'agrees to instalments',
  'reached-dispute': 'contests it',
  approved: 'approved',
  declined: 'declined',
  'call-back': 'wants to be called again',
  mended: 'it was put right',
  left: 'it is left as it stands',
};
const isOutcome = (code: string): code is TaskOutcomeCode => Object.hasOwn(outcomes, code);
const called = (code: string | null | undefined): string => (code && isOutcome(code) ? outcomes[code] : (code ?? ''));
const asSaid = ({ note }: Told): string => (note === '' ? '' : `; note: ${note}`);

type Teller = (told: Told) => string;
type Tellers = Readonly<Partial<Record<EventType, Teller>>>;

const money = {
  'payment.received': (told) =>
    `${told.money(told.data.amount)} received${day('on', told.data.paidOn)}${told.data.credit ? `, ${told.money(told.data.credit)} too much` : ''}${left(told)}`,
  'payment.allocated': (told) => `${told.money(told.data.principal)} of a payment on another invoice set off${left(told)}`,
  'payment.reversed': (told) => `payment of ${told.money(told.data.amount)} taken back${because(told.data.reason)}${left(told)}`,
  'payment.unallocated': (told) => `${told.money(told.data.principal)} taken back with a payment on another invoice${left(told)}`,
  'credit.applied': (told) => `${told.money(told.data.principal)} of the debtor's credit set off${left(told)}`,
  'invoice.credited': (told) => `credit note ${told.data.number ?? ''} of ${told.money(told.data.amount)}${left(told)}`,
  'invoice.written-off': (told) => `${told.money(told.data.amount)} written off${because(told.data.reason)}`,
  'credit.released': (told) => `${told.money(told.data.amount)} of credit may be set off: a person said so`,
  'invoice.handed-over': (told) => `handed over for collection: ${told.money(told.data.amount)}`,
} satisfies Tellers;

const agreed = {
  'promise.made': (told) => `promises to pay ${of(told)}${day('on', told.data.date)}: the chase waits`,
  'promise.kept': (told) => `promise${day('for', told.data.date)} kept`,
  'promise.broken': (told) => `promise${day('for', told.data.date)} broken: the chase goes on`,
  'promise.withdrawn': (told) => `promise${day('for', told.data.date)} withdrawn`,
  'promise.reopened': (told) => `promise${day('for', told.data.date)} stands again`,
  'payment-plan.agreed': ({ data }) => `payment plan of ${data.instalments.length} instalments agreed: the chase rests`,
  'payment-plan.completed': () => 'payment plan completed',
  'payment-plan.broken': () => 'payment plan broken: the chase goes on',
  'payment-plan.cancelled': () => 'payment plan cancelled: the chase goes on',
  'payment-plan.reopened': () => 'payment plan stands again: its money was taken back',
  'confirmation.lapsed': ({ data }) => `not confirmed in writing any more${because(data.reason)}`,
  'dispute.raised': (told) => `contested, ${told.data.amount ? told.money(told.data.amount) : 'all of it'}${because(told.data.reason)}`,
  'dispute.resolved': (told) =>
    `dispute settled: ${told.data.outcome ?? ''}${told.data.creditAmount ? `, ${told.money(told.data.creditAmount)} credited` : ''}${day('; now due', told.data.newDueDate)}`,
  'debtor.created': () => 'debtor registered',
  'debtor.erased': () => 'person erased',
  'debtor.held': ({ data }) => `debtor on hold${because(data.reason)}${day('until', data.until)}`,
  'debtor.released': () => 'hold of the debtor lifted',
  'debtor.changed': ({ data }) => `debtor changed: ${data.fields.join(', ')}`,
} satisfies Tellers;

const contacts = {
  'message.claimed': (told) => `${told.data.step ?? 'message'}${by(told.data.channel)} made ready, asks ${told.money(told.data.amount)}`,
  'message.sent': ({ data }) => `message sent${by(data.channel)}`,
  'message.delivered': ({ data }) => `message delivered${by(data.channel)}`,
  'message.bounced': ({ data }) => `message came back${by(data.channel)}: the address does not work`,
  'message.complained': ({ data }) => `the debtor reported the message${by(data.channel)} as unwanted: the channel is not used any more`,
  'message.rejected': ({ data }) => `the provider refused the message${by(data.channel)}${data.detail ? `: ${data.detail}` : ''}`,
  'message.unknown': ({ data }) => `message${by(data.channel)} in doubt: nobody knows whether it arrived`,
  'message.resolved': () => 'a person said what became of the message',
  'message.withdrawn': ({ data }) => `message${by(data.channel)} withdrawn before it left`,
  'message.refused': ({ data }) => `no message could be made for ${data.step ?? 'the step'}`,
  'text.fell-back': ({ data }) => `own text ${data.key ?? ''} version ${data.version ?? ''} cannot be used: ${data.code ?? ''}`,
  'notice.sent': ({ data }) => `formal notice left (${data.kind ?? ''})${day('; last day', data.lastDay)}`,
  'notice.posted': ({ data }) => `formal notice put in the post${day('on', data.on)}${day('; last day', data.lastDay)}`,
  'notice.received': ({ data }) => `formal notice received${day('on', data.on)}`,
  'notice.voided': ({ data }) => `formal notice counts for nothing${because(data.reason)}`,
  'notice.superseded': () => 'formal notice replaced by a later one',
  'notice.refused': () => 'formal notice refused by its own legal check',
  'call.opened': ({ data }) => `call task opened${day('until', data.deadline)}`,
  'call.outcome-recorded': (told) =>
    `call: ${called(told.data.code)}${told.data.whyUnpaid ? ` (${told.data.whyUnpaid})` : ''}${asSaid(told)}`,
  'call.call-back-agreed': (told) => `call again at ${told.data.at ?? ''}${asSaid(told)}`,
  'task.claimed': () => 'task taken by somebody',
  'task.expired': () => 'nobody did the task in time: the chase goes on',
  'task.cancelled': ({ data }) => `task no longer needed${because(data.reason)}`,
  'approval.opened': ({ data }) => `approval asked for ${data.step ?? ''}${day('until', data.deadline)}`,
  'approval.decided': (told) => `${called(told.data.code)} by a person${asSaid(told)}`,
  'approval.lapsed': ({ data }) => `approval fell${because(data.reason)}`,
  'attention.answered': (told) => `question answered: ${called(told.data.code)}${asSaid(told)}`,
} satisfies Tellers;

const chase = {
  'invoice.registered': (told) =>
    `registered: ${told.money(told.data.total)}${day('due', told.data.dueDate)}, policy ${told.data.policy ?? ''}`,
  'invoice.changed': () => 'terms changed: the steps are planned anew',
  'invoice.closed': ({ data }) => `chase over: ${data.outcome ?? ''}${data.reason ? ` (${data.reason})` : ''}`,
  'chase.paused': ({ data }) => `paused${because(data.reason)}${day('until', data.until)}`,
  'chase.resumed': ({ data }) => `goes on again${because(data.note)}`,
  'chase.replanned': () => 'planned anew',
  'chase.needs_person': ({ data }) =>
    `cannot go on alone${because(data.reason)}${data.remedies.length > 0 ? `; needs ${data.remedies.join(', ')}` : ''}`,
  'document.added': () => 'the file of the invoice was brought',
  'document.removed': () => 'the file of the invoice was taken away',
  'message.sent_without_invoice': ({ data }) => `message ${data.step ?? ''} goes without the file of the invoice: too large`,
  'note.added': ({ note }) => `note: ${note}`,
  'step.noted': ({ data }) => `step ${data.step ?? ''} noted; it stays in the house`,
  'step.skipped': ({ data }) => `step ${data.step ?? ''} will not be taken${because(data.reason)}`,
  'step.postponed': ({ data }) => `step ${data.step ?? ''} not${day('before', data.until)}${because(data.reason)}`,
  'step.run-now': ({ data }) => `step ${data.step ?? ''} ordered at once${because(data.reason)}`,
  'claim.limitation_near': ({ data }) => `the claim will be barred in ${data.months ?? ''} months${day('; last day', data.lastDay)}`,
  'claim.time_barred': () => 'the claim is barred by limitation: a person has to look',
  'signal.recorded': ({ data }) => `signal ${data.signal ?? ''} from Temporal taken`,
  'signal.refused': ({ data }) => `signal ${data.signal ?? ''} from Temporal refused: ${data.detail ?? data.code ?? ''}`,
} satisfies Tellers;

const house = {
  'creditor.changed': ({ data }) => `creditor changed: ${data.fields.join(', ')}`,
  'brand.published': ({ data }) => `a new version of the brand: ${data.fields.join(', ')}`,
  'text.published': ({ data }) => `own text ${data.key ?? ''} version ${data.version ?? ''} counts from now on`,
  'text.retired': ({ data }) => `own text ${data.key ?? ''} version ${data.version ?? ''} counts no more`,
  'creditor.sender_allowed': ({ data }) => `may send as ${data.value ?? ''}`,
  'creditor.sender_withdrawn': ({ data }) => `may not send as ${data.value ?? ''} any more`,
  'key.issued': ({ data }) => `API key ${data.name ?? ''} made`,
  'key.revoked': ({ data }) => `API key ${data.name ?? ''} revoked`,
  'clock.created': () => 'test clock made',
  'clock.advancing': ({ data }) => `test clock on its way to ${data.to ?? ''}`,
  'clock.deleted': () => 'test clock removed',
  'job.cancel_requested': ({ data }) => `asked to stop: ${data.kind ?? 'long work'}`,
} satisfies Tellers;

/** One for every type of event: a type that is declared and not told here does not compile. */
const tellers: Readonly<Record<EventType, Teller>> = { ...money, ...agreed, ...contacts, ...chase, ...house };

const oneLine = (note: string): string => note.replaceAll(/\s+/g, ' ');

/** In which currency the invoice is, and on which clock its creditor lives. */
export interface Where {
  readonly currency: string;
  readonly zone: TimeZone;
}

/** The instants of an event on the creditor's clock. */
const onClock = (data: object, zone: TimeZone): object =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]: [string, unknown]) => [name, typeof value === 'string' ? showInstant(value, zone) : value]),
  );

/** The event in a sentence; a type that only a newer API knows stays its name. */
export function sentence(row: TimelineRow, { currency, zone }: Where): string {
  const data = said.parse(onClock(row.data ?? {}, zone));
  const showIn = (minor: number | null | undefined): string => showMoney({ amount: minor ?? 0, currency: data.currency ?? currency });
  return isEventType(row.type)
    ? tellers[row.type]({ data, money: showIn, note: oneLine(row.note?.text ?? row.task?.note ?? ''), shown: Boolean(row.after) })
    : row.type;
}

/** Who did it: the person with the key he used, else whoever signed. */
export function doneBy({
  by: person,
  actor,
  actorName: name,
}: Pick<TimelineRow, 'actor' | 'actorName'> & { by?: string | null | undefined }): string {
  const signed = actorName(actor, name);
  return person ? `${person} (${signed})` : signed;
}

/** How the invoice stood after it: what was open, and the state where it is another than open. */
export function stoodThen({ after }: Pick<TimelineRow, 'after'>): string {
  if (!after) return '';
  const { open, status } = after;
  if (status === 'open' || !status) return showMoney(open);
  return open.amount === 0 ? status : `${showMoney(open)}, ${status}`;
}
