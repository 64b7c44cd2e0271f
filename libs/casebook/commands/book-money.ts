/** What money does to the claims it goes to, whether it just came in or was the debtor's credit: balances, instalments, promises, ends. */
import { activePaymentPlanOf, instalmentsOf, setInstalmentPaid } from '#database/repositories/agreements.repository.js';
import { addPaid } from '#database/repositories/invoices.repository.js';
import { insertEffect } from '#database/repositories/payments.repository.js';
import { type Cents, minCents } from '#domain/money/money.js';
import type { DebtorCase } from '../debtor-case.js';
import { endChase } from './close-chase.js';
import { keepPromise } from './kept-promise.js';

/** What one claim gets of a payment. */
export interface Share {
  readonly paymentId: string;
  readonly invoiceId: string;
  /** Above zero. */
  readonly amount: Cents;
}

/** Writes shares into the balances and the terms of payment plans. @returns what is open of each invoice afterwards */
export async function bookShares(debtorCase: DebtorCase, shares: readonly Share[]): Promise<ReadonlyMap<string, Cents>> {
  if (shares.length === 0) return new Map();
  debtorCase.keep(shares.map(({ invoiceId }) => invoiceId));
  const left = await addPaid(debtorCase.tx, shares);
  for (const share of shares) await fillInstalments(debtorCase, share);
  return left;
}

/** After the events of the shares are written: what is paid ends, a promise of a part that came in is kept. */
export async function endWhatIsPaid(debtorCase: DebtorCase, invoiceId: string, left: Cents): Promise<void> {
  const { outcome } = debtorCase.invoice(invoiceId).facts;
  if (left === 0n && (outcome === null || outcome === 'handed-over'))
    await endChase(debtorCase, invoiceId, { outcome: 'paid', reason: null });
  else await keepPromise(debtorCase, invoiceId);
}

/** A payment fills the terms of a plan in order; what one does not need goes on to the next. Noted, so that a storno empties just that. */
async function fillInstalments(debtorCase: DebtorCase, { paymentId, invoiceId, amount }: Share): Promise<void> {
  const planId = await activePaymentPlanOf(debtorCase.tx, invoiceId);
  if (!planId) return;
  let rest = amount;
  for (const { no, amount: wanted, paid } of await instalmentsOf(debtorCase.tx, planId)) {
    const filled = minCents(rest, wanted - paid);
    if (filled === 0n) continue;
    await setInstalmentPaid(debtorCase.tx, { planId, no }, paid + filled);
    rest -= filled;
  }
  if (rest < amount) await insertEffect(debtorCase.tx, { paymentId, invoiceId, planId, amount: amount - rest });
}

/** The way back: terms are emptied from the last one on, so that they stand as if the payment had never been. */
export async function emptyInstalments(debtorCase: DebtorCase, planId: string, amount: Cents): Promise<void> {
  let rest = amount;
  for (const { no, paid } of (await instalmentsOf(debtorCase.tx, planId)).reverse()) {
    const emptied = minCents(rest, paid);
    if (emptied === 0n) continue;
    await setInstalmentPaid(debtorCase.tx, { planId, no }, paid - emptied);
    rest -= emptied;
  }
}
