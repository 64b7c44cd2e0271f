import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import { chaseFactsOf } from '#domain/policy/facts/account.js';
import type { ChaseFacts } from '#domain/policy/facts/facts.js';

/** What decide may know of one chase of a case. */
export const factsIn = ({ facts: debtor, invoices }: CaseRecord, { facts: invoice }: InvoiceRecord): ChaseFacts =>
  chaseFactsOf({ debtor, invoices: invoices.map(({ facts }) => facts) }, invoice);
