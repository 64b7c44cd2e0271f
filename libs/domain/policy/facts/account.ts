/** A debtor with all his invoices, and what of it one chase may know. */
import type { ChaseFacts, DebtorFacts, InvoiceFacts } from './facts.js';

/** A debtor with all his invoices. */
export interface Account {
  readonly debtor: DebtorFacts;
  readonly invoices: readonly InvoiceFacts[];
}

/** Debtor, invoice and siblings as {@link ChaseFacts} has them, of whatever kind their facts are here. */
export interface FactsOf<Debtor extends DebtorFacts, Invoice extends InvoiceFacts> {
  readonly debtor: Debtor;
  readonly invoice: Invoice;
  readonly siblings: readonly Invoice[];
}

/** What `decide` may know of one chase: its invoice, the debtor, and his other invoices that are still chased. */
export const chaseFactsOf = <Debtor extends DebtorFacts, Invoice extends InvoiceFacts>(
  { debtor, invoices }: { readonly debtor: Debtor; readonly invoices: readonly Invoice[] },
  invoice: Invoice,
): FactsOf<Debtor, Invoice> => ({
  debtor,
  invoice,
  siblings: invoices.filter(({ id, outcome }) => id !== invoice.id && outcome === null),
});

/** Kept by the facts themselves: a copy with something else in it is of no account. */
const accounts = new WeakMap<ChaseFacts, Account>();

/**
 * Says that the facts are those of a chase of this account: what depends on the account alone is then worked out once for all of its
 * chases.
 */
export function ofAccount(account: Account, facts: ChaseFacts): ChaseFacts {
  accounts.set(facts, account);
  return facts;
}

/** The account of which {@link ofAccount} says that these facts are; null when nothing is said. */
export const accountOf = (facts: ChaseFacts): Account | null => accounts.get(facts) ?? null;
