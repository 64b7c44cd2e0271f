import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conformityTitle, conformityVectors } from '../../testing/conformity-vectors.js';
import { percent } from '../money/percent.js';
import { type Allocation, allocate } from './allocation.js';

const amounts = z.object({ costs_cents: z.int(), interest_cents: z.int(), principal_cents: z.int() });
const schema = z.object({
  vectors: z.array(
    z.object({
      id: z.string(),
      paid_on: z.string().nullable(),
      payment_cents: z.int(),
      designated: z.string().nullable(),
      claims: z.array(amounts.extend({ id: z.string(), due_date: z.string().nullable(), rate_percent: z.string() })),
      in_14_day_term: z.boolean().optional(),
      announced_costs_cents: z.int().optional(),
      expected: z.object({
        paid: z.record(z.string(), amounts),
        left: z.record(z.string(), amounts),
        credit_cents: z.int(),
        costs_after_term_cents: z.int().optional(),
      }),
    }),
  ),
});
type Vector = z.infer<typeof schema>['vectors'][number];
const eur = (cents: number) => ({ amount: BigInt(cents), currency: 'EUR' });

const byId = (parts: Allocation['left'] | Allocation['allocated']) =>
  Object.fromEntries(
    parts.map((part) => [
      part.id,
      { costs_cents: Number(part.costs), interest_cents: Number(part.interest), principal_cents: Number(part.principal) },
    ]),
  );

const run = (vector: Vector) =>
  allocate({
    claims: vector.claims.map((claim) => ({
      id: claim.id,
      currency: 'EUR',
      costs: BigInt(claim.costs_cents),
      interest: BigInt(claim.interest_cents),
      principal: BigInt(claim.principal_cents),
      dueDate: claim.due_date,
      interestRate: percent(claim.rate_percent, 'rate'),
    })),
    payment: { amount: eur(vector.payment_cents), ...(vector.paid_on !== null && { on: vector.paid_on }) },
    ...(vector.designated !== null && { designates: [vector.designated] }),
    ...(vector.in_14_day_term === true && { withinNoticeTerm: { announcedCosts: eur(vector.announced_costs_cents ?? 0) } }),
  });

describe(conformityTitle('allocation.json'), () => {
  it.skipIf(conformityVectors('allocation.json') === null)('every vector', () => {
    const { vectors } = schema.parse(conformityVectors('allocation.json'));
    expect(vectors.length).toBeGreaterThan(10);
    for (const vector of vectors) {
      const answer = run(vector);
      const got = { paid: byId(answer.allocated), left: byId(answer.left), credit_cents: Number(answer.credit) };
      const after = answer.costsAfterTerm === null ? {} : { costs_after_term_cents: Number(answer.costsAfterTerm) };
      expect({ id: vector.id, ...got, ...after }).toEqual({ id: vector.id, ...vector.expected });
    }
  });
});
