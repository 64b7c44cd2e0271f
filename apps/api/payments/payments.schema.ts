/** Bodies and answers of payments, reversals and credit notes. */
import { z } from 'zod';
import { spreadBases } from '#domain/allocation/spread.js';
import { idOut, publicId } from '../edge/ids.schema.js';
import { money, moneyOut } from '../edge/money.schema.js';
import { line } from '../edge/text.schema.js';
import { dateOut, instantOut, caseDate } from '../edge/time.schema.js';

/** `POST /v1/invoices/{id}/payments`. */
export const paymentBody = z
  .strictObject({
    amount: money,
    paidOn: caseDate.meta({ description: 'Day the money was received: tomorrow at the latest, on the clock of the debtor.' }),
    reference: line(140).nullish().meta({
      description: 'As the bank gave it. The reference of a message over several invoices (RF...) sends the money to just those invoices.',
    }),
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

/** Why the credit of a payment waits for a person. */
export const creditHintOut = z
  .strictObject({ code: z.literal('paid-twice'), detail: z.string() })
  .meta({ id: 'CreditHint', description: 'The credit is not set off by itself: a person decides whether it goes back.' });

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
      principal: moneyOut.meta({ description: 'What all invoices together got.' }),
      credit: moneyOut.meta({ description: 'More than the debtor owed: it stays his.' }),
    }),
    allocations: z
      .array(
        z.strictObject({
          invoice: idOut('invoice'),
          number: z.string(),
          amount: moneyOut,
          open: moneyOut.meta({ description: 'What is open of it afterwards.' }),
          basis: z.enum(spreadBases).meta({
            description: 'Why it got it: the payment names it, the message asked for it, it shares the payment plan, or it is due.',
          }),
        }),
      )
      .meta({ description: 'What each invoice got, the one it was booked on first.' }),
    hint: creditHintOut.nullable(),
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
    allocations: z
      .array(z.strictObject({ invoice: idOut('invoice'), number: z.string(), amount: moneyOut, open: moneyOut, reopened: z.boolean() }))
      .meta({ description: 'What each invoice lost, and how it stands now.' }),
    balance: z.strictObject({ open: moneyOut }),
  })
  .meta({ id: 'Reversal' });
