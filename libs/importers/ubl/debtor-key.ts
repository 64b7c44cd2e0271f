/** By what two documents are known to be about the same debtor. */
import type { UblDebtor } from './ubl-result.js';

/** What an external id may hold (letters, digits and `. _ : / -`, starting with a letter or digit). */
const usable = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/;

/**
 * The creditor's customer number, else the number of a register (`oin:`, `kvk:`, `vat:`), as an external id; null when the document names
 * none. Names and mail addresses do not count: father and son share a name, and an id stands in paths and logs.
 */
export function debtorKey(debtor: UblDebtor): string | null {
  const { customerNumber, oin, kvk, vatId } = debtor;
  const keys = [customerNumber, oin && `oin:${oin}`, kvk && `kvk:${kvk}`, vatId && `vat:${vatId}`];
  return keys.find((key) => typeof key === 'string' && usable.test(key)) ?? null;
}
