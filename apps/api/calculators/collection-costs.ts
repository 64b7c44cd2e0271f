/** Calculator: collection costs (BIK, 6:96 BW). */
import { z } from 'zod';
import { type CollectionCostsInput, collectionCosts } from '#domain/collection-costs/collection-costs.js';
import { decree, generalVatRateOn, instalmentRule, requireDecree } from '#domain/collection-costs/dated-rules.js';
import { divideHalfUp } from '#domain/money/money.js';
import { exactDecimal, percent, percentText as showPercent } from '#domain/money/percent.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import { debtorKinds } from '#domain/policy/facts/facts.js';
import { isoDate } from '../edge/time.schema.js';
import { amount, amountOut, answerEuro, articlesOut, percentText } from './calculator.schema.js';
import { calculate } from './calculate.js';

/** More claims than anybody puts in one notice. */
const mostPrincipals = 1_000;

const recurring = z.strictObject({
  contract: z.string().min(1).max(100),
  on: isoDate.meta({ description: `Day of the charge; the limit holds since ${instalmentRule.from}.` }),
  charged: z.array(z.strictObject({ contract: z.string().min(1).max(100), on: isoDate, amount })).max(500),
  approved: z.boolean().optional(),
});

/** `POST /v1/calculators/collection-costs`. */
export const collectionCostsBody = z
  .strictObject({
    principals: z.array(amount).min(1).max(mostPrincipals).meta({ description: 'Open principals of one notice; credit notes negative.' }),
    debtorKind: z.enum(debtorKinds),
    vat: z.strictObject({ declared: z.boolean(), rate: percentText.optional() }).optional(),
    vatDeclared: z.boolean().optional().meta({ description: 'Short for vat at the general rate of asOf.' }),
    perInvoiceMinimum: z.boolean().optional().meta({ description: 'Businesses only: at least EUR 40 for each late invoice.' }),
    paidWithinTerm: amount.optional().meta({ description: 'Paid inside the term of the 14-day letter.' }),
    recurring: recurring.optional().meta({ description: 'The principals are instalments of one contract (BIK art. 2a).' }),
    asOf: isoDate.optional().meta({
      description:
        `Day the costs are calculated: which general VAT rate holds; the decree is in force since ${decree.from}. ` +
        'Without it recurring.on, else the newest rate.',
    }),
  })
  .meta({ id: 'CollectionCostsRequest' });

/** Its answer. `amount` of a step is rounded, `exact` is not: only the sum is rounded for the costs. */
export const collectionCostsOut = z
  .strictObject({
    base: amountOut,
    costs: amountOut,
    vat: amountOut,
    total: amountOut,
    basis: z.enum(['none', 'scale', 'minimum', 'maximum', 'per-invoice', 'recurring']),
    exact: z.string(),
    steps: z.array(z.strictObject({ from: amountOut, to: amountOut.nullable(), rate: z.string(), amount: amountOut, exact: z.string() })),
    limit: z
      .strictObject({ rule: z.enum(['one-letter', 'once-per-contract', 'six-month-cap']), withheld: amountOut, withApproval: amountOut })
      .nullable(),
    articles: articlesOut,
  })
  .meta({ id: 'CollectionCosts' });

type Body = z.output<typeof collectionCostsBody>;

function vatOf({ vat, vatDeclared, asOf, recurring: instalments }: Body): CollectionCostsInput['vat'] {
  if (vat && vatDeclared !== undefined) throw new DomainRefusal('given-twice', 'vatDeclared', 'vatDeclared: vat says it already');
  const declared = vat?.declared ?? vatDeclared;
  if (declared === undefined) return undefined;
  const rate = vat?.rate === undefined ? generalVatRateOn(asOf ?? instalments?.on, 'asOf') : percent(vat.rate, 'vat/rate');
  return { declared, rate };
}

function inputOf(body: Body): CollectionCostsInput {
  if (body.asOf !== undefined) requireDecree(body.asOf, 'asOf');
  if (body.recurring) requireDecree(body.recurring.on, 'recurring/on');
  const vat = vatOf(body);
  const instalments = body.recurring && {
    contract: body.recurring.contract,
    on: body.recurring.on,
    charged: body.recurring.charged.map((charge) => ({ ...charge, amount: charge.amount.amount })),
    approved: body.recurring.approved ?? false,
  };
  return {
    principals: body.principals,
    debtorKind: body.debtorKind,
    perInvoiceMinimum: body.perInvoiceMinimum ?? false,
    ...(vat && { vat }),
    ...(body.paidWithinTerm && { paidWithinTerm: body.paidWithinTerm }),
    ...(instalments && { recurring: instalments }),
  };
}

/** Cents as a fraction, in euros: `39.999`. */
const euros = ({ numerator, denominator }: { numerator: bigint; denominator: bigint }): string =>
  exactDecimal({ numerator, denominator: denominator * 100n }, 2);

/** Reckons. */
export const calculateCollectionCosts = (body: Body): z.output<typeof collectionCostsOut> =>
  calculate({ fields: ['principals', 'vat', 'vatDeclared', 'paidWithinTerm', 'recurring', 'asOf', 'debtorKind'] }, () => {
    const { base, costs, vat, total, exact, basis, steps, limit, articles } = collectionCosts(inputOf(body));
    return {
      base: answerEuro(base),
      costs: answerEuro(costs),
      vat: answerEuro(vat),
      total: answerEuro(total),
      basis,
      exact: euros(exact),
      steps: steps.map((step) => ({
        from: answerEuro(step.from),
        to: step.to === null ? null : answerEuro(step.to),
        rate: showPercent(step.rate),
        amount: answerEuro(divideHalfUp(step.amount.numerator, step.amount.denominator)),
        exact: euros(step.amount),
      })),
      limit: limit && { rule: limit.rule, withheld: answerEuro(limit.withheld), withApproval: answerEuro(limit.withApproval) },
      articles: [...articles],
    };
  });
