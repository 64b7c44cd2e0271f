/** The creditor of the benchmarks that work on a database of their own, and an invoice of his. */
import type { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import { provisionTenant } from '#casebook/provision-tenant.js';
import type { Database } from '#database/database.js';
import { limitationUnknown } from '#domain/policy/facts/start.js';

const creditor = {
  name: 'Bench B.V.',
  addressLines: ['Havenweg 1', '3011 AA Rotterdam'],
  iban: 'NL02ABNA0123456789',
  kvk: null,
  email: 'bench@example.com',
  phone: null,
};

/** Makes the creditor. */
export const benchCreditor = (owner: Database): Promise<{ readonly tenantId: string }> =>
  provisionTenant(owner, { name: creditor.name, mode: 'test', creditor, language: 'nl', pepper: 'pepper-of-the-bench' });

/** What tells one order from another. */
interface BenchOrder {
  readonly number: string;
  readonly debtor: string;
  readonly email: string;
  readonly issueDate: string;
  readonly dueDate: string;
}

/** An invoice of 1,000.00 for a company that can be reached by every channel. */
export const benchOrder = ({ number, debtor: name, email, issueDate, dueDate }: BenchOrder): Parameters<typeof registerInvoiceIn>[2] => ({
  debtor: {
    inline: {
      externalId: null,
      kind: 'company',
      name,
      language: 'nl',
      segment: null,
      email,
      phone: '+31201234567',
      address: { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' },
      kvk: null,
      preferredChannel: null,
      refusedChannels: [],
      testClockId: null,
    },
  },
  number,
  externalId: null,
  issueDate,
  dueDate,
  total: 1_000_00n,
  currency: 'EUR',
  description: null,
  termBasis: 'agreed',
  limitation: limitationUnknown,
  paymentReference: null,
  policy: null,
  testClockId: null,
  directDebit: false,
  adopt: null,
});
