/** Money that comes in, goes back, is credited or given up. */
import { z } from 'zod';
import { code, currency, date, event, idOf, minor, text, worded } from './declare.js';

const open = minor.meta({ description: 'minor units open of the invoice afterwards' });
const takenBack = { on: date, principal: minor, creditUsed: minor, open };
const why = { reason: text.nullable() };

export const moneyEvents = {
  'payment.received': event('invoice', 'A payment was booked on this invoice. `allocation` is what each invoice got of it, and why.', {
    amount: minor,
    currency,
    paidOn: date,
    principal: minor.meta({ description: 'minor units that this invoice got' }),
    allocation: z.array(z.strictObject({ invoiceId: idOf('invoice'), amount: minor, basis: code })).readonly(),
    credit: minor.meta({ description: 'minor units above all that was due: credit of the debtor' }),
    hint: code.nullable(),
    recovered: minor.meta({ description: 'minor units of what had been written off' }),
    open,
    inFlight: z.int().meta({ description: 'messages that had already left or were leaving' }),
  }),
  'payment.allocated': event('invoice', 'This invoice got a part of a payment that was booked on another one.', {
    paymentId: idOf('payment'),
    bookedOn: idOf('invoice'),
    currency,
    paidOn: date,
    principal: minor,
    basis: code,
    open,
  }),
  'payment.reversed': worded(
    event('invoice', 'A payment on this invoice went back: a storno, a chargeback, or it was entered by mistake.', {
      amount: minor,
      ...takenBack,
    }),
    why,
  ),
  'payment.unallocated': worded(
    event('invoice', 'The part that this invoice got of a payment on another one went back with it.', takenBack),
    why,
  ),
  'credit.applied': event('invoice', 'Credit of the debtor was set off against this invoice.', {
    paymentId: idOf('payment'),
    bookedOn: idOf('invoice').nullable(),
    hint: code.nullable(),
    principal: minor,
    currency,
    open,
  }),
  'credit.released': event('invoice', 'Credit that looked paid twice may be set off: a person said so.', {
    paymentId: idOf('payment'),
    amount: minor,
    currency,
  }),
  'invoice.credited': worded(event('invoice', 'A credit note was booked.', { amount: minor, issuedOn: date, open }), { number: text }),
  'invoice.written-off': worded(event('invoice', 'What was open is given up.', { amount: minor, open }), { reason: text }),
  'invoice.handed-over': event('invoice', 'The claim went to a collection agency; our own chase ends.', { amount: minor, currency }),
};
