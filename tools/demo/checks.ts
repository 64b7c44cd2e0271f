/** The demo checks itself, from outside: what the API says against what the simulator really executed. */
import { parseInstant } from '#domain/calendar/zone.js';
import type { DemoEvent, DemoInvoice, DemoMessage, Execution } from './schemas.js';

/** All that the checks look at. */
export interface Evidence {
  readonly invoices: readonly DemoInvoice[];
  readonly messages: readonly DemoMessage[];
  readonly executions: readonly Execution[];
  readonly events: readonly DemoEvent[];
}

/** A statement and what speaks against it. */
export interface Verdict {
  readonly says: string;
  readonly against: readonly string[];
}

const DAY_MS = 86_400_000;
/** Two days on the way and fourteen after receipt (6:96 lid 6 and 3:37 lid 3 BW): earlier no consumer may be handed over. */
const CONSUMER_TERM_DAYS = 16;

const at = (instant: string): number => parseInstant(instant) ?? Number.NaN;

const repeated = (keys: readonly string[]): string[] => [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];

function nothingAfterPayment({ invoices, messages }: Evidence): Verdict {
  const paid = invoices.filter((invoice) => invoice.outcome === 'paid');
  const late = paid.flatMap((invoice) =>
    messages
      .filter((message) => message.steps.some((step) => step.invoice === invoice.id && step.cycle === invoice.chase.cycle))
      .filter((message) => at(message.claimedAt) > at(invoice.closedAt ?? ''))
      .map((message) => `${invoice.number}: ${message.id} was claimed after it`),
  );
  const none = paid.length === 0 ? ['no invoice was paid at all'] : [];
  return { says: `no message was claimed after the payment of any of the ${paid.length} paid invoices`, against: [...late, ...none] };
}

function nothingTwice({ messages, executions }: Evidence): Verdict {
  const ours = ofOurs(messages, executions);
  const twiceExecuted = repeated(ours.map(({ key }) => key ?? '')).map((key) => `executed twice: ${key}`);
  const live = messages.filter((message) => message.status !== 'withdrawn');
  const steps = live.flatMap(({ channel, steps: covered }) =>
    covered.map((s) => `${s.invoice} ${s.cycle} ${s.step} ${s.occurrence} ${channel}`),
  );
  const twiceClaimed = repeated(steps).map((key) => `two messages for one step: ${key}`);
  return { says: `${ours.length} messages were executed, none twice and no step twice`, against: [...twiceExecuted, ...twiceClaimed] };
}

const ofOurs = (messages: readonly DemoMessage[], executions: readonly Execution[]): readonly Execution[] => {
  const ids = new Set(messages.map((message) => message.providerMessageId));
  return executions.filter((execution) => ids.has(execution.messageId));
};

function ledgersAgree({ messages, executions }: Evidence): Verdict {
  const executed = new Set(executions.map(({ messageId }) => messageId));
  const left = messages.filter(({ status }) => status === 'sent' || status === 'delivered' || status === 'bounced');
  const missing = left
    .filter(({ providerMessageId }) => !executed.has(providerMessageId ?? ''))
    .map(({ id }) => `${id} never reached the provider`);
  const open = messages.filter(({ status }) => status === 'claimed' || status === 'unknown').map(({ id, status }) => `${id} is ${status}`);
  return { says: `each of the ${left.length} messages in our ledger is in the provider's`, against: [...missing, ...open] };
}

function everybodyHasAFuture({ invoices }: Evidence): Verdict {
  const lost = invoices.filter(({ outcome, nextAction }) => !outcome && !(nextAction?.step ?? nextAction?.reason));
  return { says: `each of the ${invoices.length} invoices has a next action or an outcome`, against: lost.map(({ number }) => number) };
}

function termOfConsumers({ invoices, messages, events }: Evidence): Verdict {
  const consumers = invoices.filter(({ debtor }) => debtor.kind === 'consumer' || debtor.kind === 'unknown');
  const handed = events.filter(({ type, invoice }) => type === 'invoice.handed-over' && consumers.some(({ id }) => id === invoice));
  const early = handed.flatMap((event) => {
    const notice = messages.find(({ steps }) => steps.some((step) => step.invoice === event.invoice && step.step === 'notice'));
    const days = (at(event.at) - at(notice?.claimedAt ?? '')) / DAY_MS;
    return days >= CONSUMER_TERM_DAYS ? [] : [`${event.invoice ?? ''} was handed over ${Math.floor(days)} days after its notice`];
  });
  const approved = handed.every((event) => events.some(({ type, invoice }) => type === 'approval.decided' && invoice === event.invoice));
  const against = [
    ...early,
    ...(approved ? [] : ['a handover without approval']),
    ...(handed.length === 0 ? ['nobody was handed over'] : []),
  ];
  return { says: 'a consumer was handed over only after the 14-dagenbrief had run out and a person had approved', against };
}

const expected = ['message.sent', 'call.opened', 'promise.broken', 'dispute.raised', 'payment.received', 'invoice.handed-over'] as const;

function storyWasTold({ events }: Evidence): Verdict {
  const missing = expected.filter((type) => !events.some((event) => event.type === type));
  return { says: 'mail, call, broken promise, dispute, payment and handover all took place', against: missing };
}

/** Everything the demo promises, each with what speaks against it. */
export const judge = (evidence: Evidence): readonly Verdict[] =>
  [nothingAfterPayment, nothingTwice, ledgersAgree, everybodyHasAFuture, termOfConsumers, storyWasTold].map((check) => check(evidence));
