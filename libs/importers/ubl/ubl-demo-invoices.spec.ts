/** The files the demo chases: read here as the demo's import reads them. */
import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { importUbl } from '#testing/import-ubl.js';
import type { UblInvoice, UblResult } from './ubl-result.js';

const folder = new URL('../../../demo/invoices/', import.meta.url);
const results = new Map<string, UblResult>();

beforeAll(async () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.xml')))
    results.set(name.slice(0, 9), await importUbl({ name, bytes: readFileSync(new URL(name, folder)) }));
});

function invoice(number: string): UblInvoice {
  const result = results.get(number);
  if (result?.kind !== 'invoice') throw new Error(`${number} is ${result?.kind ?? 'absent'}`);
  return result.invoice;
}

describe('the demo invoices', () => {
  test('13 invoices and a credit note, all of them clean but for the missing due date', () => {
    const kinds = [...results.values()].map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'invoice')).toHaveLength(13);
    expect(kinds.filter((kind) => kind === 'credit-note')).toHaveLength(1);
    const remarks = [...results].flatMap(([number, result]) =>
      result.kind === 'error' ? [`${number} refused`] : result.warnings.map(({ code }) => `${number} ${code}`),
    );
    expect(remarks).toEqual(['2026-0110 due-date-missing']);
  });

  test('who gave no due date is told which one is taken', () => {
    const hints = [...results.values()].flatMap((result) => (result.kind === 'error' ? [] : result.warnings.map(({ hint }) => hint)));
    expect(hints).toEqual(['Thirty days after the issue date are taken: check it before the first reminder.']);
  });

  test.each([
    ['2026-0101', 'unknown', 14520n, '2026-01-19', 'sanne.bakker@example.org'],
    ['2026-0102', 'natural_business', 86213n, '2026-01-19', 'ruud@loodgieter-devries.example.net'],
    ['2026-0103', 'company', 1245090n, '2026-01-19', 'crediteuren@vanleeuwenbouw.example.com'],
    ['2026-0106', 'government', 726000n, '2026-02-05', 'facturen@waterdam.example.org'],
    ['2026-0110', 'natural_business', 76230n, null, 'info@cafedevriendschap.example.org'],
  ])('%s: a debtor of kind %s owes %s cents by %s', (number, kind, total, due, email) => {
    const { debtor, total: owed, dueDate } = invoice(number);
    expect([debtor.kind, owed, dueDate, debtor.email]).toEqual([kind, total, due, email]);
  });

  test('four invoices of one debtor say the same about him', () => {
    const debtors = ['2026-0103', '2026-0104', '2026-0105', '2026-0113'].map((number) => invoice(number).debtor);
    expect(new Set(debtors.map((debtor) => JSON.stringify(debtor))).size).toBe(1);
    expect(debtors[0]).toMatchObject({
      name: 'Bouwbedrijf Van Leeuwen B.V.',
      tradingName: 'Van Leeuwen Bouw',
      kvk: '99900033',
      customerNumber: 'D1003',
    });
  });

  test('prepaid, rounded, paid by direct debit, without a due date, in English', () => {
    expect(invoice('2026-0105').totals).toEqual({ taxInclusive: 701800n, prepaid: 200000n, rounding: 0n });
    expect(invoice('2026-0112').totals.rounding).toBe(4n);
    expect(invoice('2026-0112').accounts[0]).toMatchObject({ scheme: 'iban', valid: true });
    expect(invoice('2026-0111').directDebit).toBe(true);
    expect(invoice('2026-0110').terms).toEqual({ note: 'Betaling binnen 14 dagen na factuurdatum.', days: 14 });
    expect([invoice('2026-0108').debtor.language, invoice('2026-0101').debtor.language]).toEqual(['en', 'nl']);
    expect(invoice('2026-0103').accounts).toHaveLength(2);
  });

  test('say what was bought by their lines, and not by a note', () => {
    expect(invoice('2026-0101').bought).toBe('Geboortekaartjes, 50 stuks; Enveloppen met opdruk');
    expect(invoice('2026-0111')).toMatchObject({ bought: 'Voorjaarsfolder, 5000 stuks', note: expect.stringContaining('afgeschreven') });
  });

  test('the credit note names its invoice', () => {
    const result = results.get('2026-C004');
    if (result?.kind !== 'credit-note') throw new Error('no credit note');
    expect([result.creditNote.amount, result.creditNote.creditedInvoices]).toEqual([36300n, ['2026-0104']]);
  });

  test('every address is one nobody can receive mail at (RFC 2606)', () => {
    for (const result of results.values()) {
      if (result.kind === 'error') continue;
      const { debtor } = result.kind === 'invoice' ? result.invoice : result.creditNote;
      expect(debtor.email).toMatch(/@(?:[a-z-]+\.)?example\.(?:com|net|org)$/);
    }
  });
});
