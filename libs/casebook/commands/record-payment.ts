import { v7 as uuidv7 } from 'uuid';
import { instalmentsOf, activePlanOf, setInstalmentPaid } from '#database/repositories/agreements.repository.js';
import { addToBalance, recoverWrittenOff } from '#database/repositories/invoices.repository.js';
import { inFlightOf } from '#database/repositories/messages.repository.js';
import { findPaymentBySource, insertPayment, type NewAllocation } from '#database/repositories/payments.repository.js';
import { type Cents, minCents } from '#domain/money/money.js';
import { formatInstant } from '#domain/calendar/zone.js';
import { type Refused, refuse } from '../actor.js';
import type { OpenCase } from '../open-case.js';
import { futureRefusal } from '../future-date.js';
import { endChase } from './close-chase.js';
import { keepPromise } from './kept-promise.js';

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

/** What a payment did. */
export interface PaymentAnswer {
  readonly paymentId: string;
  readonly principal: Cents;
  /** More than was open: credit of the debtor, never income. */
  readonly credit: Cents;
  readonly open: Cents;
  readonly inFlight: readonly InFlight[];
  readonly repeated: boolean;
}

/** Records a payment: sets it off, closes the invoice when nothing is open, tells the chase. Works on closed invoices too (credit). */
export async function recordPayment(open: OpenCase, input: PaymentInput): Promise<PaymentAnswer | Refused> {
  const invoice = open.invoice(input.invoiceId);
  if (input.amount <= 0n) return refuse('amount-not-positive', 'amount', 'A payment is more than zero; a return is a reversal.');
  if (input.currency !== invoice.facts.currency)
    return refuse('currency-mismatch', 'amount/currency', `The invoice is in ${invoice.facts.currency}.`);
  const inFlight = await flightsOf(open, input.invoiceId);
  const earlier = input.sourceKey === null ? null : await findPaymentBySource(open.tx, input.sourceKey);
  if (earlier && earlier.invoiceId !== input.invoiceId)
    return refuse('payment-counted-elsewhere', '', 'This payment was counted for another invoice; give each part an id of its own.');
  if (earlier) return { paymentId: earlier.id, principal: 0n, credit: 0n, open: invoice.facts.open, inFlight, repeated: true };

  const early = futureRefusal(open, input.paidOn, 'paidOn');
  if (early) return early;
  const paymentId = uuidv7();
  const wanted = minCents(input.amount, invoice.facts.open);
  // Writing off is bookkeeping, no remission: money for it is no credit of the debtor.
  const isWrittenOff = invoice.facts.outcome === 'written-off';
  const recovered = isWrittenOff ? await recoverWrittenOff(open.tx, input.invoiceId, input.amount - wanted) : 0n;
  const principal = wanted + recovered;
  const credit = input.amount - principal;
  await insertPayment(
    open.tx,
    { ...input, id: paymentId, debtorId: open.record.debtor.id, iban: null, name: null, status: 'assigned' },
    partsOf({ paymentId, invoiceId: input.invoiceId, principal, credit }),
  );
  const left = wanted > 0n ? await addToBalance(open.tx, input.invoiceId, { column: 'paid', amount: wanted }) : invoice.facts.open;
  await payInstalments(open, input.invoiceId, principal);
  const eventId = await open.recordEvent('payment.received', {
    invoiceId: input.invoiceId,
    subjectId: paymentId,
    data: {
      amount: Number(input.amount),
      currency: input.currency,
      paidOn: input.paidOn,
      principal: Number(principal),
      credit: Number(credit),
      recovered: Number(recovered),
      open: Number(left),
      inFlight: inFlight.length,
    },
  });
  if (left === 0n && (invoice.facts.outcome === null || invoice.facts.outcome === 'handed-over'))
    await endChase(open, input.invoiceId, { outcome: 'paid', reason: null });
  else await keepPromise(open, input.invoiceId);
  open.tell(input.invoiceId, 'paymentReceived', eventId);
  return { paymentId, principal, credit, open: left, inFlight, repeated: false };
}

/** Claims of this invoice that had no end yet when the lock was taken. */
async function flightsOf(open: OpenCase, invoiceId: string): Promise<InFlight[]> {
  const rows = await inFlightOf(open.tx, invoiceId);
  return rows.map((row) => ({
    messageId: row.id,
    step: row.step,
    channel: row.channel,
    claimedAt: formatInstant(row.claimed_at.getTime()),
  }));
}

function partsOf(p: { paymentId: string; invoiceId: string; principal: Cents; credit: Cents }): NewAllocation[] {
  const parts: NewAllocation[] = [];
  if (p.principal > 0n)
    parts.push({ id: uuidv7(), paymentId: p.paymentId, invoiceId: p.invoiceId, part: 'principal', amount: p.principal });
  if (p.credit > 0n) parts.push({ id: uuidv7(), paymentId: p.paymentId, invoiceId: null, part: 'credit', amount: p.credit });
  return parts;
}

/** A payment fills the instalments in order; what one term does not need goes on to the next. A negative amount empties them from the end. */
export async function payInstalments(open: OpenCase, invoiceId: string, amount: Cents): Promise<void> {
  const planId = await activePlanOf(open.tx, invoiceId);
  if (!planId) return;
  let rest = amount;
  const instalments = await instalmentsOf(open.tx, planId);
  for (const instalment of amount >= 0n ? instalments : instalments.reverse()) {
    const change = rest >= 0n ? minCents(rest, instalment.amount - instalment.paid) : -minCents(-rest, instalment.paid);
    if (change === 0n) continue;
    await setInstalmentPaid(open.tx, { planId, no: instalment.no }, instalment.paid + change);
    rest -= change;
  }
}
