/** The body of a what-if as accounts, events and a span. */
import { type IsoDate, addDays, daysBetween } from '#domain/calendar/iso-date.js';
import { fromLocal, type Instant, type TimeZone } from '#domain/calendar/zone.js';
import type { Money } from '#domain/money/money.js';
import type { Account } from '#domain/policy/facts/account.js';
import type { Fault } from '#domain/policy/facts/fact-limits.js';
import type { DebtorFacts, InvoiceFacts } from '#domain/policy/facts/facts.js';
import { type Addresses, reachOf, untouchedDebtor, untouchedInvoice } from '#domain/policy/facts/start.js';
import { defaultTermDays, dueDateFault, usualTermBasis } from '#domain/policy/facts/invoice-term.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { eventFault } from '#domain/policy/simulation/event-limits.js';
import type { SimulationEvent } from '#domain/policy/simulation/events.js';
import type { SimulationSpan } from '#domain/policy/simulation/answer.js';
import { invalidValue, type Problem } from '../http/problems.js';
import type { SimulatedDebtorBody, SimulatedInvoiceBody, SimulationBody, SimulationEventBody } from './simulations.schema.js';

/** A what-if, ready to be played. */
export interface SimulationInput {
  readonly accounts: readonly Account[];
  readonly span: SimulationSpan;
}

/** Longer than any chase; a policy without an end repeats itself by then. */
const longestDays = 1_100;

/** A named invoice of the request with its debtor. */
interface BookEntry {
  readonly facts: InvoiceFacts;
  readonly account: Account;
}
type Book = ReadonlyMap<string, BookEntry>;

/** @throws Problem 422 with the pointer of what cannot be: a name twice, an event for nobody or that no fact could say, an end before the beginning */
export function simulationInputOf(body: SimulationBody, { timeZone: zone, steps }: Policy): SimulationInput {
  const from = body.from ?? body.invoices.map(({ issueDate }) => issueDate).reduce((first, date) => (date < first ? date : first));
  const days = daysBetween(from, body.until);
  if (days < 0) throw invalidValue('/until', 'before-the-beginning', `until: lies before ${from}`);
  if (days > longestDays) throw invalidValue('/until', 'too-far-ahead', `until: at most ${longestDays} days after ${from}`);
  const start = fromLocal(from, 0, zone);
  const keys = new Set(steps.map(({ key }) => key));
  const invoices = named(body.invoices).map(({ name, invoice }, index) => {
    checkInvoice(invoice, keys, `/invoices/${index}`);
    return { invoice, facts: invoiceOf(name, invoice, { start, zone }) };
  });
  const accounts = accountsOf(invoices);
  const book: Book = new Map(accounts.flatMap((account) => account.invoices.map((facts) => [facts.id, { facts, account }] as const)));
  const events = body.events.map((event, index) => eventOf(event, book, `/events/${index}`));
  return { accounts, span: { from: start, until: fromLocal(addDays(body.until, 1), 0, zone) - 1, events } };
}

const refuseFault = ({ code, argument, detail }: Fault, pointer: string): Problem => invalidValue(`${pointer}/${argument}`, code, detail);

/** As when it is registered. */
function checkInvoice({ issueDate, dueDate, adopt }: SimulatedInvoiceBody, steps: ReadonlySet<string>, pointer: string): void {
  const term = dueDate ? dueDateFault(issueDate, dueDate) : null;
  if (term) throw refuseFault(term, pointer);
  if (adopt?.lastStep && !steps.has(adopt.lastStep))
    throw invalidValue(`${pointer}/adopt/lastStep`, 'step-unknown', `The policy has the steps ${[...steps].join(', ')}.`);
}

function named(invoices: readonly SimulatedInvoiceBody[]): { name: string; invoice: SimulatedInvoiceBody }[] {
  const seen = new Set<string>();
  return invoices.map((invoice, index) => {
    const name = invoice.id ?? invoice.number ?? invoice.externalId;
    if (!name) throw invalidValue(`/invoices/${index}/number`, 'missing', 'An invoice needs a number or an id, to be told apart.');
    if (seen.has(name))
      throw invalidValue(`/invoices/${index}/${invoice.id ? 'id' : 'number'}`, 'given-twice', `${name} is there already.`);
    seen.add(name);
    return { name, invoice };
  });
}

function invoiceOf(id: string, body: SimulatedInvoiceBody, { start, zone }: { start: Instant; zone: TimeZone }): InvoiceFacts {
  return untouchedInvoice({
    id,
    issueDate: body.issueDate,
    dueDate: body.dueDate ?? addDays(body.issueDate, defaultTermDays),
    currency: body.total.currency,
    total: body.total.amount,
    termBasis: body.contract?.termBasis ?? usualTermBasis(body.dueDate),
    registeredAt: Math.max(start, fromLocal(body.issueDate, 0, zone)),
    adopted: body.adopt ?? null,
    directDebitPending: body.directDebit ?? false,
  });
}

