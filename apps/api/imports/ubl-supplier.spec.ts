import { describe, expect, it } from 'vitest';
import { supplierFinding } from './ubl-supplier.js';

const creditor = { name: 'Drukkerij De Gouden Letter B.V.', kvk: '99900017', vatId: 'NL999000176B01', iban: 'NL93 RABO 0314 1592 65' };
const supplier = { name: 'Somebody', tradingName: null, kvk: null, vatId: null };
const account = (number: string) => ({ number, scheme: 'iban', valid: true, bic: null, holder: null }) as const;

describe('the supplier of a file', () => {
  it.each<[string, object, string[]]>([
    ['by its KvK number', { kvk: '99900017' }, []],
    ['by its VAT number', { vatId: 'nl 9990.00.176.B01' }, []],
    ['by its account', {}, ['NL93RABO0314159265']],
    ['by its name without the legal form', { name: 'DRUKKERIJ DE GOUDEN LETTER BV' }, []],
    ['by its trading name', { tradingName: 'Drukkerij de Gouden Letter' }, ['NL91ABNA0417164300']],
  ])('is the creditor %s', (_, given, accounts) => {
    expect(supplierFinding(creditor, { ...supplier, ...given }, accounts.map(account))).toBeNull();
  });

  it.each<[string, object, string[]]>([
    ['another KvK number, whatever the name', { kvk: '12345678', name: creditor.name }, ['NL93RABO0314159265']],
    ['another VAT number', { vatId: 'NL123456789B01', name: creditor.name }, []],
    ['another name, and no number to compare', {}, ['NL91ABNA0417164300']],
  ])('is somebody else by %s', (_, given, accounts) => {
    expect(supplierFinding(creditor, { ...supplier, ...given }, accounts.map(account))).toMatchObject({ code: 'supplier-not-creditor' });
  });
});
