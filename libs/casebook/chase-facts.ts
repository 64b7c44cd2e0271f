import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import type { ChaseFacts } from '#domain/policy/facts.js';

/** What decide may know of one chase of a case: it, its debtor, and his other open invoices. */
export const factsIn = ({ facts: debtor, invoices }: CaseRecord, { id, facts: invoice }: InvoiceRecord): ChaseFacts => ({
  debtor,
  invoice,
  siblings: invoices.filter((other) => other.id !== id && other.facts.outcome === null).map(({ facts }) => facts),
});
