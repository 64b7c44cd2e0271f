/** What is read, what is refused, what is only remarked on: one small change of a valid invoice each. */
import { describe, expect, test } from 'vitest';
import { creditNoteUbl, ublWith, utf16, utf8, validUbl } from '#testing/ubl-text.js';
import { importUbl } from '#testing/import-ubl.js';
import type { UblInvoice, UblResult } from './ubl-result.js';

const read = (text: string): Promise<UblResult> => importUbl({ name: 'test.xml', bytes: utf8(text) });

async function invoiceOf(text: string): Promise<{ invoice: UblInvoice; warnings: string[] }> {
  const result = await read(text);
  if (result.kind !== 'invoice')
    throw new Error(`expected an invoice: ${JSON.stringify(result.kind === 'error' ? result.findings : result.kind)}`);
  return { invoice: result.invoice, warnings: result.warnings.map(({ code }) => code) };
}

const payable = '<cbc:PayableAmount currencyID="EUR">121.00';
const due = '<cbc:DueDate>2026-01-19</cbc:DueDate>';
const oneLine = '<cbc:RegistrationName>Debiteur B.V.';

describe('refused', () => {
  test.each([
    ['no number', '<cbc:ID>F-1</cbc:ID>', '', 'number-missing', 'Invoice/ID'],
    ['a blank number', 'F-1', ' \u200b ', 'number-missing', 'Invoice/ID'],
    ['a number of 200 characters', 'F-1', 'F'.repeat(200), 'number-too-long', 'Invoice/ID'],
    ['no issue date', '<cbc:IssueDate>2026-01-05</cbc:IssueDate>', '', 'issue-date-missing', 'Invoice/IssueDate'],
    ['a date that does not exist', '2026-01-19', '2026-02-29', 'date-invalid', 'Invoice/DueDate'],
    ['a date in another order', '2026-01-05', '05-01-2026', 'date-invalid', 'Invoice/IssueDate'],
    ['due before it was issued', '2026-01-19', '2026-01-04', 'due-before-issue', 'Invoice/DueDate'],
    ['no currency', '<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>', '', 'currency-missing', 'Invoice/DocumentCurrencyCode'],
    ['a currency in words', '>EUR</cbc:Doc', '>EURO</cbc:Doc', 'currency-invalid', 'Invoice/DocumentCurrencyCode'],
    ['nobody to pay', 'Debiteur B.V.', '', 'debtor-name-missing', 'Invoice/AccountingCustomerParty/Party'],
    ['no payable amount', `${payable}</cbc:PayableAmount>`, '', 'payable-missing', 'Invoice/LegalMonetaryTotal/PayableAmount'],
    [
      'nothing to pay',
      payable,
      '<cbc:PrepaidAmount currencyID="EUR">121.00</cbc:PrepaidAmount><cbc:PayableAmount currencyID="EUR">0.00',
      'nothing-to-pay',
      'Invoice/LegalMonetaryTotal/PayableAmount',
    ],
    [
      'a negative invoice',
      payable,
      '<cbc:PrepaidAmount currencyID="EUR">131.00</cbc:PrepaidAmount><cbc:PayableAmount currencyID="EUR">-10.00',
      'payable-negative',
      'Invoice/LegalMonetaryTotal/PayableAmount',
    ],
    [
      'asking for more than its sums',
      payable,
      '<cbc:PayableAmount currencyID="EUR">121.02',
      'payable-exceeds-sum',
      'Invoice/LegalMonetaryTotal/PayableAmount',
    ],
    [
      'an amount with a comma',
      payable,
      '<cbc:PayableAmount currencyID="EUR">121,00',
      'amount-invalid',
      'Invoice/LegalMonetaryTotal/PayableAmount',
    ],
    [
      'an amount with an exponent',
      payable,
      '<cbc:PayableAmount currencyID="EUR">1.21e2',
      'amount-invalid',
      'Invoice/LegalMonetaryTotal/PayableAmount',
    ],
    [
      'a tenth of a cent',
      payable,
      '<cbc:PayableAmount currencyID="EUR">121.001',
      'amount-invalid',
      'Invoice/LegalMonetaryTotal/PayableAmount',
    ],
    [
      'another currency in the total',
      payable,
      '<cbc:PayableAmount currencyID="USD">121.00',
      'currency-mismatch',
      'Invoice/LegalMonetaryTotal/PayableAmount',
    ],
    ['a proforma', '>380<', '>325<', 'proforma', 'Invoice/InvoiceTypeCode'],
  ])('%s', async (_name, piece, replacement, code, field) => {
    expect(await read(ublWith(piece, replacement))).toMatchObject({ kind: 'error', findings: [{ code, field }] });
  });

  test('every fault at once, each with the line of what is there', async () => {
    const text = ublWith('2026-01-05', '2026-13-05', ublWith('F-1', '', ublWith('Debiteur B.V.', '')));
    expect(await read(text)).toMatchObject({
      kind: 'error',
      findings: [
        { code: 'date-invalid', field: 'Invoice/IssueDate', line: 6 },
        { code: 'number-missing', field: 'Invoice/ID', line: 5 },
        { code: 'debtor-name-missing' },
      ],
    });
  });
});

