/** Bodies and answers of promises, payment plans and disputes. */
import { z } from 'zod';
import { longestPromiseMonths } from '#domain/policy/facts/fact-limits.js';
import { idOut, publicId, reference } from '../edge/ids.schema.js';
import { money, moneyOut } from '../edge/money.schema.js';
import { line, note } from '../edge/text.schema.js';
import { dateOut, instantOut, caseDate } from '../edge/time.schema.js';

const confirm = z
  .boolean()
  .default(true)
  .meta({ description: 'Whether the debtor is sent what was agreed in writing, once. Of a call only where its policy says so.' });

/** `POST /v1/invoices/{id}/promises`. */
export const promiseBody = z
  .strictObject({
    date: caseDate.meta({ description: `Within ${longestPromiseMonths} months of today, on the clock of the debtor.` }),
    amount: money.nullish().meta({ description: 'All that is open without it.' }),
    note: note(1000).nullish(),
    confirm,
  })
  .meta({ id: 'MakePromise' });
/** See {@link promiseBody}. */
export type PromiseBody = z.output<typeof promiseBody>;

/** Most terms a plan may have. */
const mostInstalments = 60;

const instalment = z.strictObject({ dueDate: caseDate, amount: money });
const invoices = z
  .array(reference('invoice'))
  .min(1)
  .max(50)
  .refine((ids) => new Set(ids.map((id) => JSON.stringify(id))).size === ids.length, {
    error: 'names an invoice twice',
    params: { code: 'duplicate' },
  });

/** A plan with its terms written out. */
const written = z.strictObject({ invoices, instalments: z.array(instalment).min(1).max(mostInstalments), confirm });
/** A plan of equal terms: the cents that do not divide are in the first ones. */
const equal = z.strictObject({
  invoices,
  count: z.int().min(1).max(mostInstalments),
  firstDueDate: caseDate,
  interval: z.enum(['week', 'two-weeks', 'month']),
  confirm,
});

/** `POST /v1/payment-plans`. */
export const paymentPlanBody = z.union([written, equal]).meta({ id: 'AgreePaymentPlan' });
/** See {@link paymentPlanBody}. */
export type PaymentPlanBody = z.output<typeof paymentPlanBody>;

/** A plan agreed on the phone: without `invoices` it is about the invoice of the task. */
export const phonePlan = z.union([written.partial({ invoices: true }), equal.partial({ invoices: true })]);
/** See {@link phonePlan}. */
export type PhonePlan = z.output<typeof phonePlan>;

/** `POST /v1/invoices/{id}/disputes`. */
export const disputeBody = z
  .strictObject({
    reason: line(200),
    amount: money.nullish().meta({ description: 'The whole invoice without it.' }),
    note: note(2000).nullish(),
  })
  .meta({ id: 'RaiseDispute' });
/** See {@link disputeBody}. */
export type DisputeBody = z.output<typeof disputeBody>;

/** `POST /v1/disputes/{id}/resolution`. */
export const resolutionBody = z
  .strictObject({
    outcome: z.enum(['upheld', 'rejected', 'partly']),
    creditAmount: money.nullish().meta({
      description:
        'At most what was contested, and nothing with rejected. Without it, upheld credits what was contested, or what is still open of it.',
    }),
    newDueDate: caseDate.nullish().meta({ description: 'From the issue date to ten years after it.' }),
  })
  .meta({ id: 'ResolveDispute' });
/** See {@link resolutionBody}. */
export type ResolutionBody = z.output<typeof resolutionBody>;

/** `{id}` of a dispute. */
export const disputeId = publicId('dispute');
/** `{id}` of a payment plan. */
export const paymentPlanId = publicId('paymentPlan');

/** What a promise comes to. */
export const promiseStatuses = ['open', 'kept', 'broken', 'withdrawn'] as const;
/** What a payment plan comes to. */
export const paymentPlanStatuses = ['active', 'completed', 'broken', 'cancelled'] as const;
/** Where a dispute stands. */
export const disputeStatuses = ['open', 'resolved'] as const;

/** A promise. */
export const promiseOut = z
  .strictObject({
    object: z.literal('promise'),
    id: idOut('promise'),
    invoice: idOut('invoice'),
    debtor: idOut('debtor'),
    date: dateOut,
    amount: moneyOut.nullable(),
    note: z.string().nullable(),
    status: z.enum(promiseStatuses),
    madeAt: instantOut,
    endedOn: dateOut.nullable(),
  })
  .meta({ id: 'Promise' });

/** A payment plan. */
export const paymentPlanOut = z
  .strictObject({
    object: z.literal('paymentPlan'),
    id: idOut('paymentPlan'),
    debtor: idOut('debtor'),
    invoices: z.array(idOut('invoice')),
    status: z.enum(paymentPlanStatuses),
    instalments: z.array(
      z.strictObject({
        no: z.int(),
        dueDate: dateOut,
        amount: moneyOut,
        paid: moneyOut,
        open: moneyOut,
        remindOn: dateOut.nullable().meta({
          description:
            'When the debtor is reminded, if nothing moves it; null: it is paid, the plan has ended, or he was told a moment ago.',
        }),
      }),
    ),
    agreedAt: instantOut,
    endedOn: dateOut.nullable(),
  })
  .meta({ id: 'PaymentPlan' });

/** A dispute. */
export const disputeOut = z
  .strictObject({
    object: z.literal('dispute'),
    id: idOut('dispute'),
    invoice: idOut('invoice'),
    debtor: idOut('debtor'),
    reason: z.string(),
    amount: moneyOut.nullable(),
    note: z.string().nullable(),
    status: z.enum(disputeStatuses),
    raisedOn: dateOut,
    outcome: z.enum(['upheld', 'rejected', 'partly']).nullable(),
    resolvedOn: dateOut.nullable(),
    creditAmount: moneyOut.nullable(),
  })
  .meta({ id: 'Dispute' });
