/** How a simulated event changes the facts: one pure function per event, by the same rules as the casebook. */
import { type Instant, localDate, type TimeZone } from '../../calendar/zone.js';
import { inOnePaymentPlan } from '../agreements/agreement-messages.js';
import { contactsWithoutCalls } from '../forecast/elapsed.js';
import type { DebtorFacts, InvoiceFacts, TakenStep } from '../facts/facts.js';
import type { SimulationEvent } from './events.js';
import { agreedAbout, memoryOf, type SimulatedAccount } from './memory.js';
import { pay, reverse, reduceOpen, undoWriteOff, writeOff } from './money.js';

type PromiseEvent = Extract<SimulationEvent, { type: 'promise' }>;
type PaymentPlanEvent = Extract<SimulationEvent, { type: 'plan' }>;

/** The invoice with a promise. The pending confirmation of a payment plan stays pending; that of an earlier promise is dropped. */
function promised(invoice: InvoiceFacts, { date, amount, confirm }: PromiseEvent, no: number): InvoiceFacts {
  const { toConfirm } = invoice;
  const stillToSay = toConfirm?.kind === 'plan' ? toConfirm : null;
  return { ...invoice, promise: { date, amount }, toConfirm: confirm ? { kind: 'promise', no } : stillToSay };
}

function inPlan(invoice: InvoiceFacts, event: PaymentPlanEvent, no: number): InvoiceFacts {
  const { paymentPlan: before } = invoice;
  const earlier = before ? (before.agreement?.earlier ?? 0) + before.instalments.length : 0;
  return {
    ...invoice,
    promise: null,
    paymentPlan: {
      instalments: event.instalments.map((instalment) => ({ ...instalment, open: instalment.amount })),
      agreement: { id: event.id ?? `${event.invoice} ${event.on} ${earlier}`, agreedOn: event.on, earlier },
    },
    paymentPlanBrokenOn: null,
    toConfirm: event.confirm ? { kind: 'plan', no } : null,
  };
}

/** Agrees a payment plan over one or more invoices. It ends any earlier plan of theirs, for all invoices of that plan. */
function agreePaymentPlan(account: SimulatedAccount, event: PaymentPlanEvent): SimulatedAccount {
  const ids = new Set([event.invoice, ...(event.with ?? [])]);
  const before = account.invoices.filter(({ id }) => ids.has(id));
  const memory = memoryOf(account);
  const agreed = new Map(memory.agreed);
  const invoices = account.invoices.map((invoice) => {
    if (ids.has(invoice.id)) {
      const count = agreedAbout(memory, invoice);
      agreed.set(invoice.id, { ...count, plan: count.plan + 1 });
      return inPlan(invoice, event, count.plan + 1);
    }
    const ends = invoice.paymentPlanBrokenOn === null && before.some((other) => inOnePaymentPlan(other, invoice));
    return ends ? { ...invoice, paymentPlanBrokenOn: event.on } : invoice;
  });
  return { ...account, invoices, memory: { ...memory, agreed } };
}

/** Records a promise: payments count towards this one from now on. */
function makePromise(account: SimulatedAccount, found: InvoiceFacts, event: PromiseEvent): SimulatedAccount {
  const memory = memoryOf(account);
  const count = agreedAbout(memory, found);
  const no = count.promise + 1;
  const last = { promise: { date: event.date, amount: event.amount }, received: 0n, kept: false };
  const promises = new Map([...memory.promises, [found.id, last]]);
  const agreed = new Map([...memory.agreed, [found.id, { ...count, promise: no }]]);
  const invoices = account.invoices.map((invoice) => (invoice === found ? promised(found, event, no) : invoice));
  return { ...account, invoices, memory: { ...memory, promises, agreed } };
}

const lastOpen = ({ taken }: InvoiceFacts): TakenStep | undefined => taken.findLast(({ result }) => result === 'open');

/** A call counts from the moment it was made, not from the day its task was opened. */
function answered(invoice: InvoiceFacts, outcome: string, at: Instant): InvoiceFacts {
  const open = lastOpen(invoice);
  const taken = invoice.taken.map((row): TakenStep => (row === open ? { ...row, at, result: 'done', outcome } : row));
  return { ...invoice, taken: taken.sort((a, b) => a.at - b.at) };
}

/** Events that change more than the invoice they name. */
type WideEvent = Exclude<
  SimulationEvent,
  { type: 'dispute' | 'dispute-resolved' | 'pause' | 'resume' | 'call-outcome' | 'due-date-changed' }
