import type { Cents } from '#domain/money/money.js';
import { releaseCredit } from '#database/repositories/payments.repository.js';
import { type Refused, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';

/**
 * The creditor declares that a credit which looked paid twice is set off (6:127 BW): from now on it is one like any other. To pay it back is
 * the reversal of its payment.
 */
export async function setOffPaidTwice(debtorCase: DebtorCase, paymentId: string): Promise<{ released: Cents } | Refused> {
  const waiting = debtorCase.record.credits.filter((credit) => credit.paymentId === paymentId && credit.hint !== null);
  const released = waiting.reduce((sum, { amount }) => sum + amount, 0n);
  const [first] = waiting;
  if (!first) return refuse('no-credit-waiting', '', 'No credit of this payment waits for a person.');
  await releaseCredit(debtorCase.tx, paymentId);
  const data = { paymentId, amount: Number(released), currency: first.currency };
  await debtorCase.recordEvent('credit.released', {
    ...(first.invoiceId !== null && { invoiceId: first.invoiceId }),
    subjectId: paymentId,
    data,
  });
  return { released };
}
