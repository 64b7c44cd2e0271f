/** Payments and reversals in a simulation: money is booked as the casebook would book it, and a reversal undoes exactly that. */
import { looksPaidTwice, spread } from '../../allocation/spread.js';
import { addDays, type IsoDate, toDay } from '../../calendar/iso-date.js';
import { type Cents, maxCents, minCents } from '../../money/money.js';
import { inOnePaymentPlan } from '../agreements/agreement-messages.js';
import { endedByBalance, estateHolds, type InstalmentFact, type InvoiceFacts } from '../facts/facts.js';
import { mendDays } from '../situation/payment-plan.js';
import { spreadClaimOf } from '../situation/spread-claim.js';
import { type Booked, type BookedPart, type Memory, memoryOf, type SimulatedAccount } from './memory.js';

/** By due date; on the same day, in the order in which they were agreed. */
const inOrder = (instalments: readonly InstalmentFact[]): InstalmentFact[] =>
  [...instalments].sort((a, b) => toDay(a.dueDate) - toDay(b.dueDate));

/** Pays instalments in order of their due dates. */
function payInstalments(instalments: readonly InstalmentFact[], amount: Cents): readonly InstalmentFact[] {
  let left = amount;
  return inOrder(instalments).map((instalment) => {
    const paid = minCents(left, instalment.open);
    left -= paid;
    return { ...instalment, open: instalment.open - paid };
  });
}

/**
 * Opens paid instalments again, the last one first. Each then falls due no earlier than `mendDays` from now, so that there is time to pay
 * it.
 */
function unpayInstalments(instalments: readonly InstalmentFact[], amount: Cents, on: IsoDate): readonly InstalmentFact[] {
  let left = amount;
  const mendBy = addDays(on, mendDays);
  return inOrder(instalments)
    .reverse()
    .map((instalment) => {
      const back = minCents(left, instalment.amount - instalment.open);
      left -= back;
      const open = instalment.open + back;
      return { ...instalment, open, dueDate: open > 0n && instalment.dueDate < mendBy ? mendBy : instalment.dueDate };
    })
    .reverse();
}

/** For money without any sign of which claims it is meant for. */
const undirected = { named: [], asked: [], byReference: false, planned: [] } as const;

const openOf = (instalments: readonly InstalmentFact[]): Cents => instalments.reduce((sum, { open }) => sum + open, 0n);

const changed = (account: SimulatedAccount, id: string, change: (invoice: InvoiceFacts) => InvoiceFacts): SimulatedAccount => ({
  ...account,
  invoices: account.invoices.map((invoice) => (invoice.id === id ? change(invoice) : invoice)),
});

/** Changes the instalments of the plan of an invoice, which every invoice of it has. */
function withInstalments(
  account: SimulatedAccount,
  invoice: InvoiceFacts,
  change: (instalments: readonly InstalmentFact[]) => readonly InstalmentFact[],
): SimulatedAccount {
  if (!invoice.paymentPlan || invoice.paymentPlanBrokenOn !== null) return account;
  const instalments = change(invoice.paymentPlan.instalments);
  const invoices = account.invoices.map((other) =>
    other.paymentPlan && (other.id === invoice.id || inOnePaymentPlan(other, invoice))
      ? { ...other, paymentPlan: { ...other.paymentPlan, instalments } }
      : other,
  );
  return { ...account, invoices };
}

