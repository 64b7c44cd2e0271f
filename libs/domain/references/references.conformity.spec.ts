import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conformityTitle, conformityVectors } from '../../testing/conformity-vectors.js';
import { betalingskenmerkLengths, isBetalingskenmerk, makeBetalingskenmerk, weightedSum } from './betalingskenmerk.js';
import { epcQr } from './epc-qr.js';
import { isIban } from './iban.js';
import { isRf, makeRf } from './rf-reference.js';

const checks = z.array(z.object({ value: z.string(), valid: z.boolean() }));
const schema = z.object({
  rf: z.array(z.object({ input: z.string(), expected: z.string() })),
  rf_validate: checks,
  betalingskenmerk: z.array(z.object({ payload: z.string(), sum: z.int(), expected: z.string() })),
  betalingskenmerk_validate: checks,
  epc_qr: z.array(
    z.object({
      fields: z.object({
        name: z.string(),
        iban: z.string(),
        amount_cents: z.int(),
        reference: z.string().optional(),
        text: z.string().optional(),
      }),
      payload: z.string().optional(),
      bytes: z.int().optional(),
      expect_error: z.literal(true).optional(),
    }),
  ),
  iban: checks,
});
type Fields = z.infer<typeof schema>['epc_qr'][number]['fields'];

const qr = ({ amount_cents, reference, text, ...fields }: Fields) =>
  epcQr({
    ...fields,
    amount: { amount: BigInt(amount_cents), currency: 'EUR' },
    ...(reference !== undefined && { reference }),
    ...(text !== undefined && { text }),
  });

describe(conformityTitle('references.json'), () => {
  it.skipIf(conformityVectors('references.json') === null)('every vector', () => {
    const vectors = schema.parse(conformityVectors('references.json'));
    for (const { input, expected } of vectors.rf) expect(makeRf(input)).toBe(expected);
    for (const { payload, sum, expected } of vectors.betalingskenmerk) {
      expect(
        makeBetalingskenmerk(
          payload,
          betalingskenmerkLengths.find((length) => length === expected.length),
        ),
      ).toBe(expected);
      expect(weightedSum(expected.slice(1))).toBe(sum);
    }
    for (const { value, valid } of vectors.rf_validate) expect([value, isRf(value)]).toEqual([value, valid]);
    for (const { value, valid } of vectors.betalingskenmerk_validate) expect([value, isBetalingskenmerk(value)]).toEqual([value, valid]);
    for (const { value, valid } of vectors.iban) expect([value, isIban(value)]).toEqual([value, valid]);
    for (const { fields, payload, bytes, expect_error: refused } of vectors.epc_qr) {
      if (refused) expect(() => qr(fields)).toThrow(expect.objectContaining({ name: 'DomainRefusal' }));
      else expect(qr(fields)).toEqual({ payload, bytes });
    }
  });
});
