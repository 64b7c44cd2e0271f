/** The fields of facts (disputes, promises, plans, payments, holds, handovers) that tables show. */
import { z } from 'zod';

const text = z.string().nullish();
const money = z.object({ amount: z.number(), currency: z.string() });

/** A row of `GET /v1/disputes`. */
export const disputeRow = z.looseObject({
  id: z.string(),
  invoice: z.string(),
  reason: z.string(),
  amount: money.nullish(),
  status: z.string(),
  raisedOn: text,
  outcome: text,
  resolvedOn: text,
});

/** A row of `GET /v1/promises`. */
export const promiseRow = z.looseObject({
  id: z.string(),
  invoice: z.string(),
  date: z.string(),
  amount: money.nullish(),
  status: z.string(),
  madeAt: text,
  endedOn: text,
});

/** An instalment of a payment plan. */
export const instalmentRow = z.looseObject({
  no: z.number(),
  dueDate: z.string(),
  amount: money,
  paid: money.nullish(),
  open: money.nullish(),
  remindOn: text,
});

/** A row of `GET /v1/payment-plans`. */
export const paymentPlanRow = z.looseObject({
  id: z.string(),
  debtor: z.string(),
  invoices: z.array(z.string()),
  status: z.string(),
  agreedAt: text,
  endedOn: text,
  instalments: z.array(instalmentRow),
});

/** A row of `GET /v1/payments`. */
export const paymentRow = z.looseObject({
  id: z.string(),
  invoice: text,
  amount: money,
  paidOn: text,
  reference: text,
  status: z.string(),
  hint: z.looseObject({ detail: z.string() }).nullish(),
});

/** A row of `GET /v1/holds`. */
export const holdRow = z.looseObject({
  id: z.string(),
  debtor: z.string(),
  reason: z.string(),
  until: text,
  status: z.string(),
  createdAt: text,
  liftedAt: text,
});

/** A row of `GET /v1/handovers`. */
export const handoverRow = z.looseObject({
  id: z.string(),
  invoice: z.string(),
  step: text,
  amount: money,
  status: z.string(),
  handedOverAt: text,
});
