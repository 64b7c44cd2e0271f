/** Calculator: where a payment goes (6:43, 6:44 BW). */
import { z } from 'zod';
import { type Allocation, type AllocationInput, allocate } from '#domain/allocation/allocation.js';
import { type OpenClaim, claimParts } from '#domain/allocation/open-claim.js';
import { percent } from '#domain/money/percent.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import { isoDate } from '../edge/time.schema.js';
import { amount, amountOut, answerAmount, articlesOut, percentText } from './calculator.schema.js';
import { calculate } from './calculate.js';

const claimId = z.string().min(1).max(100);
/** Open claims of one debtor; a payment over more is a job for the book itself. */
const mostClaims = 500;

const claim = z.strictObject({
  id: claimId,
  costs: amount,
  interest: amount,
  principal: amount,
  dueDate: isoDate.optional(),
  interestRate: percentText.optional(),
});

/** `POST /v1/calculators/allocation`. */
export const allocationBody = z
  .strictObject({
    claims: z.array(claim).max(mostClaims),
    payment: z.strictObject({ amount, designates: claimId.optional(), on: isoDate.optional() }),
    withinNoticeTerm: z
      .strictObject({
        announcedCosts: amount,
        claims: z.array(claimId).max(mostClaims).optional().meta({ description: 'Those the letter names; all that are due when absent.' }),
      })
      .optional(),
    order: z.array(z.enum(claimParts)).optional().meta({ description: 'Another order the creditor accepted (6:44 lid 2 BW).' }),
    tolerance: amount.optional().meta({ description: 'A trifle up to this is given up.' }),
  })
  .meta({ id: 'AllocationRequest' });

const partsOut = z.strictObject({ id: z.string(), costs: amountOut, interest: amountOut, principal: amountOut });

/** Its answer. */
export const allocationOut = z
  .strictObject({
    allocated: z.array(partsOut),
    left: z.array(partsOut),
    writtenOff: z.array(partsOut).optional(),
    credit: amountOut,
    costsAfterTerm: amountOut.optional(),
    articles: articlesOut,
  })
  .meta({ id: 'Allocation' });

type Body = z.output<typeof allocationBody>;

/** One claim has one currency. */
function claimOf(given: Body['claims'][number], index: number): OpenClaim {
  const { currency } = given.principal;
  for (const part of claimParts)
    if (given[part].currency !== currency)
      throw new DomainRefusal('currency-mismatch', `claims/${index}/${part}/currency`, `claims/${index}: one claim has one currency`);
  return {
    id: given.id,
    currency,
    costs: given.costs.amount,
    interest: given.interest.amount,
    principal: given.principal.amount,
    dueDate: given.dueDate ?? null,
    interestRate: percent(given.interestRate ?? '0', `claims/${index}/interestRate`),
  };
}

const noticeOf = ({ announcedCosts, claims }: NonNullable<Body['withinNoticeTerm']>): NonNullable<AllocationInput['withinNoticeTerm']> => ({
  announcedCosts,
  ...(claims && { claims }),
});

function allocationOf(body: Body): Allocation {
  const { payment, withinNoticeTerm, order, tolerance } = body;
  return allocate({
    claims: body.claims.map(claimOf),
    payment: { amount: payment.amount, ...(payment.on !== undefined && { on: payment.on }) },
    ...(payment.designates !== undefined && { designates: [payment.designates] }),
    ...(withinNoticeTerm && { withinNoticeTerm: noticeOf(withinNoticeTerm) }),
    ...(order && { order }),
    ...(tolerance && { tolerance }),
  });
}

const names = {
  fields: ['payment', 'claims', 'withinNoticeTerm', 'order', 'tolerance'],
  renamed: [
    [/^designates\/\d+$/, 'payment/designates'],
    [/^(claims\/\d+)\/currency$/, '$1/principal/currency'],
    [/^(claims\/\d+\/(?:costs|interest|principal))$/, '$1/amount'],
  ],
} as const;

/** Reckons. */
export const calculateAllocation = (body: Body): z.output<typeof allocationOut> =>
  calculate(names, () => {
    const found = allocationOf(body);
    const money = (cents: bigint) => answerAmount(cents, found.currency);
    const parts = (of: { id: string; costs: bigint; interest: bigint; principal: bigint }) => ({
      id: of.id,
      costs: money(of.costs),
      interest: money(of.interest),
      principal: money(of.principal),
    });
    return {
      allocated: found.allocated.map(parts),
      left: found.left.map(parts),
      ...(body.tolerance && { writtenOff: found.allocated.map(({ id, writtenOff }) => parts({ id, ...writtenOff })) }),
      credit: money(found.credit),
      ...(found.costsAfterTerm !== null && { costsAfterTerm: money(found.costsAfterTerm) }),
      articles: [...found.articles],
    };
  });
