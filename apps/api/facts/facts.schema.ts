/** Queries and answers of the facts that belong to invoices and debtors: what was paid, agreed, contested, held and handed over. */
import { z } from 'zod';
import { holdReasons } from '#domain/policy/facts/facts.js';
import {
  disputeOut,
  disputeStatuses,
  paymentPlanOut,
  paymentPlanStatuses,
  promiseOut,
  promiseStatuses,
} from '../agreements/agreements.schema.js';
import { idOut, publicId, reference } from '../edge/ids.schema.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { moneyOut } from '../edge/money.schema.js';
import { dateOut, instantOut } from '../edge/time.schema.js';
import { creditHintOut } from '../payments/payments.schema.js';
import { noticeBriefOut } from '../notices/brief.js';

const paymentStatuses = ['assigned', 'unmatched', 'reversed'] as const;
const holdStatuses = ['standing', 'lifted', 'over'] as const;

/** What every list of facts may be narrowed by. */
const about = { ...paging, invoice: reference('invoice').optional(), debtor: reference('debtor').optional() };

/** `GET /v1/disputes`. */
export const listDisputesQuery = z.strictObject({ ...about, status: z.enum(disputeStatuses).optional() });
/** `GET /v1/promises`. */
export const listPromisesQuery = z.strictObject({ ...about, status: z.enum(promiseStatuses).optional() });
/** `GET /v1/payment-plans`. */
export const listPaymentPlansQuery = z.strictObject({ ...about, status: z.enum(paymentPlanStatuses).optional() });
/** `GET /v1/payments`. */
export const listPaymentsQuery = z.strictObject({ ...about, status: z.enum(paymentStatuses).optional() });
/** `GET /v1/holds`: those of an invoice are those of its debtor. */
export const listHoldsQuery = z.strictObject({ ...about, status: z.enum(holdStatuses).optional() });
/** `GET /v1/handovers`. */
export const listHandoversQuery = z.strictObject(about);

/** `{id}` of a promise. */
export const promiseId = publicId('promise');
/** `{id}` of a handover. */
export const handoverId = publicId('handover');

/** A payment as it stands in the books. */
export const paymentRecordOut = z
  .strictObject({
    object: z.literal('payment'),
    id: idOut('payment'),
    invoice: idOut('invoice').nullable().meta({ description: 'The invoice it was booked on.' }),
    debtor: idOut('debtor').nullable(),
    amount: moneyOut,
    paidOn: dateOut,
    reference: z.string().nullable(),
    method: z.string().nullable(),
    status: z.enum(paymentStatuses),
    allocation: z
      .array(
        z.strictObject({
          invoice: idOut('invoice').nullable(),
          part: z.enum(['costs', 'interest', 'principal', 'credit']),
          amount: moneyOut,
        }),
      )
      .meta({ description: 'What it was set off against; credit is more than was open, and stays the money of the debtor.' }),
    hint: creditHintOut.nullable(),
    reversedOn: dateOut.nullable(),
    reversalReason: z.string().nullable(),
    recordedAt: instantOut,
  })
  .meta({ id: 'PaymentRecord' });

/** A hold, whatever became of it. */
export const holdRecordOut = z
  .strictObject({
    object: z.literal('hold'),
    id: idOut('hold'),
    debtor: idOut('debtor'),
    reason: z.enum(holdReasons),
    until: dateOut.nullable(),
    status: z.enum(holdStatuses).meta({ description: 'over: its last day has passed on the clock of the debtor.' }),
    createdAt: instantOut,
    liftedAt: instantOut.nullable(),
  })
  .meta({ id: 'HoldRecord' });

/** A case that was handed over to the agency. */
export const handoverOut = z
  .strictObject({
    object: z.literal('handover'),
    id: idOut('handover'),
    invoice: idOut('invoice'),
    debtor: idOut('debtor'),
    cycle: z.int(),
    step: z.string(),
    amount: moneyOut.meta({ description: 'What was handed over.' }),
    status: z.literal('submitted').meta({ description: 'What the agency answers comes with a later version.' }),
    handedOverAt: instantOut,
    approval: z
      .strictObject({ task: idOut('task'), outcome: z.string().nullable() })
      .nullable()
      .meta({ description: 'The approval it rests on; null where none was needed. One that waits for a person is a task.' }),
    notice: noticeBriefOut.nullable().meta({
      description: 'The formal notice it rests on, as it stands now; void when it came back, or did not fit, after the handover too.',
    }),
  })
  .meta({ id: 'Handover' });

/** A page of disputes. */
export const disputePage = pageOut(disputeOut).meta({ id: 'DisputeList' });
/** A page of promises. */
export const promisePage = pageOut(promiseOut).meta({ id: 'PromiseList' });
/** A page of payment plans. */
export const paymentPlanPage = pageOut(paymentPlanOut).meta({ id: 'PaymentPlanList' });
/** A page of payments. */
export const paymentPage = pageOut(paymentRecordOut).meta({ id: 'PaymentList' });
/** A page of holds. */
export const holdPage = pageOut(holdRecordOut).meta({ id: 'HoldList' });
/** A page of handovers. */
export const handoverPage = pageOut(handoverOut).meta({ id: 'HandoverList' });
