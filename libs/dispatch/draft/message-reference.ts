/** The payment reference of a message about several claims (ISO 11649): who pays with it says which claims he pays (6:43 lid 1 BW). */
import { createHash } from 'node:crypto';
import { invoicesOfPaymentPlan } from '#database/repositories/agreements.repository.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { AskedOf } from '#database/repositories/message-claims.repository.js';
import { makeRf } from '#domain/references/rf-reference.js';

/** Without the letters that are mistaken for digits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = 12;

/** All messages of one payment plan over several invoices bear the same reference; null for a plan over one, which has that invoice's own. */
export async function referenceOfPaymentPlan(debtorCase: DebtorCase, planId: string): Promise<string | null> {
  const covers = await invoicesOfPaymentPlan(debtorCase.tx, planId);
  return covers.length > 1 ? madeOf(debtorCase, ['plan', planId]) : null;
}

/**
 * Made of what is asked, so that a text that is rendered again says the same, and another set of claims, or another debtor, has another
 * reference: sixty bits, which a creditor never uses up.
 */
export function referenceFor(debtorCase: DebtorCase, claims: readonly AskedOf[]): string {
  return madeOf(debtorCase, claims.map(({ invoiceId, amount }) => `${invoiceId}=${amount}`).sort());
}

function madeOf(debtorCase: DebtorCase, of: readonly string[]): string {
  const digest = createHash('sha256')
    .update([debtorCase.tx.tenantId, debtorCase.record.debtor.id, ...of].join('/'))
    .digest();
  let base = '';
  for (const byte of digest.subarray(0, characters)) base += alphabet[byte % alphabet.length] ?? '';
  return makeRf(base);
}
