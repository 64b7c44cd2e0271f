import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conformityTitle, conformityVectors } from '../../testing/conformity-vectors.js';
import { percent } from '../money/percent.js';
import { confirmedRateRows } from './confirmed-rates.js';
import type { InterestInput } from './interest-input.js';
import { rateOn } from './rate-table.js';
import { statutoryInterest } from './statutory-interest.js';

const rates = z.array(z.object({ from: z.string(), percent: z.string() }));
const table = z.object({
  commercial: rates,
  consumer: rates,
  lookups: z.array(
    z.object({
      kind: z.enum(['commercial', 'consumer', 'government']),
      date: z.string(),
      percent: z.string().optional(),
      expect_error: z.string().optional(),
    }),
  ),
});
const vector = z.object({
  id: z.string(),
  kind: z.enum(['consumer', 'commercial', 'government', 'agreed']),
  rates: z.union([z.literal('table'), rates]),
  principal_cents: z.int(),
  due_date: z.string().optional(),
  invoice_received: z.string().optional(),
  first_interest_day: z.string(),
  calculated_to: z.string(),
  payments: z.array(z.object({ date: z.string(), amount_cents: z.int() })).optional(),
  segments: z
    .array(
      z.object({ from: z.string(), to: z.string(), days: z.int(), rate_percent: z.string(), base_cents: z.int(), interest_cents: z.int() }),
    )
    .optional(),
  interest_cents: z.int().optional(),
  alternatives: z.object({ simple_cents: z.int(), end_rounded_cents: z.int(), act_act_cents: z.int() }).optional(),
  after_payments: z.array(z.record(z.string(), z.union([z.string(), z.int()]))).optional(),
  open_interest_cents: z.int().optional(),
  open_principal_cents: z.int().optional(),
  expect_error: z.string().optional(),
});
type Vector = z.infer<typeof vector>;
const present = conformityVectors('interest.json') !== null;

function inputOf(given: Vector): InterestInput {
  return {
    principal: { amount: BigInt(given.principal_cents), currency: 'EUR' },
    kind: given.kind,
    until: given.calculated_to,
    ...(given.due_date !== undefined && { dueDate: given.due_date }),
    ...(given.invoice_received !== undefined && { invoiceReceivedOn: given.invoice_received }),
    ...(given.rates !== 'table' && { agreedRates: given.rates.map((row) => ({ from: row.from, rate: percent(row.percent, 'rate') })) }),
    ...(given.payments && {
      payments: given.payments.map((payment) => ({ on: payment.date, amount: { amount: BigInt(payment.amount_cents), currency: 'EUR' } })),
    }),
  };
}

function expectEqual(given: Vector): void {
  const input = inputOf(given);
  const answer = statutoryInterest(input);
  const segments = answer.segments.map((line) => ({
    from: line.from,
    to: line.to,
    days: line.days,
    rate_percent: line.percent,
    base_cents: Number(line.base),
    interest_cents: Number(line.interest),
  }));
  const { id } = given;
  expect({ id, segments, total: Number(answer.total) }).toEqual({ id, segments: given.segments, total: given.interest_cents });
  expect([id, answer.firstInterestDay]).toEqual([id, given.first_interest_day]);
  if (given.alternatives) {
    const other = {
      simple_cents: Number(statutoryInterest({ ...input, compounding: 'none' }).total),
      end_rounded_cents: Number(statutoryInterest({ ...input, rounding: 'at-end' }).total),
      act_act_cents: Number(statutoryInterest({ ...input, dayCount: 'act-act' }).total),
    };
    expect({ id, ...other }).toEqual({ id, ...given.alternatives });
  }
  if (given.after_payments) {
    const effects = answer.afterPayments.map((effect) => ({
      date: effect.on,
      to_interest_cents: Number(effect.toInterest),
      to_principal_cents: Number(effect.toPrincipal),
      open_principal_cents: Number(effect.openPrincipal),
    }));
    expect(effects).toEqual(given.after_payments);
    expect([answer.openInterest, answer.openPrincipal].map(Number)).toEqual([given.open_interest_cents, given.open_principal_cents]);
  }
}

describe(conformityTitle('interest.json'), () => {
  it.skipIf(!present)('every vector', () => {
    const { vectors } = z.object({ vectors: z.array(vector) }).parse(conformityVectors('interest.json'));
    expect(vectors.length).toBeGreaterThan(15);
    for (const each of vectors) {
      if (each.expect_error === undefined) expectEqual(each);
      else
        expect(() => statutoryInterest(inputOf(each))).toThrow(expect.objectContaining({ code: each.expect_error.replaceAll('_', '-') }));
    }
  });
});

describe(conformityTitle('rates.json'), () => {
  it.skipIf(!present)('every row and every look-up', () => {
    const vectors = table.parse(conformityVectors('rates.json'));
    for (const kind of ['commercial', 'consumer'] as const) {
      const rows = confirmedRateRows.filter((row) => row.kind === kind).map((row) => [row.from, row.percent]);
      expect(rows).toEqual(vectors[kind].map((row) => [row.from, row.percent]));
    }
    for (const lookup of vectors.lookups) {
      if (lookup.percent === undefined)
        expect(() => rateOn(lookup.kind, lookup.date)).toThrow(expect.objectContaining({ code: 'rate-not-confirmed' }));
      else expect(rateOn(lookup.kind, lookup.date).row.percent).toBe(lookup.percent);
    }
  });
});
