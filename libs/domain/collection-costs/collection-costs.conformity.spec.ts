import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conformityTitle, conformityVectors } from '../../testing/conformity-vectors.js';
import { exactDecimal } from '../money/percent.js';
import { collectionCosts, generalVatRate } from './collection-costs.js';

const single = z.object({
  vectors: z.array(
    z.object({
      id: z.string(),
      principal_cents: z.string(),
      bands_eur: z.array(z.string()),
      raw_eur: z.string(),
      bik_cents: z.int(),
      vat_cents: z.int(),
      incl_vat_cents: z.int(),
    }),
  ),
});
const combined = z.object({
  vectors: z.array(
    z.object({
      id: z.string(),
      debtor_kind: z.enum(['consumer', 'business']),
      policy: z.enum(['scale_on_sum', 'eur40_per_late_invoice']),
      items: z.array(z.object({ open_cents: z.int() })),
      paid_within_term_cents: z.int(),
      announced_cents: z.int(),
      base_cents: z.int(),
      bik_cents: z.int(),
    }),
  ),
});
const eur = (amount: bigint) => ({ amount, currency: 'EUR' });
const present = conformityVectors('bik.json') !== null;

describe(conformityTitle('bik.json'), () => {
  it.skipIf(!present)('every vector', () => {
    const { vectors } = single.parse(conformityVectors('bik.json'));
    expect(vectors.length).toBeGreaterThan(20);
    for (const vector of vectors) {
      const answer = collectionCosts({
        principals: [eur(BigInt(vector.principal_cents))],
        debtorKind: 'consumer',
        vat: { declared: true, rate: generalVatRate },
      });
      const bands = vector.bands_eur.map((_, index) => {
        const amount = answer.steps[index]?.amount ?? { numerator: 0n, denominator: 1n };
        return exactDecimal({ numerator: amount.numerator, denominator: amount.denominator * 100n }, 2);
      });
      const raw = exactDecimal({ numerator: answer.exact.numerator, denominator: answer.exact.denominator * 100n }, 2);
      expect({ id: vector.id, bands, raw, got: [answer.costs, answer.vat, answer.total] }).toEqual({
        id: vector.id,
        bands: vector.bands_eur,
        raw: vector.raw_eur,
        got: [vector.bik_cents, vector.vat_cents, vector.incl_vat_cents].map(BigInt),
      });
    }
  });
});

describe(conformityTitle('bik-combined.json'), () => {
  it.skipIf(!present)('every vector', () => {
    const { vectors } = combined.parse(conformityVectors('bik-combined.json'));
    expect(vectors.length).toBeGreaterThan(5);
    for (const vector of vectors) {
      const notice = {
        principals: vector.items.map((item) => eur(BigInt(item.open_cents))),
        debtorKind: vector.debtor_kind === 'consumer' ? ('consumer' as const) : ('company' as const),
        perInvoiceMinimum: vector.policy === 'eur40_per_late_invoice',
      };
      const answer = collectionCosts({ ...notice, paidWithinTerm: eur(BigInt(vector.paid_within_term_cents)) });
      const got = [collectionCosts(notice).costs, answer.base, answer.costs].map(Number);
      expect([vector.id, ...got]).toEqual([vector.id, vector.announced_cents, vector.base_cents, vector.bik_cents]);
    }
  });
});
