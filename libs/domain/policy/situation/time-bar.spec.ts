import { describe, expect, it } from 'vitest';
import { amsterdam, someFacts, someInvoice, today, took } from '#testing/builders/facts.builder.js';
import { addMonths, addDays, toDay } from '../../calendar/iso-date.js';
import { decide } from '../decide.js';
import type { InvoiceFacts } from '../facts/facts.js';
import { forecast } from '../forecast/forecast.js';
import { claimsOfNotice } from '../gates/legal-gates.js';
import { standaard as policy } from '../language/policies.js';
import type { Policy } from '../language/policy.js';
import { claimKindOf, isTimeBarred, limitationOf, mayNeedWarning, warningDue } from './time-bar.js';

const now = amsterdam('09:30');
const dueOn = (dueDate: string, more: Partial<InvoiceFacts> = {}): Partial<InvoiceFacts> => ({
  dueDate,
  issueDate: addDays(dueDate, -30),
  ...more,
});
const yearsAgo = (years: number, days = 0): string => addDays(addMonths(today, -12 * years), days);

describe('the kind of claim when nobody said', () => {
  it.each([
    ['consumer', 'consumer-goods'],
    ['unknown', 'consumer-goods'],
    ['natural_business', 'contract'],
    ['company', 'contract'],
    ['government', 'contract'],
  ] as const)('of a %s is %s', (kind, claim) => {
    expect(claimKindOf(kind, someInvoice())).toBe(claim);
  });

  it('is what somebody said', () => {
    expect(claimKindOf('consumer', someInvoice(0, { limitation: { claim: 'contract', interruptions: [] } }))).toBe('contract');
  });
});

describe('a claim that has lapsed', () => {
  // The term runs from the day after the due date: due five years ago today, today is its last day (3:307 BW).
  it.each([
    ['company', yearsAgo(5), false],
    ['company', yearsAgo(5, -1), true],
    ['consumer', yearsAgo(2), false],
    ['consumer', yearsAgo(2, -1), true],
  ] as const)('of a %s due on %s: %s', (kind, dueDate, barred) => {
    const facts = someFacts({ debtor: { kind }, invoice: dueOn(dueDate) });
    expect(isTimeBarred(kind, facts.invoice, toDay(today))).toBe(barred);
    const plan = decide(policy, facts, now);
    expect(plan.reasons.includes('time-barred')).toBe(barred);
    if (barred) expect(plan).toMatchObject({ next: 'wait', until: null, reasons: ['time-barred'] });
  });

  it('is never chased, whatever is asked of the forecast', () => {
    const facts = someFacts({ invoice: dueOn(yearsAgo(6)) });
    expect(forecast(policy, facts, { now, until: now + 400 * 86_400_000 }).filter(({ step }) => step !== null)).toEqual([]);
  });

  it('lives on after a formal notice that reached the debtor in time, and not after one that failed', () => {
    const notice = { lastDay: yearsAgo(1), costsFrom: yearsAgo(1), announcedCosts: 0n };
    const at = `${yearsAgo(1)}T10:00`;
    const facts = (result: 'sent' | 'failed') =>
      someFacts({
        debtor: { kind: 'consumer' },
        invoice: dueOn(yearsAgo(2, -100)),
        taken: [took('notice', at, { result, notice, channel: 'letter' })],
      });
    expect(isTimeBarred('consumer', facts('sent').invoice, toDay(today))).toBe(false);
    expect(isTimeBarred('consumer', facts('failed').invoice, toDay(today))).toBe(true);
  });

  it('lives on after an interruption that somebody recorded', () => {
    const interruptions = [{ on: yearsAgo(1), act: 'acknowledgement' as const }];
    const invoice = someInvoice(0, dueOn(yearsAgo(2, -100), { limitation: { claim: null, interruptions } }));
    expect(isTimeBarred('consumer', invoice, toDay(today))).toBe(false);
    expect(limitationOf('consumer', invoice).lastDay).toBe(yearsAgo(-1));
  });

  it('is named in no notice of another claim', () => {
    const lapsed = someInvoice(0, { ...dueOn(yearsAgo(6)), id: 'old' });
    const facts = someFacts({ daysLate: 40, siblings: [lapsed, someInvoice(50, { id: 'young' })] });
    expect(claimsOfNotice(facts, { on: today, zone: 'Europe/Amsterdam' }).map(({ id }) => id)).toEqual(['invoice-1', 'young']);
  });

  it('is not asked in debtor scope and carries nothing there', () => {
    const scoped: Policy = { ...policy, scope: 'debtor' };
    const lapsed = someInvoice(0, { ...dueOn(yearsAgo(6)), id: 'old' });
    const plan = decide(scoped, someFacts({ daysLate: 5, siblings: [lapsed] }), now);
    expect(plan).toMatchObject({ next: 'step', step: { key: 'reminder', amount: 121_000n } });
  });
});

describe('warnings', () => {
  const invoice = someInvoice(0, dueOn('2024-12-31'));
  const found = limitationOf('consumer', invoice);

  it.each([
    ['2026-06-29', null, null],
    ['2026-06-30', null, 6],
    ['2026-06-30', 6, null],
    ['2026-09-29', 6, null],
    ['2026-09-30', 6, 3],
    ['2026-11-30', 3, 1],
    ['2026-12-31', 1, null],
    ['2027-01-01', 1, 0],
    ['2027-01-01', null, 0],
    ['2030-01-01', 0, null],
  ] as const)('on %s after %s: %s', (on, given, due) => {
    expect(found.lastDay).toBe('2026-12-31');
    expect(warningDue(found, on, given)).toBe(due);
  });

  it('are looked for early enough for the shortest term', () => {
    expect(mayNeedWarning('2024-12-31', toDay('2026-06-30'))).toBe(true);
    expect(mayNeedWarning('2024-02-29', toDay('2025-08-28'))).toBe(true);
    expect(mayNeedWarning('2025-12-31', toDay('2026-06-30'))).toBe(false);
  });
});

it('never says that a claim lapses before two years', () => {
  expect(isTimeBarred('consumer', someInvoice(0, dueOn(yearsAgo(2))), toDay(today))).toBe(false);
});
