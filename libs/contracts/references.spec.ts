import { describe, expect, it } from 'vitest';
import { toPublicId } from './ids.js';
import { invoiceLabel, searchableReference } from './references.js';

const invoiceId = '01920000-0000-7000-8000-0000000000ff';

describe('a reference of the creditor', () => {
  it.each(['2026-0103', 'F2026.001', '2026/00041', 'VF 26 0012', 'RF18:539007547034', '7'])('%s is searched for as it is', (number) => {
    expect(searchableReference(number)).toBe(number);
    expect(invoiceLabel(invoiceId, number)).toBe(number);
  });

  it.each([
    ['a mail address', 'jan.jansen1980@example.com'],
    ['a telephone number', '+31612345678'],
    ['a name', 'Jansen'],
    ['a name with an accent', 'Renée-2026'],
    ['an account', 'NL93RABO0314159265'],
    ['an account with spaces', 'NL93 RABO 0314 1592 65'],
    ['a text', `note ${'1'.repeat(80)}`],
    ['several lines', '2026\n1'],
    ['nothing', ''],
  ])('that is %s stays out of Temporal, and the invoice goes by its id', (_, number) => {
    expect(searchableReference(number)).toBeNull();
    expect(invoiceLabel(invoiceId, number)).toBe(toPublicId('invoice', invoiceId));
  });

  it('that is absent is absent', () => {
    expect(searchableReference(null)).toBeNull();
  });
});
