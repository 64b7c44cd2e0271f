/** The fields of the API's and the simulator's answers that the demo reads. */
import { z } from 'zod';

const text = z.string().nullish();
const money = z.object({ amount: z.number(), currency: z.string() });

/** An invoice of `GET /v1/invoices`. */
export const invoiceSchema = z.looseObject({
  id: z.string(),
  number: z.string(),
  debtor: z.looseObject({ id: z.string(), name: z.string(), kind: text }),
  status: z.string(),
  amounts: z.looseObject({ open: money, paid: money }),
  nextAction: z.looseObject({ step: text, at: text, reason: text }).nullish(),
  chase: z.looseObject({ workflowId: z.string(), cycle: z.number() }),
  outcome: text,
  closedAt: text,
});
export type DemoInvoice = z.output<typeof invoiceSchema>;

/** A message of `GET /v1/messages`. */
export const messageSchema = z.looseObject({
  id: z.string(),
  channel: z.string(),
  status: z.string(),
  providerMessageId: text,
  steps: z.array(z.looseObject({ step: z.string(), cycle: z.number(), occurrence: z.number(), invoice: z.string() })),
  claimedAt: z.string(),
});
export type DemoMessage = z.output<typeof messageSchema>;

/** A task of `GET /v1/tasks`. */
export const taskSchema = z.looseObject({ id: z.string(), kind: z.string(), status: z.string() });

/** Anything that was made and can be named later: a payment, a dispute. */
export const madeSchema = z.looseObject({ id: z.string() });

/** `GET /_sim/ledger`: what really left. */
export const ledgerSchema = z.object({
  executions: z.array(z.looseObject({ messageId: z.string(), channel: z.string(), key: z.string().nullable() })),
});
export type Execution = z.output<typeof ledgerSchema>['executions'][number];

/** `GET /v1/test-clocks/{id}`. */
export const clockSchema = z.looseObject({ id: z.string(), frozenTime: z.string(), status: z.string(), error: text });

/** `GET /v1/events`. */
export const eventSchema = z.looseObject({
  type: z.string(),
  at: z.string(),
  actor: text,
  invoice: text,
  debtor: text,
  data: z.record(z.string(), z.unknown()).default({}),
});
export type DemoEvent = z.output<typeof eventSchema>;
