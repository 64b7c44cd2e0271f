import { v7 as uuidv7 } from 'uuid';
import { recoverWrittenOff } from '#database/repositories/invoices.repository.js';
import { inFlightOf } from '#database/repositories/messages.repository.js';
import { allocationsOf, findPaymentBySource, insertPayment, type NewAllocation } from '#database/repositories/payments.repository.js';
import type { SpreadBasis, SpreadPart } from '#domain/allocation/spread.js';
import { type Cents, minCents } from '#domain/money/money.js';
import { formatInstant } from '#domain/calendar/zone.js';
import { futureFault } from '#domain/policy/facts/fact-limits.js';
import { type Refused, refusalOf, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';
import { bookShares, endWhatIsPaid } from './book-money.js';
import { type Destination, destinationOf } from './payment-destination.js';

/** Money that came in for one invoice. `sourceKey` names the outside event (bank line, direct signal) so that it counts once. */
export interface PaymentInput {
  readonly invoiceId: string;
  readonly amount: Cents;
  readonly currency: string;
  readonly paidOn: string;
  readonly reference: string | null;
  readonly method: string | null;
  readonly sourceKey: string | null;
}

/** A message that had been claimed before the payment: it may still arrive. */
export interface InFlight {
  readonly messageId: string;
  readonly step: string;
  readonly channel: string;
  readonly claimedAt: string;
}

/** What one invoice got of a payment, and why. */
export interface PaidPart {
  readonly invoiceId: string;
  readonly number: string;
  readonly amount: Cents;
  /** What is open of it afterwards. */
  readonly open: Cents;
  readonly basis: SpreadBasis;
}

/** What a payment did. */
export interface PaymentAnswer {
  readonly paymentId: string;
  /** What all invoices together got. */
  readonly principal: Cents;
  readonly parts: readonly PaidPart[];
  /** More than the debtor owed: his credit, never income. */
  readonly credit: Cents;
  /** What is open of the invoice it was booked on. */
  readonly open: Cents;
  readonly hint: 'paid-twice' | null;
  readonly inFlight: readonly InFlight[];
  readonly repeated: boolean;
}

/**
 * Records a payment: spreads it over what the debtor owes (see `spread`), closes what is paid, tells every chase that got something. Works
 * on closed invoices too.
 */
export async function recordPayment(debtorCase: DebtorCase, input: PaymentInput): Promise<PaymentAnswer | Refused> {
  const invoice = debtorCase.invoice(input.invoiceId);
  if (input.amount <= 0n) return refuse('amount-not-positive', 'amount', 'A payment is more than zero; a return is a reversal.');
  if (input.currency !== invoice.facts.currency)
    return refuse('currency-mismatch', 'amount/currency', `The invoice is in ${invoice.facts.currency}.`);
  const earlier = input.sourceKey === null ? null : await findPaymentBySource(debtorCase.tx, input.sourceKey);
  if (earlier && earlier.invoiceId !== input.invoiceId)
    return refuse('payment-counted-elsewhere', '', 'This payment was counted for another invoice; give each part an id of its own.');
  if (earlier) return whatItDid(debtorCase, { paymentId: earlier.id, invoiceId: input.invoiceId });

  const early = refusalOf(futureFault(input.paidOn, debtorCase.today, 'paidOn'));
  if (early) return early;
  // Writing off is bookkeeping, no remission: money for it is no credit of the debtor.
  const isWrittenOff = invoice.facts.outcome === 'written-off';
  const above = input.amount - minCents(input.amount, invoice.facts.open);
  const recovered = isWrittenOff ? await recoverWrittenOff(debtorCase.tx, input.invoiceId, above) : 0n;
  const destination = await destinationOf(debtorCase, input, recovered);
  return book(debtorCase, input, { ...destination, recovered });
}

/** Writes the payment with what it does. What was recovered is in the balance of its invoice already. */
async function book(debtorCase: DebtorCase, input: PaymentInput, to: Destination & { readonly recovered: Cents }): Promise<PaymentAnswer> {
  const paymentId = uuidv7();
  const { invoiceId } = input;
  const { recovered, credit, hint } = to;
  const ownPart = to.parts.find(({ id }) => id === invoiceId)?.amount ?? 0n;
  const own = { id: invoiceId, amount: ownPart + recovered, basis: 'named' } as const;
  const others = to.parts.filter(({ id }) => id !== invoiceId);
  const paid: readonly SpreadPart[] = own.amount > 0n ? [own, ...others] : others;
  const inFlight = await flightsOf(debtorCase, [invoiceId, ...others.map(({ id }) => id)]);
  await insertPayment(
    debtorCase.tx,
    { ...input, id: paymentId, debtorId: debtorCase.record.debtor.id, iban: null, name: null, status: 'assigned', hint },
    allocationsFor(paymentId, paid, credit),
  );
  const left = await bookShares(
    debtorCase,
    to.parts.map(({ id, amount }) => ({ paymentId, invoiceId: id, amount })),
  );
  const openOf = (id: string): Cents => left.get(id) ?? debtorCase.invoice(id).facts.open;
  const parts = paid.map(({ id, amount, basis }) => ({
    invoiceId: id,
    number: debtorCase.invoice(id).number,
    amount,
    basis,
    open: openOf(id),
  }));
  const eventId = await debtorCase.recordEvent('payment.received', {
    invoiceId,
    subjectId: paymentId,
    data: {
      amount: Number(input.amount),
      currency: input.currency,
      paidOn: input.paidOn,
      principal: Number(own.amount),
      allocation: parts.map((part) => ({ invoiceId: part.invoiceId, amount: Number(part.amount), basis: part.basis })),
      credit: Number(credit),
      hint,
      recovered: Number(recovered),
      open: Number(openOf(invoiceId)),
      inFlight: inFlight.length,
    },
  });
  await endWhatIsPaid(debtorCase, invoiceId, openOf(invoiceId));
  debtorCase.signal(invoiceId, 'paymentReceived', eventId);
  for (const part of parts) if (part.invoiceId !== invoiceId) await payOther(debtorCase, part, { paymentId, input });
  const principal = input.amount - credit;
  return { paymentId, principal, parts, credit, open: openOf(invoiceId), hint, inFlight, repeated: false };
}

/** An invoice that the payment was not booked on has the money on its own timeline, and its chase is signalled. */
async function payOther(debtorCase: DebtorCase, part: PaidPart, of: { paymentId: string; input: PaymentInput }): Promise<void> {
  const { invoiceId } = part;
  const { paymentId, input } = of;
  const data = {
    paymentId,
    bookedOn: input.invoiceId,
    currency: input.currency,
    paidOn: input.paidOn,
    principal: Number(part.amount),
    basis: part.basis,
    open: Number(part.open),
  };
  const eventId = await debtorCase.recordEvent('payment.allocated', { invoiceId, subjectId: paymentId, data });
  await endWhatIsPaid(debtorCase, invoiceId, part.open);
  debtorCase.signal(invoiceId, 'paymentReceived', eventId);
}

/** The answer to the same outside event that comes again. */
async function whatItDid(debtorCase: DebtorCase, of: { paymentId: string; invoiceId: string }): Promise<PaymentAnswer> {
  const { paymentId, invoiceId } = of;
  const inFlight = await flightsOf(debtorCase, [invoiceId]);
  const rows = await allocationsOf(debtorCase.tx, paymentId);
  const sumOf = (part: string): Cents => rows.reduce((sum, row) => (row.part === part ? sum + row.amount : sum), 0n);
  const answer = { paymentId, principal: sumOf('principal'), credit: sumOf('credit'), open: debtorCase.invoice(invoiceId).facts.open };
  return { ...answer, parts: [], hint: null, inFlight, repeated: true };
}

/** Claims of these invoices that had no end yet when the lock was taken. */
async function flightsOf(debtorCase: DebtorCase, invoiceIds: readonly string[]): Promise<InFlight[]> {
  const rows = await inFlightOf(debtorCase.tx, invoiceIds);
  return rows.map((row) => ({
    messageId: row.id,
    step: row.step,
    channel: row.channel,
    claimedAt: formatInstant(row.claimed_at.getTime()),
  }));
}

function allocationsFor(paymentId: string, paid: readonly SpreadPart[], credit: Cents): NewAllocation[] {
  const rows: NewAllocation[] = paid.map(({ id: invoiceId, amount }) => ({
    id: uuidv7(),
    paymentId,
    invoiceId,
    part: 'principal',
    amount,
  }));
  if (credit > 0n) rows.push({ id: uuidv7(), paymentId, invoiceId: null, part: 'credit', amount: credit });
  return rows;
}
