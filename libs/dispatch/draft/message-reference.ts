/** The payment reference of a message about several claims (ISO 11649): who pays with it says which claims he pays (6:43 lid 1 BW). */
import { createHash } from 'node:crypto';
import { invoicesOfPlan } from '#database/repositories/agreements.repository.js';
import type { OpenCase } from '#casebook/open-case.js';
import type { AskedOf } from '#database/repositories/message-claims.repository.js';
import { makeRf } from '#domain/references/rf-reference.js';

/** Without the letters that are mistaken for digits. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = 12;

/** All messages of one payment plan over several invoices bear the same reference; null for a plan over one, which has that invoice's own. */
export async function referenceOfPlan(open: OpenCase, planId: string): Promise<string | null> {
  const covers = await invoicesOfPlan(open.tx, planId);
  return covers.length > 1 ? madeOf(open, ['plan', planId]) : null;
}

/**
 * Made of what is asked, so that a text that is rendered again says the same, and another set of claims, or another debtor, has another
 * reference: sixty bits, which a creditor never uses up.
 */
export function referenceFor(open: OpenCase, claims: readonly AskedOf[]): string {
  return madeOf(open, claims.map(({ invoiceId, amount }) => `${invoiceId}=${amount}`).sort());
}

function madeOf(open: OpenCase, of: readonly string[]): string {
  const digest = createHash('sha256')
    .update([open.tx.tenantId, open.record.debtor.id, ...of].join('/'))
    .digest();
  let base = '';
  for (const byte of digest.subarray(0, characters)) base += alphabet[byte % alphabet.length] ?? '';
  return makeRf(base);
}
