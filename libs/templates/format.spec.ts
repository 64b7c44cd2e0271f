import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate, formatIban, formatList, formatMoney } from './format.js';
import { nextStepText } from './next-step.js';

const plain = (text: string): string => text.replace(/\s/g, ' ');
const money = (amount: bigint, currency = 'EUR') => ({ amount, currency });

describe('formatMoney', () => {
  it.each([
    [0n, 'EUR', '€ 0,00', '€0.00'],
    [5n, 'EUR', '€ 0,05', '€0.05'],
    [12_550n, 'EUR', '€ 125,50', '€125.50'],
    [123_456_789n, 'EUR', '€ 1.234.567,89', '€1,234,567.89'],
    [-500n, 'EUR', '€ -5,00', '-€5.00'],
    [900_719_925_474_099_301n, 'EUR', '€ 9.007.199.254.740.993,01', '€9,007,199,254,740,993.01'],
    [1_250n, 'JPY', 'JP¥ 1.250', 'JP¥1,250'],
    [1_250_000n, 'HUF', 'HUF 12.500,00', 'HUF 12,500.00'],
    [1_250n, 'KWD', 'KWD 1,250', 'KWD 1.250'],
  ])('writes %s %s as %s and %s', (amount, currency, nl, en) => {
    expect(plain(formatMoney(money(amount, currency), 'nl'))).toBe(nl);
    expect(plain(formatMoney(money(amount, currency), 'en'))).toBe(en);
  });

  it('loses no cent of any amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), (amount) => {
        const digits = formatMoney(money(amount), 'nl').replace(/[^\d-]/g, '');
        expect(BigInt(digits)).toBe(amount);
      }),
    );
  });
});

describe('dates and lists', () => {
  it('writes a calendar date, whatever the zone of the machine', () => {
    expect(formatDate('2026-03-29', 'nl')).toBe('29 maart 2026');
    expect(formatDate('2026-01-01', 'en')).toBe('1 January 2026');
  });

  it.each([
    [['A'], 'A'],
    [['A', 'B'], 'A en B'],
    [['A', 'B', 'C'], 'A, B en C'],
    [['A', 'B', 'C', 'D'], 'A, B en 2 andere'],
  ])('names %j as %s', (names, text) => {
    expect(formatList(names, 'nl')).toBe(text);
  });

  it('groups an IBAN', () => {
    expect(formatIban('NL91 ABNA0417164300')).toBe('NL91 ABNA 0417 1643 00');
  });
});

describe('nextStepText', () => {
  it.each([
    ['message', null, 'sturen wij u rond 1 december 2026 een nieuw bericht'],
    ['message', 'formal-notice', 'sturen wij u rond 1 december 2026 een brief met een laatste termijn'],
    ['call', null, 'bellen wij u rond 1 december 2026 om samen'],
    ['handover', null, 'kunnen wij de vordering overdragen aan een incassobureau'],
    ['internal', null, 'neemt een medewerker contact met u op'],
  ] as const)('announces %s (%s)', (kind, legal, words) => {
    expect(nextStepText({ step: { kind, legal }, on: '2026-12-01' }, 'nl')).toContain(words);
  });

  it('announces a person when nothing follows by itself', () => {
    expect(nextStepText(null, 'en')).toContain('we will consider what the next step is');
  });
});
