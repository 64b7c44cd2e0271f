/**
 * The sums of a UBL document, recomputed. What is chased is PayableAmount, the amount the debtor was asked for. A document whose own
 * sums ask for less than that (BR-CO-16) is refused: nobody may be chased for more than the invoice itself supports. When they ask for
 * more, the lower payable amount counts and the difference is a warning, as are sums further back (lines, VAT), which change nothing in
 * what is owed. A cent of rounding is a warning in both directions.
 */
import { minorUnitDigits } from '#domain/money/minor-units.js';
import { formatDecimal } from '../amounts.js';
import type { Cursor } from './ubl-cursor.js';
import type { UblInvoice } from './ubl-result.js';

/** Difference between the sums and the payable amount that is still called rounding, in minor units. */
const ROUNDING_TOLERANCE = 1n;

/** Payable amount and what stands behind it. */
export interface UblTotals {
  readonly payable: bigint;
  readonly totals: UblInvoice['totals'];
}

const noPayable = {
  code: 'payable-missing',
  detail: 'the document has no PayableAmount',
  hint: 'LegalMonetaryTotal/PayableAmount (BT-115) is what is owed; without it there is nothing to chase.',
};

function warnSum(total: Cursor, field: string, pair: { rule: string; stated: bigint; computed: bigint; currency: string }): void {
  if (pair.stated === pair.computed) return;
  const show = (minor: bigint): string => formatDecimal(minor, minorUnitDigits(pair.currency));
  total.findings.warn(`${total.path}/${field}`, {
    code: 'sum-differs',
    detail: `${field} is ${show(pair.stated)}, its parts make ${show(pair.computed)} (${pair.rule})`,
    hint: 'The amount to chase is not touched; tell the sender that the document does not add up.',
  });
}

/** BR-CO-10, 13 and 15: lines, total without VAT, total with VAT. */
function checkInner(root: Cursor, total: Cursor, currency: string): void {
  const lines = [...root.all('InvoiceLine'), ...root.all('CreditNoteLine')].map((line) => line.amount('LineExtensionAmount', currency));
  const sum = total.amount('LineExtensionAmount', currency);
  const known = lines.flatMap((line) => line ?? []);
  if (sum !== null && known.length > 0 && known.length === lines.length)
    warnSum(total, 'LineExtensionAmount', { rule: 'BR-CO-10', stated: sum, computed: known.reduce((a, b) => a + b, 0n), currency });
  const exclusive = total.amount('TaxExclusiveAmount', currency);
  if (sum !== null && exclusive !== null) {
    const less = total.amount('AllowanceTotalAmount', currency) ?? 0n;
    const more = total.amount('ChargeTotalAmount', currency) ?? 0n;
    warnSum(total, 'TaxExclusiveAmount', { rule: 'BR-CO-13', stated: exclusive, computed: sum - less + more, currency });
  }
  const inclusive = total.amount('TaxInclusiveAmount', currency);
  // A second TaxTotal may state the VAT in the accounting currency; only the document's own counts.
  const tax = root.all('TaxTotal').find((part) => part.at('TaxAmount')?.attribute('currencyID') === currency);
  const vat = tax?.amount('TaxAmount', currency) ?? null;
  if (inclusive !== null && exclusive !== null && vat !== null)
    warnSum(total, 'TaxInclusiveAmount', { rule: 'BR-CO-15', stated: inclusive, computed: exclusive + vat, currency });
}

function checkPayable(total: Cursor, { payable, totals }: UblTotals, currency: string): void {
  if (totals.taxInclusive === null) return;
  const supported = totals.taxInclusive - totals.prepaid + totals.rounding;
  if (supported === payable) return;
  const show = (minor: bigint): string => `${currency} ${formatDecimal(minor, minorUnitDigits(currency))}`;
  const path = `${total.path}/PayableAmount`;
  const detail = `PayableAmount is ${show(payable)}, total with VAT less prepaid plus rounding is ${show(supported)} (BR-CO-16)`;
  if (payable - supported > ROUNDING_TOLERANCE)
    total.findings.error(path, {
      code: 'payable-exceeds-sum',
      detail,
      hint: 'Ask the sender for a corrected document: nobody is chased for more than it supports.',
    });
  else
    total.findings.warn(path, {
      code: 'payable-differs',
      detail,
      hint: 'PayableAmount is what will be chased. Check whether a payment or discount is missing in the document.',
    });
}

/** Reads and checks the totals; null (and an error) when there is no payable amount. */
export function readTotals(root: Cursor, currency: string): UblTotals | null {
  const blocks = root.all('LegalMonetaryTotal');
  const [total] = blocks;
  if (!total) {
    root.findings.error(`${root.path}/LegalMonetaryTotal`, noPayable);
    return null;
  }
  if (blocks.length > 1)
    root.findings.error(total.path, {
      code: 'ambiguous',
      detail: `LegalMonetaryTotal occurs ${blocks.length} times`,
      hint: 'Ask the sender for a document that says it once.',
    });
  const payable = total.amount('PayableAmount', currency);
  if (payable === null) {
    if (total.text('PayableAmount') === null) root.findings.error(`${total.path}/PayableAmount`, noPayable);
    return null;
  }
  const totals = {
    taxInclusive: total.amount('TaxInclusiveAmount', currency),
    prepaid: total.amount('PrepaidAmount', currency) ?? 0n,
    rounding: total.amount('PayableRoundingAmount', currency) ?? 0n,
  };
  checkInner(root, total, currency);
  checkPayable(total, { payable, totals }, currency);
  return { payable, totals };
}