/** Reduces the open amount of an invoice. Its chase ends when nothing is open; a promise of a part is kept once that part has come in. */
export function reduceOpen(account: SimulatedAccount, part: { id: string; amount: Cents }, outcome: 'paid' | 'credited'): SimulatedAccount {
  const { id, amount } = part;
  const invoice = account.invoices.find((other) => other.id === id);
  if (!invoice) return account;
  const memory = memoryOf(account);
  const last = memory.promises.get(id) ?? (invoice.promise && { promise: invoice.promise, received: 0n, kept: false });
  const received = (last?.received ?? 0n) + (outcome === 'paid' ? amount : 0n);
  const open = maxCents(invoice.open - amount, 0n);
  const ends = open === 0n && (invoice.outcome === null || (outcome === 'paid' && invoice.outcome === 'handed-over'));
  const promised = invoice.promise?.amount ?? null;
  const kept = invoice.promise !== null && outcome === 'paid' && (ends || (promised !== null && received >= promised));
  const promises = last ? new Map([...memory.promises, [id, { ...last, received, kept: kept || last.kept }]]) : memory.promises;
  const handedOver = ends && invoice.outcome === 'handed-over' ? new Set([...memory.handedOver, id]) : memory.handedOver;
  const remembering = { ...account, memory: { ...memory, promises, handedOver } };
  const after = withInstalments(remembering, invoice, (instalments) => payInstalments(instalments, amount));
  return changed(after, id, (fresh) => ({
    ...fresh,
    open,
    outcome: ends ? outcome : invoice.outcome,
    promise: ends || kept || open === 0n ? null : invoice.promise,
  }));
}

/** What a claim's plan still waits for. */
const plannedOf = ({ paymentPlan, paymentPlanBrokenOn }: InvoiceFacts): Cents =>
  paymentPlan && paymentPlanBrokenOn === null ? openOf(paymentPlan.instalments) : 0n;

const paymentPlanIdOf = (invoice: InvoiceFacts | undefined): string | null => invoice?.paymentPlan?.agreement?.id ?? null;

function bookParts(account: SimulatedAccount, parts: readonly { id: string; amount: Cents }[]): [SimulatedAccount, readonly BookedPart[]] {
  let after = account;
  const booked: BookedPart[] = [];
  for (const { id, amount } of parts) {
    const invoice = after.invoices.find((other) => other.id === id);
    booked.push({ id, amount, filled: invoice ? minCents(amount, plannedOf(invoice)) : 0n, plan: paymentPlanIdOf(invoice) });
    after = reduceOpen(after, { id, amount }, 'paid');
  }
  return [after, booked];
}

const withBooked = (account: SimulatedAccount, booked: readonly Booked[]): SimulatedAccount => {
  const memory: Memory = { ...memoryOf(account), booked };
  const waits = booked.some(({ paidTwice }) => paidTwice);
  return { ...account, memory, debtor: { ...account.debtor, unmatchedMoney: memory.unmatchedMoney || waits } };
};

/** Whole payments that were booked on an invoice, and what it got of others. */
const earlierAmounts = (booked: readonly Booked[], id: string): readonly Cents[] =>
  booked.flatMap(({ invoice, amount, parts }) => {
    const part = parts.find((other) => other.id === id);
    return [...(invoice === id || part ? [amount] : []), ...(part ? [part.amount] : [])];
  });

/** Remembers the amount written off a claim, so that it can be recovered later. */
export function withGivenUp(memory: Memory, id: string, amount: Cents): Memory {
  return { ...memory, writtenOff: new Map([...memory.writtenOff, [id, (memory.writtenOff.get(id) ?? 0n) + amount]]) };
}

/** Writes off part of what is open. This is bookkeeping, no remission: what comes in for it later is recovered. */
export function writeOff(account: SimulatedAccount, { id }: Pick<InvoiceFacts, 'id'>, amount: Cents): SimulatedAccount {
  const memory = withGivenUp(memoryOf(account), id, amount);
  return changed({ ...account, memory }, id, (invoice) => ({
    ...invoice,
    open: invoice.open - amount,
    outcome: 'written-off',
    promise: null,
  }));
}

/** Undoes a write-off: the amount is open again. */
export function undoWriteOff(account: SimulatedAccount, { id }: InvoiceFacts): SimulatedAccount {
  const memory = memoryOf(account);
  const given = memory.writtenOff.get(id) ?? 0n;
  return changed({ ...account, memory: withGivenUp(memory, id, -given) }, id, (invoice) => ({
    ...invoice,
    open: invoice.open + given,
    outcome: null,
  }));
}

