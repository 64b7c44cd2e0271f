/** Which of the creditor's own references may stand where everybody with access to Temporal reads them. */
import { toPublicId } from './ids.js';

/** Numbers of bookkeeping programs are far shorter; whatever is longer is a text. */
const longestReference = 64;
/** Digits with separators and a prefix. No `@`, no `+`: an e-mail address or a telephone number used as a reference names a person. */
const referenceShape = /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9 ._/#:-]*$/;
/** An account of a sole trader is his. */
const ibanShape = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

/**
 * An invoice number or external id as it may be searched for in Temporal, whose ids, search attributes and summaries are never encrypted;
 * `null` when it looks like something that names a person (a mail address, a telephone number, an account, a name without a digit).
 */
export function searchableReference(reference: string | null): string | null {
  if (reference === null || reference.length > longestReference || !referenceShape.test(reference)) return null;
  return ibanShape.test(reference.replaceAll(' ', '')) ? null : reference;
}

/** What the Temporal UI calls an invoice: its number, or its public id where the number must not stand there. */
export const invoiceLabel = (invoiceId: string, number: string): string => searchableReference(number) ?? toPublicId('invoice', invoiceId);
