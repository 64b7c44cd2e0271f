import { activePaymentPlanOf, instalmentsOf, setInstalmentPaid } from '#database/repositories/agreements.repository.js';
import { type Cents, minCents } from '#domain/money/money.js';
import type { DebtorCase } from '../debtor-case.js';

/** What is credited of an invoice in a payment plan need not be paid: it fills the instalments in order, as money does. */
export async function creditPaymentPlan(debtorCase: DebtorCase, invoiceId: string, amount: Cents): Promise<void> {
  const planId = await activePaymentPlanOf(debtorCase.tx, invoiceId);
  let rest = amount;
  for (const { no, amount: wanted, paid } of planId === null ? [] : await instalmentsOf(debtorCase.tx, planId)) {
    const filled = minCents(rest, wanted - paid);
    if (planId === null || filled === 0n) continue;
    await setInstalmentPaid(debtorCase.tx, { planId, no }, paid + filled);
    rest -= filled;
  }
}