/** The part of a payment that recovers what was written off; it is no credit of the debtor. */
function recoveredBy({ id, outcome, open }: InvoiceFacts, { writtenOff }: Memory, amount: Cents): Cents {
  return outcome === 'written-off' ? minCents(writtenOff.get(id) ?? 0n, maxCents(amount - open, 0n)) : 0n;
}

/** Money that comes in on a day. */
interface Income {
  readonly amount: Cents;
  readonly today: IsoDate;
}

/**
 * Books a payment on an invoice: on the invoice first, then its payment plan, then what was asked with it, then what is due; the rest is
 * credit.
 */
export function pay(account: SimulatedAccount, found: InvoiceFacts, { amount, today }: Income): SimulatedAccount {
  const { id, currency } = found;
  const memory = memoryOf(account);
  const { booked, asked } = memory;
  const payment = { invoice: id, amount, currency };
  if (found.outcome !== 'written-off' && looksPaidTwice(amount, [{ open: found.open, earlier: earlierAmounts(booked, id) }]))
    return withBooked(account, [...booked, { ...payment, recovered: 0n, parts: [], credit: amount, paidTwice: true }]);
  const recovered = recoveredBy(found, memory, amount);
  const claims = account.invoices.filter((invoice) => invoice.currency === currency && (invoice.outcome === null || invoice === found));
  const { parts, credit } = spread({
    ...undirected,
    amount: amount - recovered,
    currency,
    today,
    claims: claims.map(spreadClaimOf),
    named: [id],
    asked: asked.get(id) ?? undirected.asked,
    // A payment plan that was broken or replaced no longer decides where money goes.
    planned:
      found.paymentPlanBrokenOn === null ? account.invoices.filter((other) => inOnePaymentPlan(other, found)).map((other) => other.id) : [],
  });
  const [after, bookedParts] = bookParts({ ...account, memory: withGivenUp(memory, id, -recovered) }, parts);
  return withBooked(after, [...booked, { ...payment, recovered, parts: bookedParts, credit, paidTwice: false }]);
}

/** Credit pays what has fallen due. The same account when it pays nothing. */
export function setOffCredit(account: SimulatedAccount, today: IsoDate): SimulatedAccount {
  if (account.debtor.holds.some(({ reason }) => estateHolds.has(reason))) return account;
  let after = account;
  const booked = memoryOf(account).booked.map((payment): Booked => {
    const { credit, currency, paidTwice } = payment;
    if (credit === 0n || paidTwice) return payment;
    const claims = after.invoices.filter((invoice) => invoice.outcome === null && invoice.currency === currency).map(spreadClaimOf);
    const found = spread({ ...undirected, amount: credit, currency, today, claims });
    const [paid, parts] = bookParts(after, found.parts);
    after = paid;
    return { ...payment, parts: [...payment.parts, ...parts], credit: found.credit };
  });
  return after === account ? account : withBooked(after, booked);
}

/** The payment that is reversed: the last one of this amount on the invoice. Null for one from before the simulation. */
function reversedOf(account: SimulatedAccount, { id, amount }: { id: string; amount: Cents }): Booked | null {
  return memoryOf(account).booked.findLast((payment) => payment.invoice === id && payment.amount === amount) ?? null;
}

/**
 * Reverses a payment. Credit from other payments covers what is open again; chases that the payment had ended and that credit does not
 * cover go on where they were on the ladder. A payment from before the simulation is taken to have been for this invoice alone.
 */
export function reverse(account: SimulatedAccount, of: { id: string; amount: Cents }, on: IsoDate): SimulatedAccount {
  const payment = reversedOf(account, of);
  const parts = payment?.parts ?? [{ ...of, filled: of.amount, plan: null }];
  let after = withBooked(
    account,
    memoryOf(account).booked.filter((other) => other !== payment),
  );
  for (const part of parts) after = takeBack(after, part, on);
  // What had been recovered is written off again.
  after = { ...after, memory: withGivenUp(memoryOf(after), of.id, payment?.recovered ?? 0n) };
  const ids = [...new Set(parts.map(({ id }) => id))];
  after = coverByCredit(after, ids, on);
  for (const id of ids) after = reopen(after, id, on);
  return changed(after, of.id, (invoice) => ({ ...invoice, directDebitPending: false }));
}

