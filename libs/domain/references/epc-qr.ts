/** The content of the QR code for a SEPA credit transfer (EPC069-12, version 002, UTF-8). Draw it with error level M, at most version 13. */
import { requireCurrency, requirePositive } from '../money/checks.js';
import type { Cents, Money } from '../money/money.js';
import { exactDecimal } from '../money/percent.js';
import { DomainRefusal } from '../money/refusals.js';
import { asIban } from './iban.js';
import { clean } from './mod97.js';
import { isRf } from './rf-reference.js';

/** A transfer to be asked for. `reference` (an RF reference) and `text` exclude each other. */
export interface EpcQrInput {
  /** Name of the account, at most 70 characters. */
  readonly name: string;
  readonly iban: string;
  /** EUR 0.01 to 999,999,999.99. */
  readonly amount: Money;
  readonly bic?: string;
  /** ISO 20022 purpose code, at most 4 letters and digits. */
  readonly purpose?: string;
  readonly reference?: string;
  /** At most 140 characters. */
  readonly text?: string;
  /** For the payer's eyes, at most 70 characters. */
  readonly information?: string;
}

/** The payload and its size in UTF-8. */
export interface EpcQr {
  readonly payload: string;
  readonly bytes: number;
}

const highestAmount: Cents = 99_999_999_999n;
const mostBytes = 331;
const bicShape = /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/;
const purposeShape = /^[A-Z0-9]{1,4}$/;
/** Control characters would add lines, half surrogate pairs have no UTF-8. */
const unprintable = /\p{Cc}|\p{Cs}/u;

/**
 * Builds the payload: twelve lines at most, joined by LF, nothing after the last used line.
 * @throws DomainRefusal `text-too-long`, `text-missing`, `text-unprintable`, `iban-invalid`, `bic-invalid`, `purpose-invalid`,
 * `reference-invalid`, `reference-or-text`, `negative-amount`, `zero-amount`, `amount-too-high`, `currency-mismatch`, `payload-too-long`
 */
export function epcQr(input: EpcQrInput): EpcQr {
  if (input.reference && input.text) throw new DomainRefusal('reference-or-text', 'text', 'text: give a reference or a text, not both');
  const lines = ['BCD', '002', '1', 'SCT', bicLine(input.bic), nameLine(input.name), asIban(input.iban, 'iban'), amountLine(input.amount)];
  lines.push(purposeLine(input.purpose), referenceLine(input.reference));
  lines.push(textLine('text', input.text, 140), textLine('information', input.information, 70));
  const payload = lines.join('\n').trimEnd();
  const bytes = utf8Length(payload);
  if (bytes > mostBytes) throw new DomainRefusal('payload-too-long', 'text', `the payload has ${bytes} bytes, ${mostBytes} fit`);
  return { payload, bytes };
}

/** Length in UTF-8 of text without half surrogate pairs. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else bytes += code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function textLine(argument: string, text: string | undefined, limit: number): string {
  const line = (text ?? '').trim();
  if (unprintable.test(line))
    throw new DomainRefusal('text-unprintable', argument, `${argument}: line breaks and control characters do not fit`);
  if ([...line].length > limit) throw new DomainRefusal('text-too-long', argument, `${argument}: at most ${limit} characters`);
  return line;
}

function nameLine(name: string): string {
  const line = textLine('name', name, 70);
  if (line === '') throw new DomainRefusal('text-missing', 'name', 'name: the account needs a name');
  return line;
}

function amountLine(amount: Money): string {
  requireCurrency(amount, 'EUR', 'amount');
  requirePositive(amount.amount, 'amount/amount');
  if (amount.amount > highestAmount) throw new DomainRefusal('amount-too-high', 'amount/amount', 'amount: at most EUR 999,999,999.99');
  return `EUR${exactDecimal({ numerator: amount.amount, denominator: 100n }, 2)}`;
}

function bicLine(bic = ''): string {
  const line = clean(bic);
  if (line !== '' && !bicShape.test(line)) throw new DomainRefusal('bic-invalid', 'bic', 'bic: 8 or 11 letters and digits');
  return line;
}

function purposeLine(purpose = ''): string {
  const line = clean(purpose);
  if (line !== '' && !purposeShape.test(line))
    throw new DomainRefusal('purpose-invalid', 'purpose', 'purpose: at most 4 letters and digits');
  return line;
}

function referenceLine(reference = ''): string {
  const line = clean(reference);
  if (line !== '' && !isRf(line)) throw new DomainRefusal('reference-invalid', 'reference', 'reference: not a valid RF reference');
  return line;
}
