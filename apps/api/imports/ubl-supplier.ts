/** Whether the supplier of a file is the creditor who imports it: a file of somebody else would chase his debtors in our name. */
import { z } from 'zod';
import type { Finding } from '#importers/finding.js';
import type { UblAccount, UblParty } from '#importers/ubl/ubl-result.js';

/** What is compared of the creditor. */
export const creditorParty = z.object({
  name: z.string(),
  kvk: z.string().nullish(),
  vatId: z.string().nullish(),
  iban: z.string().nullish(),
});
/** See {@link creditorParty}. */
export type CreditorParty = z.output<typeof creditorParty>;

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
/** A name without its legal form: "Smit B.V." and "Smit" are one. */
const bare = (name: string): string => plain(name).replace(/(?:bv|nv|vof|cv|llp|gmbh)$/, '');

/** Two numbers of one register say for sure whether they are one; a missing one says nothing. */
const same = (ours: string | null | undefined, theirs: string | null): boolean | null =>
  ours && theirs ? plain(ours) === plain(theirs) : null;

/** The account to pay into is weaker: a creditor has several, and a factor has his own. It can only say that they are one. */
function sameAccount(iban: string | null | undefined, accounts: readonly UblAccount[]): true | null {
  return iban && accounts.some(({ number }) => plain(number) === plain(iban)) ? true : null;
}

/** A warning when the supplier of a document is not the creditor: by KvK number, else VAT number, else account, else by name. */
export function supplierFinding(
  creditor: CreditorParty,
  supplier: Pick<UblParty, 'name' | 'tradingName' | 'kvk' | 'vatId'>,
  accounts: readonly UblAccount[],
): Finding | null {
  const byNumber = same(creditor.kvk, supplier.kvk) ?? same(creditor.vatId, supplier.vatId) ?? sameAccount(creditor.iban, accounts);
  const byName = [supplier.name, supplier.tradingName].some((name) => name !== null && bare(name) === bare(creditor.name));
  if (byNumber ?? byName) return null;
  return {
    code: 'supplier-not-creditor',
    field: 'AccountingSupplierParty',
    line: null,
    detail: `the supplier is ${supplier.name}${supplier.kvk === null ? '' : ` (KvK ${supplier.kvk})`}, not ${creditor.name}`,
    hint: 'Check that the file belongs to this creditor; it was imported as it is.',
  };
}