describe('read with a remark', () => {
  test.each([
    ['no due date', due, '', 'due-date-missing'],
    ['due on the day of issue', due, '<cbc:DueDate>2026-01-05</cbc:DueDate>', 'due-on-issue-date'],
    ['asking for less than its sums', payable, '<cbc:PayableAmount currencyID="EUR">100.00', 'payable-differs'],
    ['a cent of rounding', payable, '<cbc:PayableAmount currencyID="EUR">121.01', 'payable-differs'],
    ['VAT that does not add up', '>21.00<', '>20.00<', 'sum-differs'],
    ['an IBAN with a wrong digit', 'NL91ABNA0417164300', 'NL91 ABNA 0417 1643 01', 'iban-invalid'],
    ['an IBAN that is too long', 'NL91ABNA0417164300', 'NL91ABNA04171643000', 'iban-invalid'],
    ['a giro number', 'NL91ABNA0417164300', '1234567', 'account-not-iban'],
    ['two mail addresses in one field', 'debiteur@example.org', 'a@example.org, b@example.org', 'email-invalid'],
    ['a line break in the mail address', 'debiteur@example.org', 'a@example.org&#13;&#10;Bcc: b@example.org', 'email-invalid'],
    ['a name of a million characters', 'Debiteur B.V.', 'x'.repeat(1_000_000), 'text-cut'],
  ])('%s', async (_name, piece, replacement, code) => {
    expect((await invoiceOf(ublWith(piece, replacement))).warnings).toContain(code);
  });

  test('what was flagged is kept as written, what cannot be used is not', async () => {
    const { invoice } = await invoiceOf(ublWith('NL91ABNA0417164300', 'nl91 abna 0417 1643 01', ublWith('debiteur@example.org', 'a@b')));
    expect(invoice.accounts).toEqual([{ number: 'NL91ABNA0417164301', scheme: 'iban', valid: false, bic: null, holder: null }]);
    expect(invoice.debtor.email).toBeNull();
  });
});

describe('the debtor', () => {
  const kind = async (replacement: string): Promise<string> =>
    (await invoiceOf(ublWith('<cbc:EndpointID schemeID="0106">99900033</cbc:EndpointID>', replacement))).invoice.debtor.kind;

  test('an OIN is government, a number of a register is a business, nothing is unknown', async () => {
    expect(await kind('<cbc:EndpointID schemeID="0190">00000001999000419000</cbc:EndpointID>')).toBe('government');
    expect(await kind('<cbc:EndpointID schemeID="0106">99900033</cbc:EndpointID>')).toBe('company');
    expect(
      await kind(
        '<cac:PartyTaxScheme><cbc:CompanyID>NL999000330B01</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>',
      ),
    ).toBe('company');
    expect(await kind('')).toBe('unknown');
  });

  test.each(['J. Smit, eenmanszaak', 'Bakkerij Smit V.O.F.', 'Smit vof', 'Maatschap Smit & Jansen'.replace('&', '&amp;')])(
    '%s is a natural person in business',
    async (name) => {
      expect((await invoiceOf(ublWith('Debiteur B.V.', name))).invoice.debtor.kind).toBe('natural_business');
    },
  );

  test('a name over several lines is one line', async () => {
    const { invoice } = await invoiceOf(ublWith(oneLine, '<cbc:RegistrationName>\n   Stichting\n\tDe Brug\n'));
    expect(invoice.debtor.name).toBe('Stichting De Brug');
  });

  test('a name that pretends to be another by its direction loses the trick', async () => {
    expect((await invoiceOf(ublWith('Debiteur B.V.', 'Jan\u202enesnaJ\u202c'))).invoice.debtor.name).toBe('JannesnaJ');
  });

  test('markup and names of Object.prototype are text', async () => {
    const { invoice } = await invoiceOf(ublWith('Debiteur B.V.', '&lt;script&gt; &amp;amp; O&#39;Brien <![CDATA[& <b>]]>'));
    expect(invoice.debtor.name).toBe("<script> &amp; O'Brien & <b>");
    expect(
      (await invoiceOf(ublWith('Met dank voor uw opdracht', 'toString</cbc:Note><toString/><hasOwnProperty/><cbc:Note>'))).invoice.number,
    ).toBe('F-1');
  });
});

