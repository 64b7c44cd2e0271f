/** How an event changes the facts: pure, one function an event. The database's rules are the same, these are for what-ifs. */
import { type Instant, localDate } from '../../calendar/zone.js';
import { contactsWithout } from '../elapsed.js';
import type { DebtorFacts, InvoiceFacts, TakenStep } from '../facts.js';
import type { SimulationEvent } from './events.js';
import { memoryOf, type SimulatedAccount } from './memory.js';
import { pay, reverse, settle } from './money.js';

const withLast = (taken: readonly TakenStep[], matches: (row: TakenStep) => boolean, change: Partial<TakenStep>): readonly TakenStep[] => {
  const index = taken.findLastIndex(matches);
  return taken.map((row, at) => (at === index ? { ...row, ...change } : row));
};

/** The debtor agrees: what was agreed last is what is confirmed. */
const promised = (invoice: InvoiceFacts, { date, amount, confirm }: Extract<SimulationEvent, { type: 'promise' }>): InvoiceFacts => ({
  ...invoice,
  promise: { date, amount },
  toConfirm: confirm ? { kind: 'promise', no: (invoice.toConfirm?.no ?? 0) + 1 } : null,
});

function inPlan(invoice: InvoiceFacts, event: Extract<SimulationEvent, { type: 'plan' }>): InvoiceFacts {
  const { paymentPlan: before } = invoice;
  const earlier = before ? (before.agreement?.earlier ?? 0) + before.instalments.length : 0;
  return {
    ...invoice,
    promise: null,
    paymentPlan: {
      instalments: event.instalments.map((instalment) => ({ ...instalment, open: instalment.amount })),
      agreement: { id: `${event.invoice} ${event.on} ${earlier}`, agreedOn: event.on, earlier },
    },
    planBrokenOn: null,
    toConfirm: event.confirm ? { kind: 'plan', no: earlier + 1 } : null,
  };
}

const lastOpen = ({ taken }: InvoiceFacts): TakenStep | undefined => taken.findLast(({ result }) => result === 'open');

/** A call counts from the moment it was made, not from the day its task was opened. */
function answered(invoice: InvoiceFacts, outcome: string, at: Instant): InvoiceFacts {
  const open = lastOpen(invoice);
  const taken = invoice.taken.map((row): TakenStep => (row === open ? { ...row, at, result: 'done', outcome } : row));
  return { ...invoice, taken: taken.sort((a, b) => a.at - b.at) };
}

type MoneyEvent = Extract<SimulationEvent, { type: 'payment' | 'credit-note' | 'reversal' }>;

function changeInvoice(invoice: InvoiceFacts, event: Exclude<SimulationEvent, MoneyEvent>, at: Instant): InvoiceFacts {
  switch (event.type) {
    case 'promise':
      return promised(invoice, event);
    case 'plan':
      return inPlan(invoice, event);
    case 'dispute':
      return { ...invoice, dispute: { since: event.on, amount: event.amount } };
    case 'dispute-resolved':
      return { ...invoice, dispute: null, dueDate: event.newDueDate ?? invoice.dueDate };
    case 'pause':
      return { ...invoice, pause: { reason: 'simulated', until: event.until } };
    case 'resume':
      return { ...invoice, pause: null };
    case 'bounce':
      return { ...invoice, taken: withLast(invoice.taken, ({ channel }) => channel !== null && channel !== 'call', { result: 'failed' }) };
    case 'call-outcome':
      return answered(invoice, event.code, at);
    case 'due-date-changed':
      return { ...invoice, dueDate: event.dueDate };
    case 'write-off':
      return { ...invoice, outcome: invoice.outcome ?? 'written-off' };
    case 'write-off-undone':
      return { ...invoice, outcome: invoice.outcome === 'written-off' ? null : invoice.outcome };
  }
}

