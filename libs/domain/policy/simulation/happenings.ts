/** How an event changes the facts: pure, one function an event. The database's rules are the same, these are for what-ifs. */
import { type Cents, maxCents, minCents } from '../../money/money.js';
import type { Instant } from '../../calendar/zone.js';
import type { Account } from '../account-state.js';
import { inOnePlan } from '../agreement-messages.js';
import { contactsWithout } from '../elapsed.js';
import type { DebtorFacts, InstalmentFact, InvoiceFacts, PromiseFact, TakenStep } from '../facts.js';
import type { SimulationEvent } from './events.js';

const least = (amount: Cents): Cents => maxCents(amount, 0n);

/** Money goes to the instalments in order of their due dates. */
function payInstalments(instalments: readonly InstalmentFact[], amount: Cents): readonly InstalmentFact[] {
  let left = amount;
  return [...instalments]
    .sort((a, b) => (a.dueDate < b.dueDate ? -1 : 1))
    .map((instalment) => {
      const paid = minCents(left, instalment.open);
      left -= paid;
      return { ...instalment, open: instalment.open - paid };
    });
}

/** Money that goes back empties them from the end. */
function unpayInstalments(instalments: readonly InstalmentFact[], amount: Cents): readonly InstalmentFact[] {
  let left = amount;
  return [...instalments]
    .sort((a, b) => (a.dueDate < b.dueDate ? 1 : -1))
    .map((instalment) => {
      const back = minCents(left, instalment.amount - instalment.open);
      left -= back;
      return { ...instalment, open: instalment.open + back };
    })
    .reverse();
}

/** A promise of a part is kept once that part has come in; here its amount is what is still to come. */
function pay(invoice: InvoiceFacts, amount: Cents): InvoiceFacts {
  const after = settle(invoice, amount, 'paid');
  return { ...after, promise: after.promise && stillPromised(after.promise, amount) };
}

function stillPromised(promise: PromiseFact, paid: Cents): PromiseFact | null {
  if (promise.amount === null) return promise;
  return paid < promise.amount ? { ...promise, amount: promise.amount - paid } : null;
}

/** Less is open; nothing open closes the chase. */
function settle(invoice: InvoiceFacts, amount: Cents, outcome: 'paid' | 'credited'): InvoiceFacts {
  const open = least(invoice.open - amount);
  const { paymentPlan } = invoice;
  return {
    ...invoice,
    open,
    outcome: open === 0n && invoice.outcome === null ? outcome : invoice.outcome,
    promise: open === 0n ? null : invoice.promise,
    paymentPlan: paymentPlan && { ...paymentPlan, instalments: payInstalments(paymentPlan.instalments, amount) },
  };
}

/** Money goes back: what was closed by it is open again, at the place on the ladder where it was. */
function reverse(invoice: InvoiceFacts, amount: Cents): InvoiceFacts {
  const reopened = invoice.outcome === 'paid' || invoice.outcome === 'credited';
  const { paymentPlan } = invoice;
  return {
    ...invoice,
    open: minCents(invoice.open + amount, invoice.total),
    outcome: reopened ? null : invoice.outcome,
    paymentPlan: paymentPlan && { ...paymentPlan, instalments: unpayInstalments(paymentPlan.instalments, amount) },
  };
}

const withLast = (taken: readonly TakenStep[], matches: (row: TakenStep) => boolean, change: Partial<TakenStep>): readonly TakenStep[] => {
  const index = taken.findLastIndex(matches);
  return taken.map((row, at) => (at === index ? { ...row, ...change } : row));
};

function resolve(invoice: InvoiceFacts, event: Extract<SimulationEvent, { type: 'dispute-resolved' }>): InvoiceFacts {
  const free = { ...invoice, dispute: null, dueDate: event.newDueDate ?? invoice.dueDate };
  return event.creditAmount === undefined ? free : settle(free, event.creditAmount, 'credited');
}

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

function changeInvoice(invoice: InvoiceFacts, event: SimulationEvent, at: Instant): InvoiceFacts {
  switch (event.type) {
    case 'payment':
      return pay(invoice, event.amount);
    case 'credit-note':
      return settle(invoice, event.amount, 'credited');
    case 'reversal':
      return reverse(invoice, event.amount);
    case 'promise':
      return promised(invoice, event);
    case 'plan':
      return inPlan(invoice, event);
    case 'dispute':
      return { ...invoice, dispute: { since: event.on, amount: event.amount } };
    case 'dispute-resolved':
      return resolve(invoice, event);
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

interface Change {
  readonly found: InvoiceFacts;
  readonly changed: InvoiceFacts;
  readonly event: SimulationEvent;
}

/** What an event about one invoice does to another: a plan is over both, and what was paid of it was paid of the plan. */
function changeOther(invoice: InvoiceFacts, { found, changed, event }: Change): InvoiceFacts {
  if (event.type === 'plan') return event.with?.includes(invoice.id) ? inPlan(invoice, event) : invoice;
  if (!invoice.paymentPlan || !changed.paymentPlan || !inOnePlan(invoice, found)) return invoice;
  return { ...invoice, paymentPlan: { ...invoice.paymentPlan, instalments: changed.paymentPlan.instalments } };
}

/** An event at its instant. */
interface Happened {
  readonly event: SimulationEvent;
  readonly at: Instant;
}

/** The account after an event at an instant; unchanged when the event is about an invoice it does not have. */
export function happen(account: Account, event: SimulationEvent, at: Instant): Account {
  const found = account.invoices.find(({ id }) => id === event.invoice);
  if (!found) return account;
  const changed = changeInvoice(found, event, at);
  const invoices = account.invoices.map((invoice) => (invoice === found ? changed : changeOther(invoice, { found, changed, event })));
  return {
    debtor: changeDebtor(account.debtor, found, { event, at }),
    invoices: event.type === 'bounce' ? voidNotice(invoices, found) : invoices,
  };
}