describe('amounts and payment', () => {
  test('zeros behind the cent, a comment inside, a zone behind the date', async () => {
    const text = ublWith(
      payable,
      '<cbc:PayableAmount currencyID="EUR">\n 12<!-- one -->1.0000 ',
      ublWith('2026-01-19', '2026-01-19+01:00'),
    );
    const { invoice } = await invoiceOf(text);
    expect([invoice.total, invoice.dueDate]).toEqual([12100n, '2026-01-19']);
  });

  test('yen have no decimals, dinars three', async () => {
    const inCurrency = (code: string, amount: string) =>
      validUbl.replaceAll('EUR', code).replaceAll(/>(?:100|121|21)\.00</g, `>${amount}<`);
    const only = (text: string) => text.replace(/<cac:TaxTotal>[\s\S]*<\/cac:TaxTotal>/, '');
    expect((await invoiceOf(only(inCurrency('JPY', '121')))).invoice.total).toBe(121n);
    expect((await invoiceOf(only(inCurrency('KWD', '121.005')))).invoice.total).toBe(121005n);
    expect(await read(only(inCurrency('JPY', '121.5')))).toMatchObject({ kind: 'error' });
  });

  test.each([
    ['30', false],
    ['49', true],
    ['59', true],
    ['58', false],
  ])('payment means %s: direct debit %s', async (code, expected) => {
    expect((await invoiceOf(ublWith('Code>30<', `Code>${code}<`))).invoice.directDebit).toBe(expected);
  });

  test('several references and payees are said aloud', async () => {
    const text = ublWith(
      '<cac:TaxTotal>',
      '<cac:PaymentMeans><cbc:PaymentID>R1</cbc:PaymentID><cbc:PaymentID>R2</cbc:PaymentID></cac:PaymentMeans><cac:TaxTotal>',
    );
    const { invoice, warnings } = await invoiceOf(
      ublWith(
        '<cac:PaymentMeans>',
        '<cac:PayeeParty><cac:PartyName><cbc:Name>Factor N.V.</cbc:Name></cac:PartyName></cac:PayeeParty><cac:PaymentMeans>',
        text,
      ),
    );
    expect([invoice.paymentReference, invoice.payee]).toEqual(['R1', 'Factor N.V.']);
    expect(warnings).toEqual(['payee-differs', 'several-payment-references']);
  });

  test.each([
    ['Betaling binnen 30 dagen', 30],
    ['2 % korting binnen 8 dagen, 30 dagen netto', null],
    ['2 % korting binnen 8 dagen', null],
    ['Direct te voldoen', null],
  ])('terms "%s" propose %s days', async (note, days) => {
    const { invoice } = await invoiceOf(
      ublWith('<cac:TaxTotal>', `<cac:PaymentTerms><cbc:Note>${note}</cbc:Note></cac:PaymentTerms><cac:TaxTotal>`),
    );
    expect(invoice.terms).toEqual({ note, days });
  });
});

describe('credit notes', () => {
  test('a CreditNote, with and without the invoice it credits', async () => {
    const linked = creditNoteUbl.replace(
      '<cac:AccountingSupplierParty>',
      '<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F-0</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference><cac:AccountingSupplierParty>',
    );
    expect(await read(linked)).toMatchObject({
      kind: 'credit-note',
      creditNote: { amount: 12100n, creditedInvoices: ['F-0'] },
      warnings: [],
    });
    expect(await read(creditNoteUbl)).toMatchObject({ kind: 'credit-note', warnings: [{ code: 'credited-invoice-missing' }] });
  });

  test('an Invoice of type 381 is one too', async () => {
    expect(await read(ublWith('>380<', '>381<'))).toMatchObject({ kind: 'credit-note', creditNote: { typeCode: '381', amount: 12100n } });
  });

  test('nothing to credit', async () => {
    expect(await read(creditNoteUbl.replaceAll('121.00', '0.00').replaceAll('100.00', '0.00').replaceAll('21.00', '0.00'))).toMatchObject({
      kind: 'error',
      findings: [{ code: 'nothing-to-credit' }],
    });
  });
});

describe('encodings', () => {
  const bytesOf = (text: string) => importUbl({ name: 'x', bytes: utf8(text) });

  test('UTF-16 in both orders, a UTF-8 mark, windows-1252', async () => {
    const wide = ublWith('encoding="UTF-8"', 'encoding="UTF-16"');
    for (const order of ['little', 'big'] as const)
      expect(await importUbl({ name: 'x', bytes: utf16(wide, order) })).toMatchObject({ kind: 'invoice', invoice: { number: 'F-1' } });
    expect((await bytesOf(`\ufeff${validUbl}`)).kind).toBe('invoice');
    const narrow = ublWith('encoding="UTF-8"', 'encoding="windows-1252"', ublWith('Debiteur B.V.', 'Café'));
    expect(await importUbl({ name: 'x', bytes: Buffer.from(narrow, 'latin1') })).toMatchObject({ invoice: { debtor: { name: 'Café' } } });
  });
});
