/** How a UBL invoice is to be paid: references, accounts, direct debit, terms. */
import { ibanFault, looksLikeIban } from '#domain/references/iban.js';
import { clean } from '#domain/references/mod97.js';
import type { Cursor } from './ubl-cursor.js';
import type { UblAccount, UblInvoice } from './ubl-result.js';

/** UNCL 4461: 49 direct debit, 59 SEPA direct debit. */
const directDebitCodes = new Set(['49', '59']);

/** Means, reference and accounts of an invoice. */
export type UblPayment = Pick<UblInvoice, 'paymentReference' | 'accounts' | 'directDebit'>;

function readAccount(account: Cursor): UblAccount | null {
  const written = account.text('ID');
  if (written === null) return null;
  const number = clean(written);
  const scheme = looksLikeIban(number) ? 'iban' : 'national';
  const fault = scheme === 'iban' ? ibanFault(number) : null;
  // An account that SEPA does not reach is a right one all the same.
  const valid = scheme === 'iban' && (fault === null || fault === 'country');
  const path = `${account.path}/ID`;
  if (scheme === 'iban' && !valid)
    account.findings.warn(path, {
      code: 'iban-invalid',
      detail: `${number} fails its check digits or has the wrong length for its country`,
      hint: 'It is kept as written. Compare it with your own account before the first message leaves.',
    });
  if (scheme === 'national')
    account.findings.warn(path, {
      code: 'account-not-iban',
      detail: `"${written}" is not an IBAN`,
      hint: 'It is kept as written; payment links and QR codes need an IBAN.',
    });
  return {
    number: scheme === 'iban' ? number : written,
    scheme,
    valid,
    bic: account.text('FinancialInstitutionBranch', 'ID'),
    holder: account.text('Name'),
  };
}

/** Reads all PaymentMeans; the first reference counts, and another one beside it is said. */
export function readPayment(root: Cursor): UblPayment {
  const means = root.all('PaymentMeans');
  const references = [...new Set(means.flatMap((part) => part.all('PaymentID')).flatMap((id) => id.own() ?? []))];
  if (references.length > 1)
    root.findings.warn(`${root.path}/PaymentMeans/PaymentID`, {
      code: 'several-payment-references',
      detail: `the document names ${references.length} payment references: ${references.slice(0, 3).join(', ')}`,
      hint: 'The first one is used in messages and for matching.',
    });
  const accounts = means.flatMap((part) => part.all('PayeeFinancialAccount')).flatMap((account) => readAccount(account) ?? []);
  return {
    paymentReference: references[0] ?? null,
    accounts: accounts.filter((account, index) => accounts.findIndex((other) => other.number === account.number) === index),
    directDebit: means.some((part) => directDebitCodes.has(part.text('PaymentMeansCode') ?? '')),
  };
}

const dayCount = /\b(\d{1,3})\s*(?:kalender)?(?:dagen|dgn|days?|dag)\b/gi;

/** Words after which a number of days is about a discount or a penalty, not about when to pay. */
const otherwise = /%|korting|discount|rente|interest/i;

/** Terms as written; a number of days only when the text names exactly one and speaks of nothing but paying. */
export function readTerms(root: Cursor): UblInvoice['terms'] {
  const notes = root.all('PaymentTerms').flatMap((terms) => terms.text('Note') ?? []);
  if (notes.length === 0) return null;
  const note = notes.join(' ');
  const found = new Set([...note.matchAll(dayCount)].map(([, days]) => Number(days)));
  const [days] = found;
  return { note, days: found.size === 1 && days !== undefined && !otherwise.test(note) ? days : null };
}

/** Who is to be paid when it is not the supplier; said aloud, because the debtor must not be sent the supplier's account then. */
export function readPayee(root: Cursor, supplier: string | null): string | null {
  const payee = root.at('PayeeParty');
  const name = payee?.text('PartyName', 'Name') ?? payee?.text('PartyLegalEntity', 'RegistrationName') ?? null;
  if (name === null || name === supplier) return null;
  root.findings.warn(`${root.path}/PayeeParty`, {
    code: 'payee-differs',
    detail: `the invoice is payable to "${name}", not to the supplier`,
    hint: 'The claim may have been assigned (factoring): check who may chase it.',
  });
  return name;
}
