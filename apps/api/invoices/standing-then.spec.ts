import { describe, expect, it } from 'vitest';
import { standingsAfter } from './standing-then.js';

type Row = readonly [type: string, data: object, subject?: string];
const at = new Date('2026-03-02T11:00:00Z');
const registered: Row = ['invoice.registered', { total: 10_000 }];
const stand = (...rows: readonly Row[]) => {
  const past = rows.map(([type, data, subject], index) => ({ seq: String(index + 1), type, data, subject_id: subject ?? null }));
  const lines = past.map(({ seq }) => ({ sort_value: seq, at }));
  return standingsAfter(lines, past, 'Europe/Amsterdam').map(({ open, status }) => `${open} ${status}`);
};

describe('how an invoice stood then', () => {
  it.each<{ says: string; rows: readonly Row[]; stood: readonly string[] }>([
    {
      says: 'less with each payment, and over with the last',
      rows: [
        ['payment.received', { open: 4_000 }],
        ['payment.received', { open: 0 }],
        ['invoice.closed', { outcome: 'paid', reason: null }],
      ],
      stood: ['4000 open', '0 open', '0 paid'],
    },
    {
      says: 'open again when the money goes back, but not what a person closed',
      rows: [
        ['invoice.closed', { outcome: 'paid' }],
        ['payment.reversed', { open: 10_000 }],
        ['invoice.closed', { outcome: 'closed' }],
        ['payment.unallocated', { open: 10_000 }],
      ],
      stood: ['10000 paid', '10000 open', '10000 closed', '10000 closed'],
    },
    {
      says: 'disputed only when nothing is left to ask for',
      rows: [
        ['dispute.raised', { amount: 3_000 }],
        ['dispute.resolved', { outcome: 'partly', creditAmount: 3_000 }],
        ['dispute.raised', { amount: null }],
        ['dispute.resolved', { outcome: 'upheld', creditAmount: 7_000, open: 0 }],
      ],
      stood: ['10000 open', '7000 open', '7000 disputed', '0 open'],
    },
    {
      says: 'promised until that ended, and a plan takes its place',
      rows: [
        ['promise.made', {}],
        ['promise.broken', {}],
        ['promise.made', {}],
        ['payment-plan.agreed', {}],
        ['payment-plan.broken', {}],
        ['promise.reopened', {}],
        ['promise.withdrawn', {}],
      ],
      stood: ['promised', 'open', 'promised', 'payment-plan', 'open', 'promised', 'open'].map((status) => `10000 ${status}`),
    },
    {
      says: 'paused while the pause lasted; a dispute counts before it, an insolvency before that',
      rows: [
        ['chase.paused', { until: '2026-03-01' }],
        ['chase.paused', { until: '2026-03-02' }],
        ['dispute.raised', { amount: null }],
        ['debtor.held', { reason: 'illness', until: null }, 'h1'],
        ['debtor.held', { reason: 'deceased', until: null }, 'h2'],
        ['debtor.released', {}, 'h2'],
        ['dispute.resolved', { outcome: 'rejected', creditAmount: 0 }],
        ['debtor.released', {}, 'h1'],
        ['chase.resumed', {}],
      ],
      stood: ['open', 'paused', 'disputed', 'disputed', 'on-hold', 'disputed', 'on-hold', 'paused', 'open'].map(
        (status) => `10000 ${status}`,
      ),
    },
    {
      says: 'written off, handed over, and by a release that did not say what was left',
      rows: [
        ['invoice.closed', { outcome: 'written-off' }],
        ['invoice.written-off', { amount: 10_000 }],
      ],
      stood: ['10000 written-off', '0 written-off'],
    },
  ])('is $says', ({ rows, stood }) => {
    expect(stand(registered, ...rows).slice(1)).toEqual(stood);
  });

  it('is nothing before it was registered, but a hold of its debtor holds it from then on', () => {
    expect(stand(['debtor.created', {}], ['debtor.held', { reason: 'other', until: null }, 'h1'], registered)).toEqual([
      '0 open',
      '0 on-hold',
      '10000 on-hold',
    ]);
  });

  it('is the same from the middle of a timeline on', () => {
    const past = [
      { seq: '3', type: 'invoice.registered', data: { total: 500 }, subject_id: null },
      { seq: '9', type: 'promise.made', data: {}, subject_id: null },
      { seq: '10', type: 'payment.received', data: { open: 100 }, subject_id: null },
    ];
    const lines = ['9', '10', '11'].map((sort_value) => ({ sort_value, at }));
    expect(standingsAfter(lines, past, 'Europe/Amsterdam')).toEqual([
      { open: 500, status: 'promised' },
      { open: 100, status: 'promised' },
      { open: 100, status: 'promised' },
    ]);
  });
});
