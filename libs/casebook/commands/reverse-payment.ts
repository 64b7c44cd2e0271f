import { addToBalance, reopenChase, updateInvoice } from '#database/repositories/invoices.repository.js';
import { allocationsOf, findPayment, markReversed } from '#database/repositories/payments.repository.js';
import { wasHandedOver } from '#database/repositories/ledger.repository.js';
import type { ChaseOutcome } from '#domain/policy/facts.js';
import { type Refused, refuse } from '../actor.js';
import type { OpenCase } from '../open-case.js';
import { returnToAgency } from './close-chase.js';
import { unkeepPromise } from './kept-promise.js';
import { futureRefusal } from '../future-date.js';
import { payInstalments } from './record-payment.js';

/** A payment that went back: storno, chargeback, entered by mistake. */
export interface ReversalInput {
  readonly paymentId: string;
  readonly on: string;
  readonly reason: string | null;
}

/** Ends that came of nothing being open any more. A write-off, a close or a handover is a person's decision, which a storno does not undo. */
const endedByBalance: ReadonlySet<ChaseOutcome | null> = new Set(['paid', 'credited']);

/** Takes a payment back exactly as it was set off. A chase that ended because nothing was open goes on at its stage, as a new cycle of the same workflow. */
export async function reversePayment(open: OpenCase, invoiceId: string, input: ReversalInput): Promise<{ reopened: boolean } | Refused> {
  const payment = await findPayment(open.tx, input.paymentId);
  if (!payment || payment.invoiceId !== invoiceId) return refuse('payment-unknown', 'paymentId', 'This invoice has no such payment.');
  if (payment.status === 'reversed')
    return refuse('payment-already-reversed', 'paymentId', `The payment was reversed on ${payment.reversedOn}.`);
  const refused = dayRefusal(open, input.on, payment.paidOn);
  if (refused) return refused;
  await markReversed(open.tx, payment.id, { on: input.on, reason: input.reason });
  let principal = 0n;
  for (const part of await allocationsOf(open.tx, payment.id)) if (part.part === 'principal') principal += part.amount;
  if (principal > 0n) await addToBalance(open.tx, invoiceId, { column: 'paid', amount: -principal });
  await payInstalments(open, invoiceId, -principal);
  // A storno ends the collection: waiting on for it would leave the invoice unchased for ever.
  if (open.invoice(invoiceId).facts.directDebitPending) await updateInvoice(open.tx, invoiceId, { directDebitPending: false });
  const eventId = await open.recordEvent('payment.reversed', {
    invoiceId,
    subjectId: payment.id,
    data: { amount: Number(payment.amount), on: input.on, reason: input.reason },
  });
  const { outcome } = open.invoice(invoiceId).facts;
  const unpaid = principal > 0n && endedByBalance.has(outcome);
  const reopened = unpaid && !(await wasHandedOver(open.tx, invoiceId));
  // The agency still has the file: a chase of our own would be a second one.
  if (unpaid && !reopened) await returnToAgency(open, invoiceId);
  if (reopened || outcome === null) await unkeepPromise(open, invoiceId);
  if (reopened) {
    await reopenChase(open.tx, invoiceId);
    open.start(invoiceId);
  } else {
    open.tell(invoiceId, 'paymentReversed', eventId);
  }
  return { reopened };
}

/** Money goes back on the day it came at the earliest; today always will do, since the bank it came through may be a day ahead. */
function dayRefusal(open: OpenCase, on: string, paidOn: string): Refused | null {
  if (on < paidOn && on < open.today) return refuse('before-payment', 'reversedOn', `The payment is of ${paidOn}.`);
  return futureRefusal(open, on, 'reversedOn');
}
