/** Files that nobody in this project wrote. They lie beside the project, not in it; where they are absent the suite says so and skips. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importUbl } from '#testing/import-ubl.js';
import type { UblDocument, UblResult } from './ubl-result.js';

const project = join(import.meta.dirname, '..', '..', '..');
const folder = join(project, '..', 'shared', 'samples', 'ubl');
const present = existsSync(folder);
if (!present) process.stderr.write('SKIPPED: the published UBL sample files are not beside this checkout; 9 conformity tests do not run\n');

const read = (name: string): Promise<UblResult> => importUbl({ name, bytes: readFileSync(join(folder, name)) });

interface Expected {
  readonly file: string;
  readonly number: string;
  readonly currency: string;
  readonly total: bigint;
  readonly due: string | null;
  readonly debtor: string;
  readonly kind: string;
  readonly reference: string | null;
  readonly accounts: readonly string[];
  readonly warnings: readonly string[];
}

const invoices: readonly Expected[] = [
  {
    file: 'ubl-tc434-example1.xml',
    number: '12115118',
    currency: 'EUR',
    total: 25033n,
    due: '2015-01-09',
    debtor: 'ODIN 59',
    kind: 'unknown',
    reference: 'Deb. 10202 / Fact. 12115118',
    accounts: ['NL57RABO0107307510 ok', 'NL03INGB0004489902 ok'],
    warnings: ['due-on-issue-date'],
  },
  {
    file: 'ubl-tc434-example8.xml',
    number: '1100512149',
    currency: 'EUR',
    total: 109978n,
    due: '2014-11-24',
    debtor: 'Klant',
    kind: 'unknown',
    reference: '1100512149',
    accounts: ['NL28RBOS0420242228 ok'],
    warnings: [],
  },
  {
    file: 'ubl-tc434-example2.xml',
    number: 'TOSL108',
    currency: 'NOK',
    total: 80178n,
    due: '2013-07-20',
    debtor: 'The Buyercompany',
    kind: 'company',
    reference: '0003434323213231',
    accounts: ['NO9386011117947 ok'],
    warnings: ['payee-differs'],
  },
  {
    file: 'ubl-tc434-example4.xml',
    number: 'TOSL110',
    currency: 'DKK',
    total: 467500n,
    due: '2013-05-10',
    debtor: 'Buyercompany ltd',
    kind: 'unknown',
    reference: 'Payref1',
    accounts: ['DK1212341234123412 flagged'],
    warnings: ['iban-invalid'],
  },
  {
    file: 'guide-example3.xml',
    number: 'TOSL108',
    currency: 'DKK',
    total: 112500n,
    due: '2013-05-10',
    debtor: 'Buyercompany ltd',
    kind: 'unknown',
    reference: 'Payref1',
    accounts: ['DK1212341234123412 flagged'],
    warnings: ['iban-invalid'],
  },
  {
    file: 'sample-discount-price.xml',
    number: 'test decimal 1',
    currency: 'EUR',
    total: 1515n,
    due: '2018-02-28',
    debtor: 'HEP-OPERATOR DISTRIBUCIJSKOG SUSTAVA D.O.O. ZA DISTRIBUCIJU I OPSKRBU ELEKTRICNE ENERGIJE',
    kind: 'company',
    reference: null,
    accounts: [],
    warnings: [],
  },
  {
    file: 'BIS3_Invoice_positive.XML',
    number: '12345',
    currency: 'DKK',
    total: 78217943n,
    due: '2019-02-24',
    debtor: 'Company B',
    kind: 'company',
    reference: '12345667890',
    accounts: ['1234567891234 flagged'],
    warnings: ['account-not-iban'],
  },
];

const common = (document: UblDocument): unknown[] => [document.number, document.currency, document.debtor.name, document.debtor.kind];

describe.skipIf(!present)('published UBL files', () => {
  test.each(invoices)('$file', async (expected) => {
    const result = await read(expected.file);
    if (result.kind !== 'invoice') throw new Error(`expected an invoice, got ${result.kind}`);
    const { invoice, warnings } = result;
    expect(common(invoice)).toEqual([expected.number, expected.currency, expected.debtor, expected.kind]);
    expect(invoice.total).toBe(expected.total);
    expect(invoice.dueDate).toBe(expected.due);
    expect(invoice.paymentReference).toBe(expected.reference);
    expect(invoice.accounts.map(({ number, valid }) => `${number} ${valid ? 'ok' : 'flagged'}`)).toEqual(expected.accounts);
    expect(warnings.map(({ code }) => code)).toEqual(expected.warnings);
  });

  test('the prepaid amount, the attachment and the payee of example 2', async () => {
    const result = await read('ubl-tc434-example2.xml');
    if (result.kind !== 'invoice') throw new Error(`expected an invoice, got ${result.kind}`);
    expect(result.invoice.totals).toEqual({ taxInclusive: 180178n, prepaid: 100000n, rounding: 0n });
    expect(result.invoice.attachments).toEqual([{ fileName: 'test.pdf', mimeCode: 'application/pdf', encodedLength: 32 }]);
    expect(result.invoice.payee).toBe('Ebeneser Scrooge AS');
    expect(result.invoice.terms?.days).toBeNull();
  });

  test('the credit note', async () => {
    const result = await read('ubl-tc434-creditnote1.xml');
    if (result.kind !== 'credit-note') throw new Error(`expected a credit note, got ${result.kind}`);
    expect(common(result.creditNote)).toEqual(['018304 / 28865', 'EUR', 'My Customer Company', 'company']);
    expect(result.creditNote.amount).toBe(10011n);
    expect(result.creditNote.creditedInvoices).toEqual([]);
    expect(result.warnings.map(({ code }) => code)).toEqual(['credited-invoice-missing']);
  });
});