/**
 * Covers what is open again. Credit that was paid for the invoice itself comes first, even if that payment looked paid twice: after the
 * reversal it was not. Other credit comes next, if the invoice is due and the debtor is not under a hold for his estate.
 */
function coverByCredit(account: SimulatedAccount, ids: readonly string[], today: IsoDate): SimulatedAccount {
  const ownFirst = ids.reduce((after, id) => coverBy(after, id, (credit) => credit.invoice === id), account);
  if (ownFirst.debtor.holds.some(({ reason }) => estateHolds.has(reason))) return ownFirst;
  const due = ids.filter((id) => ownFirst.invoices.some((invoice) => invoice.id === id && invoice.dueDate < today));
  return due.reduce((after, id) => coverBy(after, id, (credit) => !credit.paidTwice), ownFirst);
}

/** Covers what is open of an invoice with the credits that fit, the oldest first. */
function coverBy(account: SimulatedAccount, id: string, fits: (credit: Booked) => boolean): SimulatedAccount {
  let after = account;
  const booked = memoryOf(account).booked.map((payment): Booked => {
    const invoice = after.invoices.find((other) => other.id === id);
    if (!invoice || payment.currency !== invoice.currency || !fits(payment)) return payment;
    const goesOn = invoice.outcome === null || endedByBalance.has(invoice.outcome);
    const amount = goesOn ? minCents(payment.credit, invoice.open) : 0n;
    if (amount === 0n) return payment;
    const [paid, parts] = bookParts(after, [{ id, amount }]);
    after = paid;
    return { ...payment, parts: [...payment.parts, ...parts], credit: payment.credit - amount, paidTwice: false };
  });
  return after === account ? account : withBooked(after, booked);
}

/** Takes back what a claim got of a payment. Whether its chase goes on is decided later, once credit has covered what it can. */
function takeBack(account: SimulatedAccount, { id, amount, filled, plan }: BookedPart, on: IsoDate): SimulatedAccount {
  const invoice = account.invoices.find((other) => other.id === id);
  if (!invoice) return account;
  const memory = memoryOf(account);
  const last = memory.promises.get(id);
  const received = maxCents((last?.received ?? 0n) - amount, 0n);
  const promises = last ? new Map([...memory.promises, [id, { ...last, received }]]) : memory.promises;
  const less = { ...account, memory: { ...memory, promises } };
  // The money belonged to the instalments of the plan of that time: a later plan is not affected.
  const itsPaymentPlan = filled > 0n && (plan === null || plan === paymentPlanIdOf(invoice));
  const after = itsPaymentPlan ? withInstalments(less, invoice, (instalments) => unpayInstalments(instalments, filled, on)) : less;
  return changed(after, id, (fresh) => ({ ...fresh, open: minCents(invoice.open + amount, invoice.total) }));
}

/** Lets a chase go on that had ended because nothing was open. A kept promise is pending again while its day has not passed. */
function reopen(account: SimulatedAccount, id: string, on: IsoDate): SimulatedAccount {
  const invoice = account.invoices.find((other) => other.id === id);
  if (!invoice) return account;
  const memory = memoryOf(account);
  const reopened = endedByBalance.has(invoice.outcome) && invoice.open > 0n;
  const outcome = reopened ? (memory.handedOver.has(id) ? 'handed-over' : null) : invoice.outcome;
  const last = memory.promises.get(id);
  const stillKept = last !== undefined && last.promise.amount !== null && last.received >= last.promise.amount;
  const stands = last?.kept === true && last.promise.date >= on && !stillKept && outcome === null;
  const promises = last ? new Map([...memory.promises, [id, { ...last, kept: last.kept && !stands }]]) : memory.promises;
  return changed({ ...account, memory: { ...memory, promises } }, id, (fresh) => ({
    ...fresh,
    outcome,
    promise: stands && last ? last.promise : invoice.promise,
  }));
}
