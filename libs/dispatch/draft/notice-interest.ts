/** The statutory interest that a demand to a business tells of. */
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import { type PrincipalPayment, principalPaymentsOf } from '#database/repositories/payments.repository.js';
import type { Tx } from '#database/tx.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import { RateNotConfirmed } from '#domain/interest/rate-table.js';
import { type StatutoryInterest, statutoryInterest } from '#domain/interest/statutory-interest.js';
import { isConsumer } from '#domain/notice/default.js';
import type { DebtorKind } from '#domain/policy/facts/facts.js';
import { defaultOf } from '#domain/policy/gates/legal-gates.js';
import { undisputed } from '#domain/policy/situation/situation.js';
import type { InterestVariables } from '#templates/message-variables.js';

/** Whose interest, and until when. */
interface InterestOrder {
  readonly kind: DebtorKind;
  readonly today: IsoDate;
}

/**
 * Interest to today over the claims whose first day of default is known (6:119a lid 1-2 BW); null when there is none, or a rate is not
 * confirmed yet: better no figure than a guessed one. A consumer is told none.
 */
export async function noticeInterest(
  tx: Tx,
  covered: readonly InvoiceRecord[],
  { kind, today }: InterestOrder,
): Promise<InterestVariables | null> {
  const late = covered.filter(({ facts }) => facts.currency === 'EUR' && (defaultOf(kind, facts)?.since ?? '9999') <= today);
  if (isConsumer(kind) || late.length === 0) return null;
  const payments = await principalPaymentsOf(
    tx,
    late.map(({ id }) => id),
  );
  try {
    const runs = late.map((invoice) => runOf(invoice, payments, { kind, today }));
    const sum = (part: 'total' | 'perDay') => ({ amount: runs.reduce((total, run) => total + run[part], 0n), currency: 'EUR' });
    return { amount: sum('total'), perDay: sum('perDay'), until: today, article: kind === 'government' ? '6:119b' : '6:119a' };
  } catch (error) {
    if (error instanceof RateNotConfirmed) return null;
    throw error;
  }
}

/**
 * Interest runs on the principal as it stood, so what was paid late bore interest until its day. The book sets payments off against the
 * principal and books no interest; 6:44 lid 1 BW sets them off against interest first. What is owed together is the same: the open
 * principal of the book and all interest that ran by 6:44. Credit notes and disputed parts are taken to have never been owed.
 */
function runOf(invoice: InvoiceRecord, all: readonly PrincipalPayment[], { kind, today }: InterestOrder): StatutoryInterest {
  const payments = all
    .filter(({ invoiceId }) => invoiceId === invoice.id)
    .map(({ on, amount }) => ({ on, amount: { amount, currency: 'EUR' } }));
  const principal = payments.reduce((sum, { amount }) => sum + amount.amount, undisputed(invoice.facts));
  return statutoryInterest({
    principal: { amount: principal, currency: 'EUR' },
    kind: kind === 'government' ? 'government' : 'commercial',
    firstInterestDay: defaultOf(kind, invoice.facts)?.since ?? today,
    until: today,
    payments,
  });
}
