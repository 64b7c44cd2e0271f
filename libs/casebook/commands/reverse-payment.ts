import { addToBalance, reopenChase, updateInvoice } from '#database/repositories/invoices.repository.js';
import { allocationsOf, findPayment, markReversed, recoveredBy, spendCredit } from '#database/repositories/payments.repository.js';
import { wasHandedOver } from '#database/repositories/ledger.repository.js';
import type { Cents } from '#domain/money/money.js';
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

/**
 * Ends that came of nothing being open any more: of a written-off invoice nobody wrote off what had been paid. A close or a handover is a
 * person's decision about all of it, which a storno does not undo.
 */
const endedByBalance: ReadonlySet<ChaseOutcome | null> = new Set(['paid', 'credited', 'written-off']);

/** Takes a payment back exactly as it was set off; what other payments left as credit then covers what is open again. A chase that ended because nothing was open goes on at its stage, as a new cycle of the same workflow. */
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
  const owed = await takeBack(open, invoiceId, { principal, recovered: await recoveredBy(open.tx, payment.id) });
  await payInstalments(open, invoiceId, owed.covered - principal);
  // A storno ends the collection: waiting on for it would leave the invoice unchased for ever.
  if (open.invoice(invoiceId).facts.directDebitPending) await updateInvoice(open.tx, invoiceId, { directDebitPending: false });
  const eventId = await open.recordEvent('payment.reversed', {
    invoiceId,
    subjectId: payment.id,
    data: { amount: Number(payment.amount), on: input.on, reason: input.reason, creditUsed: Number(owed.covered) },
  });
  const { outcome } = open.invoice(invoiceId).facts;
  const unpaid = owed.open > 0n && endedByBalance.has(outcome);
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

/** What is open after money went back, and how much of it the debtor's credit covered. */
interface Owed {
  readonly open: Cents;
  readonly covered: Cents;
}

/** What had been recovered is written off again. */
async function takeBack(open: OpenCase, invoiceId: string, of: { principal: Cents; recovered: Cents }): Promise<Owed> {
  if (of.principal === 0n) return { open: 0n, covered: 0n };
  let left = await addToBalance(open.tx, invoiceId, { column: 'paid', amount: -of.principal });
  if (of.recovered > 0n) left = await addToBalance(open.tx, invoiceId, { column: 'written_off', amount: of.recovered });
  const covered = left > 0n ? await spendCredit(open.tx, invoiceId, left) : 0n;
  if (covered > 0n) left = await addToBalance(open.tx, invoiceId, { column: 'paid', amount: covered });
  return { open: left, covered };
}

/** Money goes back on the day it came at the earliest; today always will do, since the bank it came through may be a day ahead. */
function dayRefusal(open: OpenCase, on: string, paidOn: string): Refused | null {
  if (on < paidOn && on < open.today) return refuse('before-payment', 'reversedOn', `The payment is of ${paidOn}.`);
  return futureRefusal(open, on, 'reversedOn');
}
