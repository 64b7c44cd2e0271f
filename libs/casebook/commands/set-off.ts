/** Credit of a debtor is set off against what he owes (6:127 BW), so that nothing is asked of who has money here. */
import type { CreditRecord } from '#database/repositories/case-record.js';
import { type CreditUse, useCredit } from '#database/repositories/payments.repository.js';
import { spreadClaimOf } from '#domain/policy/situation/spread-claim.js';
import { spread } from '#domain/allocation/spread.js';
import type { Cents } from '#domain/money/money.js';
import { estateHolds } from '#domain/policy/facts/facts.js';
import type { DebtorCase } from '../debtor-case.js';
import { bookShares, endWhatIsPaid } from './book-money.js';

/** Whether credit of this debtor is set off without a person. */
export const setsOffByItself = (debtorCase: DebtorCase): boolean =>
  !debtorCase.record.facts.holds.some(({ reason }) => estateHolds.has(reason));

/**
 * Sets free credit off against claims that are due and not contested, the oldest money first, in the order of 6:43 BW. Credit that looks
 * paid twice waits for a person. Tells nobody: chases that are over by it are woken when they are planned anew.
 * @returns whether anything was set off, so that the facts are read again
 */
export async function setOffCredit(debtorCase: DebtorCase): Promise<boolean> {
  const free = debtorCase.record.credits.filter(({ hint }) => hint === null);
  if (free.length === 0 || !setsOffByItself(debtorCase)) return false;
  const paid = new Map<string, Cents>();
  for (const credit of free) {
    const { amount, currency } = credit;
    const claims = debtorCase.record.invoices
      .filter(({ facts }) => facts.outcome === null && facts.currency === currency)
      .map(({ facts }) => spreadClaimOf(facts))
      .map((claim) => ({ ...claim, open: claim.open - (paid.get(claim.id) ?? 0n) }));
    const { parts } = spread({ amount, currency, today: debtorCase.today, claims, named: [], asked: [], byReference: false, planned: [] });
    await applyCredit(
      debtorCase,
      credit,
      parts.map((part) => ({ invoiceId: part.id, amount: part.amount })),
    );
    for (const part of parts) paid.set(part.id, (paid.get(part.id) ?? 0n) + part.amount);
  }
  return paid.size > 0;
}

/** Sets one credit off against invoices: the allocation of its payment, so that the storno of that payment takes it back. */
export async function applyCredit(debtorCase: DebtorCase, credit: CreditRecord, uses: readonly CreditUse[]): Promise<void> {
  if (uses.length === 0) return;
  const { paymentId } = credit;
  await useCredit(debtorCase.tx, credit, uses);
  const left = await bookShares(
    debtorCase,
    uses.map((use) => ({ ...use, paymentId })),
  );
  for (const { invoiceId, amount } of uses) {
    const data = {
      paymentId,
      bookedOn: credit.invoiceId,
      hint: credit.hint,
      principal: Number(amount),
      currency: credit.currency,
      open: Number(left.get(invoiceId) ?? 0n),
    };
    await debtorCase.recordEvent('credit.applied', { invoiceId, subjectId: paymentId, data });
    await endWhatIsPaid(debtorCase, invoiceId, left.get(invoiceId) ?? 0n);
  }
}