/** The contact of the call that is answered, at the moment of the answer. */
function withAnswered(debtor: DebtorFacts, invoice: InvoiceFacts, at: Instant): DebtorFacts {
  const open = lastOpen(invoice);
  if (open?.channel !== 'call') return debtor;
  const contacts = [...contactsWithout(debtor.contacts, [open]), { at, channel: 'call' as const }];
  return { ...debtor, contacts: contacts.sort((a, b) => a.at - b.at) };
}

/** A bounce ends the address for all of the debtor's invoices. */
function changeDebtor(debtor: DebtorFacts, invoice: InvoiceFacts, { event, at }: Happened): DebtorFacts {
  if (event.type === 'call-outcome') return withAnswered(debtor, invoice, at);
  if (event.type !== 'bounce') return debtor;
  const last = invoice.taken.findLast(({ channel }) => channel !== null && channel !== 'call');
  if (!last?.channel) return debtor;
  return {
    ...debtor,
    reach: { ...debtor.reach, [last.channel]: 'failed' },
    contacts: debtor.contacts.filter(({ at }) => at !== last.at),
  };
}

/** The account after a bounce: what was a formal notice counts for nothing, for every claim that it named. */
function voidNotice(invoices: readonly InvoiceFacts[], { taken }: InvoiceFacts): readonly InvoiceFacts[] {
  const last = taken.findLast(({ channel }) => channel !== null && channel !== 'call');
  return invoices.map((invoice) => ({
    ...invoice,
    notices: invoice.notices.map((notice) => (notice.at === last?.at ? { ...notice, state: 'void', endedReason: 'bounced' } : notice)),
  }));
}

/** What an event about one invoice does to another: a plan is over both. */
const changeOther = (invoice: InvoiceFacts, event: SimulationEvent): InvoiceFacts =>
  event.type === 'plan' && event.with?.includes(invoice.id) ? inPlan(invoice, event) : invoice;

/** An event at its instant. */
interface Happened {
  readonly event: Exclude<SimulationEvent, MoneyEvent>;
  readonly at: Instant;
}

/** What a promise does to the memory: it is the one that money keeps from now on. */
function rememberPromise(account: SimulatedAccount, { event }: Happened): SimulatedAccount {
  if (event.type !== 'promise') return account;
  const memory = memoryOf(account);
  const last = { promise: { date: event.date, amount: event.amount }, received: 0n, kept: false };
  return { ...account, memory: { ...memory, promises: new Map([...memory.promises, [event.invoice, last]]) } };
}

/** Everything but money. */
function change(account: SimulatedAccount, found: InvoiceFacts, { event, at }: Happened): SimulatedAccount {
  const changed = changeInvoice(found, event, at);
  const invoices = account.invoices.map((invoice) => (invoice === found ? changed : changeOther(invoice, event)));
  return rememberPromise(
    {
      ...account,
      debtor: changeDebtor(account.debtor, found, { event, at }),
      invoices: event.type === 'bounce' ? voidNotice(invoices, found) : invoices,
    },
    { event, at },
  );
}

/** The account after an event at an instant; unchanged when the event is about an invoice it does not have. */
export function happen(account: SimulatedAccount, event: SimulationEvent, at: Instant): SimulatedAccount {
  const found = account.invoices.find(({ id }) => id === event.invoice);
  if (!found) return account;
  const { id } = found;
  const today = localDate(at, 'Europe/Amsterdam');
  switch (event.type) {
    case 'payment':
      return pay(account, { id, amount: event.amount }, today);
    case 'reversal':
      return reverse(account, { id, amount: event.amount }, today);
    case 'credit-note':
      return settle(account, { id, amount: event.amount }, 'credited');
    case 'dispute-resolved': {
      const resolved = change(account, found, { event, at });
      return event.creditAmount === undefined ? resolved : settle(resolved, { id, amount: event.creditAmount }, 'credited');
    }
    default:
      return change(account, found, { event, at });
  }
}
