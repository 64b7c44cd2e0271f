/** Reads what a payment may be meant for, and asks the domain where it goes. Writes nothing. */
import { activePaymentPlanOf, invoicesOfPaymentPlan } from '#database/repositories/agreements.repository.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import { askedLastWith, askedUnder } from '#database/repositories/message-claims.repository.js';
import { earlierAmountsOf } from '#database/repositories/payments.repository.js';
import { spreadClaimOf } from '#domain/policy/situation/spread-claim.js';
import { type AskedClaim, looksPaidTwice, type PaidClaim, type Spread, spread } from '#domain/allocation/spread.js';
import type { Cents } from '#domain/money/money.js';
import { findReferences } from '#domain/references/bank-text.js';
import type { DebtorCase } from '../debtor-case.js';

/** Where a payment goes. */
export interface Destination extends Spread {
  /** What nothing was found for looks paid twice: it waits for a person. */
  readonly hint: 'paid-twice' | null;
}

/** What is known of a payment before it is written. */
export interface IncomingPayment {
  readonly invoiceId: string;
  readonly amount: Cents;
  readonly currency: string;
  readonly reference: string | null;
}

/** Where a payment goes, of which `placed` has its place already. */
export async function destinationOf(debtorCase: DebtorCase, payment: IncomingPayment, placed: Cents): Promise<Destination> {
  const { invoiceId, currency } = payment;
  const referred = await referredBy(debtorCase, payment.reference);
  const inReference = referred?.covers.includes(invoiceId) ?? false;
  const designated = referred && inReference ? referred.covers : [invoiceId];
  if (await isPaidTwice(debtorCase, payment, designated)) return { parts: [], credit: payment.amount - placed, hint: 'paid-twice' };
  const ids = new Set([invoiceId, ...(referred?.covers ?? [])]);
  const mayPay = ({ facts }: InvoiceRecord): boolean =>
    facts.currency === currency && facts.open > 0n && (facts.outcome === null || ids.has(facts.id));
  const found = spread({
    amount: payment.amount - placed,
    currency,
    today: debtorCase.today,
    claims: debtorCase.record.invoices.filter(mayPay).map(({ facts }) => spreadClaimOf(facts)),
    named: inReference ? [] : [invoiceId],
    asked: referred?.asked ?? (await askedWith(debtorCase, invoiceId)),
    byReference: referred !== null,
    planned: await plannedWith(debtorCase, invoiceId),
  });
  return { ...found, hint: null };
}

/** What was asked under the payment reference that a payment bears. */
interface Referred {
  readonly asked: readonly AskedClaim[];
  /** All invoices that the reference stands for. */
  readonly covers: readonly string[];
}

/** What the messages asked whose payment reference the payment bears: those of this creditor to this debtor, else nothing. */
async function referredBy(debtorCase: DebtorCase, reference: string | null): Promise<Referred | null> {
  if (reference === null) return null;
  const under = await askedUnder(debtorCase.tx, findReferences(reference).rf);
  if (!under || under.debtorId !== debtorCase.record.debtor.id) return null;
  // Designated by the debtor, so also what an agency has by now (6:43 lid 1 BW).
  await debtorCase.include(under.covers);
  return { asked: under.claims.map(({ invoiceId, amount }) => ({ id: invoiceId, amount })), covers: under.covers };
}

async function askedWith(debtorCase: DebtorCase, invoiceId: string): Promise<AskedClaim[]> {
  return (await askedLastWith(debtorCase.tx, invoiceId)).map(({ invoiceId: id, amount }) => ({ id, amount }));
}

async function plannedWith(debtorCase: DebtorCase, invoiceId: string): Promise<string[]> {
  const planId = await activePaymentPlanOf(debtorCase.tx, invoiceId);
  return planId === null ? [] : invoicesOfPaymentPlan(debtorCase.tx, planId);
}

async function isPaidTwice(debtorCase: DebtorCase, { amount }: IncomingPayment, designated: readonly string[]): Promise<boolean> {
  const named: PaidClaim[] = [];
  for (const id of designated) {
    const { facts } = debtorCase.invoice(id);
    // What was written off is not paid: money for it is for it.
    if (facts.open > 0n || facts.outcome === 'written-off') return false;
    named.push({ open: facts.open, earlier: await earlierAmountsOf(debtorCase.tx, id) });
  }
  return looksPaidTwice(amount, named);
}
