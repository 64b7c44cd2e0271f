/** Bodies and answers of payments, reversals and credit notes. */
import { z } from 'zod';
import { idOut, publicId } from '../edge/ids.schema.js';
import { money, moneyOut } from '../edge/money.schema.js';
import { line } from '../edge/text.schema.js';
import { dateOut, instantOut, caseDate } from '../edge/time.schema.js';

/** `POST /v1/invoices/{id}/payments`. */
export const paymentBody = z
  .strictObject({
    amount: money,
    paidOn: caseDate.meta({ description: 'Day the money was received: tomorrow at the latest, on the clock of the debtor.' }),
    reference: line(140).nullish(),
    method: line(40).nullish(),
  })
  .meta({ id: 'RecordPayment' });
/** See {@link paymentBody}. */
export type PaymentBody = z.output<typeof paymentBody>;

/** `POST /v1/payments/{id}/reversals`. */
export const reversalBody = z
  .strictObject({
    reversedOn: caseDate.nullish().meta({ description: 'From the day of the payment to tomorrow; today without it.' }),
    reason: line(200).nullish(),
  })
  .prefault({})
  .meta({ id: 'ReversePayment' });
/** `POST /v1/invoices/{id}/credit-notes`. */
export const creditNoteBody = z.strictObject({ number: line(60), amount: money, issuedOn: caseDate }).meta({ id: 'RecordCreditNote' });
/** `{id}` of a payment. */
export const paymentId = publicId('payment');

/** What a payment did. */
export const paymentOut = z
  .strictObject({
    object: z.literal('payment'),
    id: idOut('payment'),
    invoice: idOut('invoice'),
    amount: moneyOut,
    paidOn: dateOut,
    allocation: z.strictObject({
      costs: moneyOut,
      interest: moneyOut,
      principal: moneyOut,
      credit: moneyOut.meta({ description: 'More than was open: the debtor keeps it.' }),
    }),
    balance: z.strictObject({ open: moneyOut }),
    status: z.string().meta({ description: 'Status of the invoice after it.' }),
    inFlight: z
      .array(z.strictObject({ message: idOut('message'), step: z.string(), channel: z.string(), claimedAt: instantOut }))
      .meta({ description: 'Messages that were leaving before the payment was recorded; they may still arrive.' }),
  })
  .meta({ id: 'Payment' });

/** What a reversal did. */
export const reversalOut = z
  .strictObject({
    object: z.literal('reversal'),
    payment: idOut('payment'),
    invoice: idOut('invoice'),
    reversedOn: dateOut,
    reopened: z.boolean().meta({ description: 'The chase was over and goes on as a new cycle.' }),
    balance: z.strictObject({ open: moneyOut }),
  })
  .meta({ id: 'Reversal' });
