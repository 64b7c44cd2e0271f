import { describe, expect, it } from 'vitest';
import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import { standaard } from '#domain/policy/language/policies.js';
import { amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { unchecked } from '#testing/unchecked.js';
import { endLapsed, type LapseContext } from './lapses.js';

const call = took('call', '2026-09-14T09:00', { channel: 'call', result: 'open', deadline: amsterdam('2026-09-21T17:00') });

/** A case of so many invoices, each with a call that is open, and how often its invoices were asked for. */
function caseOf(size: number): { readonly record: CaseRecord; readonly asked: () => number } {
  const invoice = (n: number): InvoiceRecord =>
    unchecked({ id: `i${n}`, policyVersionId: 'p', facts: someInvoice(20, { taken: [took('reminder', '2026-09-01T08:00'), call] }) });
  const invoices = Array.from({ length: size }, (_, n) => invoice(n));
  let asked = 0;
  const record = {
    facts: someFacts().debtor,
    get invoices() {
      asked += 1;
      return invoices;
    },
  };
  return { record: unchecked(record), asked: () => asked };
}

describe('what lapses in a case', () => {
  const context: LapseContext = unchecked({ now: amsterdam('09:00') });

  it.each([2, 50])('is found without going through all %i invoices for each of them', async (size) => {
    const [before, after] = [caseOf(size), caseOf(size)];
    const policyOf = () => Promise.resolve(standaard);
    expect(await endLapsed(context, { before: before.record, after: after.record, policyOf })).toBe(false);
    expect([before.asked(), after.asked()]).toEqual([3, 3]);
  });
});