>;

function changeInvoice(invoice: InvoiceFacts, event: Exclude<SimulationEvent, WideEvent>, at: Instant): InvoiceFacts {
  switch (event.type) {
    case 'dispute':
      return { ...invoice, dispute: { since: event.on, amount: event.amount } };
    case 'dispute-resolved':
      return { ...invoice, dispute: null, dueDate: event.newDueDate ?? invoice.dueDate };
    case 'pause':
      return { ...invoice, pause: { reason: 'simulated', until: event.until } };
    case 'resume':
      return { ...invoice, pause: null };
    case 'call-outcome':
      return answered(invoice, event.code, at);
    case 'due-date-changed':
      return { ...invoice, dueDate: event.dueDate };
  }
}

/** The contact of the call that is answered, at the moment of the answer. */
function withAnswered(debtor: DebtorFacts, invoice: InvoiceFacts, at: Instant): DebtorFacts {
  const open = lastOpen(invoice);
  if (open?.channel !== 'call') return debtor;
  const contacts = [...contactsWithoutCalls(debtor.contacts, [open]), { at, channel: 'call' as const }];
  return { ...debtor, contacts: contacts.sort((a, b) => a.at - b.at) };
}

/**
 * The last message about an invoice bounces: its step has failed for every invoice it was about, and its address no longer works. If it was
 * a formal notice, it is void for every claim that it names.
 */
function bounce(account: SimulatedAccount, { taken }: InvoiceFacts): SimulatedAccount {
  const last = taken.findLast(({ channel }) => channel !== null && channel !== 'call');
  if (!last?.channel) return account;
  const { at, channel } = last;
  const { debtor } = account;
  return {
    ...account,
    debtor: {
      ...debtor,
      reach: { ...debtor.reach, [channel]: 'failed' },
      contacts: debtor.contacts.filter((contact) => contact.at !== at),
    },
    invoices: account.invoices.map((invoice) => ({
      ...invoice,
      taken: invoice.taken.map((row): TakenStep => (row.at === at && row.channel === channel ? { ...row, result: 'failed' } : row)),
      notices: invoice.notices.map((notice) => (notice.at === at ? { ...notice, state: 'void', endedReason: 'bounced' } : notice)),
    })),
  };
}

/** An event at its instant. */
interface InvoiceEvent {
  readonly event: Exclude<SimulationEvent, WideEvent>;
  readonly at: Instant;
}

/** Applies an event that changes only the invoice it names. */
function change(account: SimulatedAccount, found: InvoiceFacts, { event, at }: InvoiceEvent): SimulatedAccount {
  const changed = changeInvoice(found, event, at);
  return {
    ...account,
    debtor: event.type === 'call-outcome' ? withAnswered(account.debtor, found, at) : account.debtor,
    invoices: account.invoices.map((invoice) => (invoice === found ? changed : invoice)),
  };
}

/** When an event happens, and the creditor's zone. */
export interface EventTime {
  readonly at: Instant;
  readonly zone: TimeZone;
}

/** The account after an event at an instant; unchanged when the event is about an invoice it does not have. */
export function applyEvent(account: SimulatedAccount, event: SimulationEvent, { at, zone }: EventTime): SimulatedAccount {
  const found = account.invoices.find(({ id }) => id === event.invoice);
  if (!found) return account;
  const { id } = found;
  const today = localDate(at, zone);
  switch (event.type) {
    case 'payment':
      return pay(account, found, { amount: event.amount, today });
    case 'reversal':
      return reverse(account, { id, amount: event.amount }, today);
    case 'credit-note':
      // The casebook refuses one for a closed claim.
      return found.outcome === null ? reduceOpen(account, { id, amount: event.amount }, 'credited') : account;
    case 'promise':
      return makePromise(account, found, event);
    case 'plan':
      return agreePaymentPlan(account, event);
    case 'bounce':
      return bounce(account, found);
    case 'write-off':
      return found.outcome === null ? writeOff(account, found, found.open) : account;
    case 'write-off-undone':
      return found.outcome === 'written-off' ? undoWriteOff(account, found) : account;
    case 'dispute-resolved': {
      const resolved = change(account, found, { event, at });
      return event.creditAmount === undefined ? resolved : reduceOpen(resolved, { id, amount: event.creditAmount }, 'credited');
    }
    default:
      return change(account, found, { event, at });
  }
}
