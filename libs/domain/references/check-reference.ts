/** What kind of payment reference a text is meant to be, and what is wrong with it. */
import { betalingskenmerkLengths, isBetalingskenmerk } from './betalingskenmerk.js';
import { clean } from './mod97.js';
import { isRf } from './rf-reference.js';

/** `shape`: neither kind is written so; `length`: no betalingskenmerk has so many digits; `check-digits`: mistyped. */
export type ReferenceFault = 'shape' | 'length' | 'check-digits';

/** The verdict; without a fault the reference is valid. */
export interface CheckedReference {
  readonly kind: 'rf' | 'betalingskenmerk' | 'unknown';
  readonly fault: ReferenceFault | null;
}

const rfShape = /^RF\d\d[A-Z0-9]{1,21}$/;
const digitsOnly = /^\d+$/;

/** Checks a reference as people write it: spaces and small letters are allowed. */
export function checkReference(text: string): CheckedReference {
  const cleaned = clean(text);
  if (cleaned.startsWith('RF')) {
    if (!rfShape.test(cleaned)) return { kind: 'rf', fault: 'shape' };
    return { kind: 'rf', fault: isRf(cleaned) ? null : 'check-digits' };
  }
  if (!digitsOnly.test(cleaned)) return { kind: 'unknown', fault: 'shape' };
  if (!betalingskenmerkLengths.some((length) => length === cleaned.length)) return { kind: 'betalingskenmerk', fault: 'length' };
  return { kind: 'betalingskenmerk', fault: isBetalingskenmerk(cleaned) ? null : 'check-digits' };
}
