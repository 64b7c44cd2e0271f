import { describe, expect, it } from 'vitest';
import { dueDateFault, usualTermBasis } from './invoice-term.js';

describe('where a term comes from when nobody says', () => {
  // To a term that the creditor fills in nobody has agreed: the debtor is in default only after a notice (6:82 BW).
  it.each([
    ['is agreed with a due date', '2026-09-16', 'agreed'],
    ['is the creditor alone without one', undefined, 'unilateral'],
    ['is the creditor alone with an empty one', null, 'unilateral'],
  ] as const)('%s', (_, dueDate, basis) => {
    expect(usualTermBasis(dueDate)).toBe(basis);
  });
});

describe('the due date of an invoice of 1 January 2026', () => {
  const issued = '2026-01-01';
  const early = (argument: string) => ({ code: 'due-before-issue', argument, detail: 'The invoice was issued on 2026-01-01.' });
  const late = (argument: string) => ({
    code: 'too-far-ahead',
    argument,
    detail: 'More than ten years after the issue date, which is 2026-01-01.',
  });

  // 3,660 days after 1 January 2026 it is 9 January 2036: ten years are 3,652 days, three leap days among them.
  it.each([
    ['lies a day before it', '2025-12-31', early('dueDate')],
    ['is the day of issue', '2026-01-01', null],
    ['is thirty days later', '2026-01-31', null],
    ['is ten years later, and the days that are left to spare', '2036-01-09', null],
    ['is a day later than any term', '2036-01-10', late('dueDate')],
  ])('%s', (_, dueDate, fault) => {
    expect(dueDateFault(issued, dueDate)).toEqual(fault);
  });

  it('is named as the one who asks names it', () => {
    expect(dueDateFault(issued, '2025-12-31', 'due_date')).toEqual(early('due_date'));
    expect(dueDateFault(issued, '2036-01-10', 'due_date')).toEqual(late('due_date'));
  });
});
