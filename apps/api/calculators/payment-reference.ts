/** Calculator: RF references (ISO 11649) and betalingskenmerken, made and checked. */
import { z } from 'zod';
import {
  type BetalingskenmerkLength,
  betalingskenmerkLengths,
  makeBetalingskenmerk,
  printBetalingskenmerk,
} from '#domain/references/betalingskenmerk.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import { checkReference } from '#domain/references/check-reference.js';
import { makeRf, printRf } from '#domain/references/rf-reference.js';
import { articlesOut } from './calculator.schema.js';
import { calculate } from './calculate.js';

/** More characters than any reference has, spaces included. */
const reference = z.string().min(1).max(60);

/** `POST /v1/calculators/payment-reference`: makes one of an own number, or checks one. */
export const paymentReferenceBody = z
  .union([
    z.strictObject({ kind: z.enum(['rf', 'betalingskenmerk']), base: reference, length: z.int().optional() }),
    z.strictObject({ check: reference }),
  ])
  .meta({ id: 'PaymentReferenceRequest' });

/** Its answer. */
export const paymentReferenceOut = z
  .union([
    z.strictObject({ reference: z.string(), printed: z.string(), articles: articlesOut }),
    z.strictObject({
      kind: z.enum(['rf', 'betalingskenmerk', 'unknown']),
      valid: z.boolean(),
      reason: z.string().optional(),
      articles: articlesOut,
    }),
  ])
  .meta({ id: 'PaymentReference' });

type Body = z.output<typeof paymentReferenceBody>;

const standards = { rf: ['ISO 11649'], betalingskenmerk: ['Betaalvereniging Nederland, betalingskenmerk'], unknown: [] } as const;

function lengthOf(length: number): BetalingskenmerkLength {
  const known = betalingskenmerkLengths.find((candidate) => candidate === length);
  if (known !== undefined) return known;
  throw new DomainRefusal('unknown-length', 'length', `length: a betalingskenmerk has ${betalingskenmerkLengths.join(', ')} digits`);
}

function made({ kind, base, length }: Extract<Body, { kind: string }>): { reference: string; printed: string } {
  if (kind === 'betalingskenmerk') {
    const kenmerk = makeBetalingskenmerk(base, length === undefined ? undefined : lengthOf(length));
    return { reference: kenmerk, printed: printBetalingskenmerk(kenmerk) };
  }
  if (length !== undefined) throw new DomainRefusal('not-for-rf', 'length', 'length: an RF reference is as long as its number');
  const rf = makeRf(base);
  return { reference: rf, printed: printRf(rf) };
}

/** Reckons. */
export const calculatePaymentReference = (body: Body): z.output<typeof paymentReferenceOut> =>
  calculate({ fields: ['base', 'length', 'kind'] }, () => {
    if ('base' in body) return { ...made(body), articles: [...standards[body.kind]] };
    const { kind, fault } = checkReference(body.check);
    return { kind, valid: fault === null, ...(fault !== null && { reason: fault }), articles: [...standards[kind]] };
  });
