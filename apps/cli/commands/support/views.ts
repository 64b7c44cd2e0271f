/** The fields of the API's answers that tables show. Everything else passes unseen, so the API may add what it likes. */
import { z } from 'zod';

const text = z.string().nullish();
const money = z.object({ amount: z.number(), currency: z.string() });

/** A row of `GET /v1/invoices`. */
export const invoiceRow = z.looseObject({
  id: z.string(),
  number: z.string(),
  dueDate: text,
  status: text,
  stage: text,
  amounts: z.looseObject({ open: money }),
  debtor: z.looseObject({ name: text }).nullish(),
  nextAction: z.looseObject({ step: text, at: text, channel: text, reason: text }).nullish(),
});
export type InvoiceRow = z.output<typeof invoiceRow>;

/** A step of a plan: taken (with its result) or coming. */
export const planRow = z.looseObject({
  step: z.string(),
  at: text,
  kind: text,
  approval: text,
  channel: text,
  tone: text,
  amount: money.nullish(),
  reason: text,
  result: text,
  outcome: text,
});
export type PlanRow = z.output<typeof planRow>;

/** `GET /v1/invoices/{id}/plan`. */
export const planAnswer = z.looseObject({ past: z.array(planRow), coming: z.array(planRow), blockers: z.array(z.string()).default([]) });

/** An entry of a timeline: an event, with the note of its task. What else it names stands there as it is now, not as it was. */
export const timelineRow = z.looseObject({
  at: text,
  type: z.string(),
  actor: text,
  actorName: text,
  by: text,
  after: z.looseObject({ open: money, status: text }).nullish(),
  task: z.looseObject({ note: text }).nullish(),
  note: z.looseObject({ text }).nullish(),
  data: z.unknown().optional(),
});
export type TimelineRow = z.output<typeof timelineRow>;

/** A row of `GET /v1/invoices/{id}/notes`. */
export const noteRow = z.looseObject({ id: z.string(), at: text, text: z.string(), by: text, actor: text, actorName: text });

/** An entry of the event stream. */
export const eventRow = z.looseObject({
  id: z.string(),
  at: text,
  type: z.string(),
  actor: text,
  actorName: text,
  invoice: text,
  data: z.unknown().optional(),
});
export type EventRow = z.output<typeof eventRow>;

/** A row of `GET /v1/debtors`. */
export const debtorRow = z.looseObject({
  id: z.string(),
  name: z.string(),
  kind: text,
  language: text,
  email: text,
  phone: text,
  externalId: text,
  holds: z.array(z.looseObject({ id: text, reason: text })).nullish(),
});

/** A row of `GET /v1/tasks`. */
export const taskRow = z.looseObject({
  id: z.string(),
  kind: text,
  status: text,
  step: text,
  assignee: text,
  assigneeName: text,
  deadline: text,
  callAt: text,
  remedies: z.array(z.string()).nullish(),
  invoice: z.looseObject({ number: text, open: money.nullish() }).nullish(),
  debtor: z.looseObject({ name: text, phone: text }).nullish(),
});

/** A row of `GET /v1/messages`. */
export const messageRow = z.looseObject({
  id: z.string(),
  channel: text,
  status: text,
  subject: text,
  recipient: text,
  template: text,
  claimedAt: text,
  sentAt: text,
});

/** A row of `GET /v1/notices`. */
export const noticeRow = z.looseObject({
  id: z.string(),
  kind: text,
  state: text,
  runOut: z.boolean().nullish(),
  sentOn: text,
  lastDay: text,
  costsFrom: text,
  announcedCosts: money,
  claims: z.array(z.looseObject({ number: text })).nullish(),
});

/** A row of `GET /v1/policies`. */
export const policyRow = z.looseObject({
  key: z.string(),
  name: text,
  version: z.union([z.number(), z.string()]).nullish(),
  steps: z.array(z.unknown()).nullish(),
});

/** A step of a policy. */
export const policyStep = z.looseObject({
  key: z.string(),
  kind: z.string(),
  trigger: z.looseObject({ anchor: text, days: z.number().nullish() }).nullish(),
  channels: z.array(z.string()).nullish(),
  tone: text,
});
export type PolicyStep = z.output<typeof policyStep>;

/** A test clock. */
export const clock = z.looseObject({ id: z.string(), name: text, frozenTime: z.string(), target: text, status: z.string(), error: text });
export type Clock = z.output<typeof clock>;

/** A row of `maanwerk creditor list`. */
export const creditorRow = z.looseObject({
  id: z.string(),
  name: z.string(),
  mode: z.string(),
  liveKeys: z.number(),
  createdAt: z.string(),
  creditor: z.looseObject({ iban: text, email: text }),
});

/** A row of `maanwerk key list`. */
export const keyRow = z.looseObject({
  id: z.string(),
  name: z.string(),
  hint: z.string(),
  pepper: text.optional(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  lastUsedAt: text,
  expiresAt: text,
  revokedAt: text,
});

/** A version of the brand. */
export const brandRow = z.looseObject({
  version: z.number(),
  accent: z.string(),
  onAccent: z.string(),
  footer: z.string().nullable(),
  hours: z.string().nullable(),
  personNames: z.boolean(),
  logo: z.looseObject({ width: z.number(), height: z.number() }).nullable(),
  publishedAt: z.string(),
});
