import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type EpcQrInput, epcQr, utf8Length } from './epc-qr.js';

const eur = (amount: bigint) => ({ amount, currency: 'EUR' });
const simple: EpcQrInput = { name: 'Voorbeeld Installatie B.V.', iban: 'NL91 ABNA 0417 1643 00', amount: eur(96_800n) };
const make = (more: Partial<EpcQrInput>) => epcQr({ ...simple, ...more });
const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument, message: expect.stringMatching(/\w+ \w+/) });
const lines = (more: Partial<EpcQrInput>) => make(more).payload.split('\n');

describe('EPC QR payload', () => {
  it('with an RF reference', () => {
    expect(make({ reference: 'rf73 INV2 0260 042' })).toEqual({
      payload: 'BCD\n002\n1\nSCT\n\nVoorbeeld Installatie B.V.\nNL91ABNA0417164300\nEUR968.00\n\nRF73INV20260042',
      bytes: 87,
    });
  });

  it('with text, and letters beyond ASCII', () => {
    expect(epcQr({ name: ' Café Zeezicht ', iban: 'NL20INGB0001234567', amount: eur(1n), text: 'Factuur 2026-0042' })).toEqual({
      payload: 'BCD\n002\n1\nSCT\n\nCafé Zeezicht\nNL20INGB0001234567\nEUR0.01\n\n\nFactuur 2026-0042',
      bytes: 76,
    });
  });

  it('ends with the last line that is used', () => {
    expect(lines({})).toHaveLength(8);
    expect(lines({ purpose: 'gdds' })).toEqual([...lines({}), 'GDDS']);
    expect(lines({ information: 'Bedankt' })).toEqual([...lines({}), '', '', '', 'Bedankt']);
    expect(lines({ bic: 'abnanl2a' })[4]).toBe('ABNANL2A');
    expect(lines({ bic: 'ABNANL2AXXX', purpose: '', reference: '', text: '', information: ' ' })).toHaveLength(8);
  });

  it.each([
    [1n, 'EUR0.01'],
    [100n, 'EUR1.00'],
    [1_010n, 'EUR10.10'],
    [99_999_999_999n, 'EUR999999999.99'],
  ])('writes %s cents as %s', (amount, line) => {
    expect(lines({ amount: eur(amount) })[7]).toBe(line);
  });

  const cases: [string, Partial<EpcQrInput>, string, string][] = [
    ['reference and text', { reference: 'RF18539007547034', text: 'x' }, 'reference-or-text', 'text'],
    ['nothing to pay', { amount: eur(0n) }, 'zero-amount', 'amount/amount'],
    ['less than nothing', { amount: eur(-1n) }, 'negative-amount', 'amount/amount'],
    ['too much', { amount: eur(100_000_000_000n) }, 'amount-too-high', 'amount/amount'],
    ['another currency', { amount: { amount: 1n, currency: 'USD' } }, 'currency-mismatch', 'amount/currency'],
    ['a wrong IBAN', { iban: 'NL92ABNA0417164300' }, 'iban-invalid', 'iban'],
    ['a wrong BIC', { bic: 'ABNANL2' }, 'bic-invalid', 'bic'],
    ['a BIC of ten', { bic: 'ABNANL2AXX' }, 'bic-invalid', 'bic'],
    ['a BIC with a tail', { bic: 'ABNANL2AXXXX' }, 'bic-invalid', 'bic'],
    ['a BIC with something in front', { bic: 'XXABNANL2A' }, 'bic-invalid', 'bic'],
    ['a BIC with digits in front', { bic: '1BNANL2A' }, 'bic-invalid', 'bic'],
    ['a long purpose', { purpose: 'GDDSX' }, 'purpose-invalid', 'purpose'],
    ['a purpose with a sign', { purpose: 'A-B' }, 'purpose-invalid', 'purpose'],
    ['a reference that is no RF', { reference: 'RF18539007547035' }, 'reference-invalid', 'reference'],
    ['no name', { name: ' ' }, 'text-missing', 'name'],
    ['a long name', { name: 'n'.repeat(71) }, 'text-too-long', 'name'],
    ['a long text', { text: 't'.repeat(141) }, 'text-too-long', 'text'],
    ['long information', { information: 'i'.repeat(71) }, 'text-too-long', 'information'],
    ['a name of two lines', { name: 'a\nb' }, 'text-unprintable', 'name'],
    ['a control character', { text: 'a\u0000b' }, 'text-unprintable', 'text'],
    ['half a character', { information: 'a\ud83d' }, 'text-unprintable', 'information'],
    ['331 bytes exceeded', { name: '€'.repeat(70), text: 'é'.repeat(70) }, 'payload-too-long', 'text'],
  ];
  it.each(cases)('refuses %s', (_, more, code, argument) => {
    expect(() => make(more)).toThrow(refusal(code, argument));
  });

  it('takes fields that are exactly as long as allowed', () => {
    const emoji = `😀${'n'.repeat(69)}`;
    expect(lines({ name: emoji, text: 't'.repeat(140), purpose: 'GDDS' }).slice(5)).toEqual([
      emoji,
      'NL91ABNA0417164300',
      'EUR968.00',
      'GDDS',
      '',
      't'.repeat(140),
    ]);
    expect(lines({ information: 'i'.repeat(70) }).at(-1)).toBe('i'.repeat(70));
  });

  it('takes 331 bytes and not one more', () => {
    const wide = { name: '€'.repeat(60), information: 'i'.repeat(70) };
    const room = 331 - make({ ...wide, text: 't' }).bytes + 1;
    expect(room).toBeLessThan(140);
    expect(make({ ...wide, text: 't'.repeat(room) }).bytes).toBe(331);
    expect(() => make({ ...wide, text: 't'.repeat(room + 1) })).toThrow(refusal('payload-too-long', 'text'));
  });

  test.prop([fc.string({ unit: 'grapheme', maxLength: 60 })])('counts bytes as UTF-8 does', (text) => {
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  });

  it.each([
    ['\u007f', 1],
    ['\u0080', 2],
    ['\u07ff', 2],
    ['\u0800', 3],
    ['\uffff', 3],
    ['\u{10000}', 4],
  ])('at the edge %j', (text, bytes) => {
    expect(utf8Length(text)).toBe(bytes);
  });
});