/** A debtor without any address is taken to be reachable everywhere, or there would be nothing to see. */
function addressesOf({ email, phone, address, refusedChannels: refused }: SimulatedDebtorBody): Addresses {
  const everywhere = !email && !phone && !address;
  return { has: { email: everywhere || !!email, phone: everywhere || !!phone, address: everywhere || !!address }, refused };
}

const nobody: SimulatedDebtorBody = { kind: 'unknown', language: 'nl', refusedChannels: [] };

const debtorOf = (id: string, body: SimulatedDebtorBody): DebtorFacts =>
  untouchedDebtor({
    id,
    kind: body.kind,
    language: body.language,
    segment: body.segment ?? null,
    reach: reachOf(addressesOf(body)),
    preferredChannel: body.preferredChannel ?? null,
    paymentScore: body.paymentScore ?? null,
  });

/** The first invoice of a debtor says who he is; one without a debtor has a debtor of its own. */
function accountsOf(invoices: readonly { invoice: SimulatedInvoiceBody; facts: InvoiceFacts }[]): Account[] {
  const accounts = new Map<string, { debtor: DebtorFacts; invoices: InvoiceFacts[] }>();
  for (const { invoice, facts } of invoices) {
    const body = invoice.debtor ?? nobody;
    const key = body.id ?? body.externalId ?? body.name ?? `debtor of ${facts.id}`;
    const account = accounts.get(key) ?? { debtor: debtorOf(key, body), invoices: [] };
    account.invoices.push(facts);
    accounts.set(key, account);
  }
  return [...accounts.values()];
}

/** An event that is about one of the invoices and says nothing that the fact it stands for could not. */
function eventOf(body: SimulationEventBody, book: Book, pointer: string): SimulationEvent {
  const found = book.get(body.invoice);
  if (!found) throw invalidValue(`${pointer}/invoice`, 'invoice-unknown', `No invoice of this request is called "${body.invoice}".`);
  const event = readEvent(body, found.facts, pointer);
  const others = event.type === 'plan' ? othersOf(event.with ?? [], { found, book }, pointer) : [];
  const fault = eventFault(event, found.facts, others);
  if (fault) throw refuseFault(fault, pointer);
  return event;
}

/** The other invoices of a plan: of the same debtor and in the same currency, each once. */
function othersOf(names: readonly string[], { found, book }: { found: BookEntry; book: Book }, pointer: string): InvoiceFacts[] {
  return names.map((name, index) => {
    const other = book.get(name);
    const at = `${pointer}/with/${index}`;
    if (!other || other.account !== found.account) throw invalidValue(at, 'invoice-unknown', `This debtor has no invoice "${name}".`);
    if (name === found.facts.id || names.indexOf(name) < index) throw invalidValue(at, 'given-twice', `${name} is in the plan already.`);
    if (other.facts.currency !== found.facts.currency)
      throw invalidValue(at, 'currency-mismatch', `A plan is in one currency; ${found.facts.id} is in ${found.facts.currency}.`);
    return other.facts;
  });
}

function readEvent(body: SimulationEventBody, invoice: InvoiceFacts, pointer: string): SimulationEvent {
  const cents = (money: Money, field: string): bigint => {
    if (money.currency === invoice.currency) return money.amount;
    throw invalidValue(`${pointer}/${field}/currency`, 'currency-mismatch', `${body.invoice} is in ${invoice.currency}.`);
  };
  const orNull = (money: Money | null | undefined, field: string): bigint | null => (money ? cents(money, field) : null);
  const base = { on: body.on, invoice: body.invoice };
  switch (body.type) {
    case 'payment':
    case 'credit-note':
    case 'reversal':
      return { ...base, type: body.type, amount: cents(body.amount, 'amount') };
    case 'promise':
      return { ...base, type: body.type, date: body.date, amount: orNull(body.amount, 'amount'), confirm: body.confirm };
    case 'plan':
      return {
        ...base,
        type: body.type,
        instalments: body.instalments.map(({ dueDate, amount }, n) => ({ dueDate, amount: cents(amount, `instalments/${n}/amount`) })),
        with: body.with,
        confirm: body.confirm,
      };
    case 'dispute':
      return { ...base, type: body.type, amount: orNull(body.amount, 'amount') };
    case 'dispute-resolved':
      return { ...base, type: body.type, ...resolution(orNull(body.creditAmount, 'creditAmount'), body.newDueDate ?? null) };
    case 'pause':
      return { ...base, type: body.type, until: body.until ?? null };
    case 'call-outcome':
      return { ...base, type: body.type, code: body.code };
    case 'due-date-changed':
      return { ...base, type: body.type, dueDate: body.dueDate };
    case 'resume':
    case 'bounce':
    case 'write-off':
      return { ...base, type: body.type };
  }
}

const resolution = (creditAmount: bigint | null, newDueDate: IsoDate | null): { creditAmount?: bigint; newDueDate?: IsoDate } => ({
  ...(creditAmount !== null && { creditAmount }),
  ...(newDueDate !== null && { newDueDate }),
});
