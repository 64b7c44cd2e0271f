import {
  activePaymentPlanOf,
  invoicesOfPaymentPlan,
  reopenPaymentPlan,
  statusOfPaymentPlan,
} from '#database/repositories/agreements.repository.js';
import { addToBalance, reopenChase, updateInvoice } from '#database/repositories/invoices.repository.js';
import { allocationsOf, effectsOf, findPayment, markReversed, recoveredBy } from '#database/repositories/payments.repository.js';
import { wasHandedOver } from '#database/repositories/ledger.repository.js';
import type { CreditRecord } from '#database/repositories/case-record.js';
import { type Cents, minCents } from '#domain/money/money.js';
import { futureFault } from '#domain/policy/facts/fact-limits.js';
import { endedByBalance } from '#domain/policy/facts/facts.js';
import { type Refused, refusalOf, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';
import { emptyInstalments } from './book-money.js';
import { completePaymentPlan, returnToAgency } from './close-chase.js';
import { unkeepPromise } from './kept-promise.js';
import { setOffPaidTwice } from './release-credit.js';
import { applyCredit, setsOffByItself } from './set-off.js';

/** A payment that went back: storno, chargeback, entered by mistake. */
export interface ReversalInput {
  readonly paymentId: string;
  readonly on: string;
  readonly reason: string | null;
}

/** What one invoice lost by a reversal, and how it stands after it. */
export interface TakenBack {
  readonly invoiceId: string;
  readonly number: string;
  readonly amount: Cents;
  readonly open: Cents;
  readonly reopened: boolean;
}

/** What a reversal did. */
export interface ReversalAnswer {
  /** The chase of the invoice that the payment was booked on goes on. */
  readonly reopened: boolean;
  readonly parts: readonly TakenBack[];
}

/**
 * Takes a payment back from every claim that it, or its credit, was set off against, exactly; what other payments left as credit then covers
 * what is open again. Chases that ended because nothing was open go on at their stage, as a new cycle of the same workflow.
 */
export async function reversePayment(debtorCase: DebtorCase, invoiceId: string, input: ReversalInput): Promise<ReversalAnswer | Refused> {
  const payment = await findPayment(debtorCase.tx, input.paymentId);
  if (!payment || payment.invoiceId !== invoiceId) return refuse('payment-unknown', 'paymentId', 'This invoice has no such payment.');
  if (payment.status === 'reversed')
    return refuse('payment-already-reversed', 'paymentId', `The payment was reversed on ${payment.reversedOn}.`);
  const refused = dayRefusal(debtorCase, input.on, payment.paidOn);
  if (refused) return refused;
  const amounts = await gotOf(debtorCase, payment.id);
  const touched = [...new Set([invoiceId, ...amounts.keys()])];
  await debtorCase.include(touched);
  await markReversed(debtorCase.tx, payment.id, { on: input.on, reason: input.reason });
  for (const [id, amount] of amounts) await addToBalance(debtorCase.tx, id, { column: 'paid', amount: -amount });
  const recovered = await recoveredBy(debtorCase.tx, payment.id);
  // What had been recovered is written off again.
  if (recovered > 0n) await addToBalance(debtorCase.tx, invoiceId, { column: 'written_off', amount: recovered });
  const plans = await takePaymentPlansBack(debtorCase, payment.id);
  await debtorCase.reload();
  const covered = await coverByCredit(debtorCase, [...amounts.keys()]);
  if (covered.size > 0) await debtorCase.reload();
  // A storno ends the collection: waiting on for it would leave the invoice unchased for ever.
  if (debtorCase.invoice(invoiceId).facts.directDebitPending) await updateInvoice(debtorCase.tx, invoiceId, { directDebitPending: false });
  const parts: TakenBack[] = [];
  for (const id of touched) {
    const of = { id, amount: amounts.get(id) ?? 0n, covered: covered.get(id) ?? 0n, isBookedOn: id === invoiceId };
    parts.push(await goOn(debtorCase, of, { ...input, whole: payment.amount }));
  }
  await restorePaymentPlans(debtorCase, plans);
  return { reopened: parts.some((part) => part.invoiceId === invoiceId && part.reopened), parts };
}

/** What each invoice got of a payment, set-offs of its credit included. */
async function gotOf(debtorCase: DebtorCase, paymentId: string): Promise<Map<string, Cents>> {
  const amounts = new Map<string, Cents>();
  for (const { part, invoiceId, amount } of await allocationsOf(debtorCase.tx, paymentId))
    if (part === 'principal' && invoiceId !== null) amounts.set(invoiceId, (amounts.get(invoiceId) ?? 0n) + amount);
  return amounts;
}

/**
 * Empties the terms that the payment had filled, and opens the plans again that stand or were complete by it. @returns those that were
 * complete
 */
async function takePaymentPlansBack(debtorCase: DebtorCase, paymentId: string): Promise<string[]> {
  const complete: string[] = [];
  for (const { planId, invoiceId, amount } of await effectsOf(debtorCase.tx, paymentId)) {
    await emptyInstalments(debtorCase, planId, amount);
    const status = await statusOfPaymentPlan(debtorCase.tx, planId);
    // An agreement that was made since stands in its place.
    const other = await activePaymentPlanOf(debtorCase.tx, invoiceId);
    if (status === 'completed' && other !== null) continue;
    if (status !== 'active' && status !== 'completed') continue;
    await reopenPaymentPlan(debtorCase.tx, planId, debtorCase.today);
    if (status === 'completed') complete.push(planId);
  }
  return complete;
}

/** Says of a plan that it is open again, or ends it when other money covers all of it. */
async function restorePaymentPlans(debtorCase: DebtorCase, plans: readonly string[]): Promise<void> {
  for (const planId of plans) {
    const [first, ...others] = await invoicesOfPaymentPlan(debtorCase.tx, planId);
    if (first === undefined || (await completePaymentPlan(debtorCase, first))) continue;
    for (const invoiceId of [first, ...others])
      await debtorCase.recordEvent('payment-plan.reopened', { invoiceId, subjectId: planId, data: { on: debtorCase.today } });
  }
}

/**
 * Lets other credit cover what is open again: first what was paid for an invoice itself, then what is free when it is due. Credit that
 * looked paid twice is not that any more once it pays what went back, so the rest of it is free too: the sum of a message over several
 * invoices.
 * @returns what each invoice was covered with
 */
async function coverByCredit(debtorCase: DebtorCase, invoiceIds: readonly string[]): Promise<ReadonlyMap<string, Cents>> {
  const covered = new Map(invoiceIds.map((id) => [id, 0n]));
  const used = new Set<string>();
  const cover = async (fits: (credit: CreditRecord, id: string) => boolean): Promise<void> => {
    for (const id of invoiceIds)
      for (const { paymentId, amount } of await coverBy(debtorCase, id, (credit) => fits(credit, id))) {
        covered.set(id, (covered.get(id) ?? 0n) + amount);
        used.add(paymentId);
      }
  };
  await cover(({ invoiceId }, id) => invoiceId === id);
  for (const { paymentId, hint } of debtorCase.record.credits)
    if (hint !== null && used.has(paymentId)) await setOffPaidTwice(debtorCase, paymentId);
  if (used.size > 0) await debtorCase.reload();
  await cover(({ hint }, id) => hint === null && debtorCase.invoice(id).facts.dueDate < debtorCase.today && setsOffByItself(debtorCase));
  return covered;
}

/** Covers what is open of an invoice with credits that fit, the oldest first. */
async function coverBy(debtorCase: DebtorCase, invoiceId: string, fits: (credit: CreditRecord) => boolean): Promise<readonly CreditPart[]> {
  const { facts } = debtorCase.invoice(invoiceId);
  if (!endedByBalance.has(facts.outcome) && facts.outcome !== null) return [];
  const parts: CreditPart[] = [];
  let left = facts.open;
  for (const credit of debtorCase.record.credits.filter((each) => each.currency === facts.currency && fits(each))) {
    const amount = minCents(credit.amount, left);
    if (amount === 0n) break;
    await applyCredit(debtorCase, credit, [{ invoiceId, amount }]);
    parts.push({ paymentId: credit.paymentId, amount });
    left -= amount;
  }
  if (parts.length > 0) await debtorCase.reload();
  return parts;
}

/** What one payment's credit gave. */
interface CreditPart {
  readonly paymentId: string;
  readonly amount: Cents;
}

/** Writes on an invoice that its money went back, and lets its chase go on. */
async function goOn(
  debtorCase: DebtorCase,
  of: { id: string; amount: Cents; covered: Cents; isBookedOn: boolean },
  input: ReversalInput & { readonly whole: Cents },
): Promise<TakenBack> {
  const { id, amount, covered, isBookedOn } = of;
  const { number, facts } = debtorCase.invoice(id);
  const data = { on: input.on, reason: input.reason, principal: Number(amount), creditUsed: Number(covered), open: Number(facts.open) };
  const eventId = isBookedOn
    ? await debtorCase.recordEvent('payment.reversed', {
        invoiceId: id,
        subjectId: input.paymentId,
        data: { amount: Number(input.whole), ...data },
      })
    : await debtorCase.recordEvent('payment.unallocated', { invoiceId: id, subjectId: input.paymentId, data });
  const unpaid = amount > 0n && facts.open > 0n && endedByBalance.has(facts.outcome);
  const reopened = unpaid && !(await wasHandedOver(debtorCase.tx, id));
  // The agency still has the file: a chase of our own would be a second one.
  if (unpaid && !reopened) await returnToAgency(debtorCase, id);
  if (reopened || facts.outcome === null) await unkeepPromise(debtorCase, id);
  if (reopened) {
    await reopenChase(debtorCase.tx, id);
    debtorCase.start(id);
  } else {
    debtorCase.signal(id, 'paymentReversed', eventId);
  }
  return { invoiceId: id, number, amount, open: facts.open, reopened };
}

/** Money goes back on the day it came at the earliest; today always will do, since the bank it came through may be a day ahead. */
function dayRefusal(debtorCase: DebtorCase, on: string, paidOn: string): Refused | null {
  if (on < paidOn && on < debtorCase.today) return refuse('before-payment', 'reversedOn', `The payment is of ${paidOn}.`);
  return refusalOf(futureFault(on, debtorCase.today, 'reversedOn'));
}
