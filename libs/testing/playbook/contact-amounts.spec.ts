import { describe, expect, it } from 'vitest';
import { type ContactAmountsRequest, contactAmounts, convert } from './contact-amounts.js';

const charges = { fixedFee: 0n, feeCurrency: null, interest: 'none', yearDays: 365, collectionCosts: 'none' } as const;
const rates = [
  { from: 'EUR', to: 'CHF', rate: { numerator: 9455n, denominator: 10_000n } },
  { from: 'EUR', to: 'USD', rate: { numerator: 1000n, denominator: 654n } },
];
const of = (changes: Partial<ContactAmountsRequest> = {}) =>
  contactAmounts({ open: { amount: 10_010n, currency: 'EUR' }, charges, daysOverdue: 15, rates, ...changes });

describe('what a contact asks', () => {
  it.each<[string, Partial<ContactAmountsRequest>, object]>([
    ['only what is open', {}, { currency: 'EUR', amount: 10_010n, fee: 0n, interest: 0n, total: 10_010n }],
    ['a fee in the own currency', { charges: { ...charges, fixedFee: 500n } }, { fee: 500n, total: 10_510n }],
    [
      'a fee in another currency',
      { open: { amount: 50_000n, currency: 'USD' }, charges: { ...charges, fixedFee: 500n, feeCurrency: 'EUR' } },
      { currency: 'USD', fee: 765n, total: 50_765n },
    ],
    [
      'no fee needs no rate',
      { open: { amount: 1n, currency: 'JPY' }, charges: { ...charges, feeCurrency: 'EUR' } },
      { currency: 'JPY', fee: 0n, total: 1n },
    ],
    [
      'everything in francs',
      { currency: 'CHF', charges: { ...charges, fixedFee: 200n } },
      { currency: 'CHF', amount: 9464n, fee: 189n, total: 9653n },
    ],
    [
      'simple interest',
      { open: { amount: 10_000n, currency: 'EUR' }, charges: { ...charges, interest: '10' } },
      { interest: 41n, total: 10_041n },
    ],
    [
      'over a year of 360 days',
      { open: { amount: 10_000n, currency: 'EUR' }, charges: { ...charges, interest: '10.00', yearDays: 360 } },
      { interest: 42n },
    ],
    [
      'half a cent goes up',
      { open: { amount: 365n, currency: 'EUR' }, daysOverdue: 1, charges: { ...charges, interest: '50' } },
      { interest: 1n },
    ],
    ['none before the due date', { daysOverdue: -3, charges: { ...charges, interest: '10' } }, { interest: 0n }],
    ['none on the due date', { daysOverdue: 0, charges: { ...charges, interest: '10' } }, { interest: 0n }],
    ['statutory interest is computed elsewhere', { charges: { ...charges, interest: 'statutory' } }, { interest: 0n }],
  ])('%s', (_, changes, expected) => {
    expect(of(changes)).toMatchObject(expected);
  });

  it('refuses a currency without a rate, both ways round', () => {
    expect(() => convert({ amount: 1n, currency: 'USD' }, 'EUR', rates)).toThrow(
      expect.objectContaining({ code: 'rate-missing', argument: 'rates' }),
    );
    expect(convert({ amount: 1n, currency: 'USD' }, 'USD', [])).toBe(1n);
    expect(convert({ amount: 0n, currency: 'USD' }, 'EUR', [])).toBe(0n);
  });
});
