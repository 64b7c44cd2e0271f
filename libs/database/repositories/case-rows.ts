import { z } from 'zod';
import { waitingFor } from '#domain/policy/attention.js';
import {
  channels,
  chaseOutcomes,
  debtorKinds,
  type DebtorFacts,
  type InvoiceFacts,
  languages,
  type Pause,
  type PauseCause,
  pauseCauses,
  stepResults,
  type TakenStep,
} from '#domain/policy/facts/facts.js';
import { reachOf } from '#domain/policy/facts/start.js';
import { stageOf } from '#domain/policy/facts/stage.js';
import type { CreditRecord, DebtorRecord, InvoiceRecord } from './case-record.js';
import type { NoticesByInvoice } from './notice-rows.js';
import { limitationShape } from './limitation-row.js';

const channel = z.enum(channels);
const amount = z
  .number()
  .int()
  .transform((value) => BigInt(value));
const instant = z.string().transform((text) => Date.parse(text));

const debtorShape = z.object({
  id: z.string(),
  external_id: z.string().nullable(),
  kind: z.enum(debtorKinds),
  name: z.string(),
  language: z.enum(languages),
  segment: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  address: z.record(z.string(), z.string()).nullable(),
  kvk: z.string().nullable(),
  preferred_channel: channel.nullable(),
  refused_channels: z.array(channel),
  failed_channels: z.array(channel),
  do_not_contact: z.boolean(),
  unmatched_money: z.boolean(),
  payment_score: z.number().nullable(),
  test_clock_id: z.string().nullable(),
});

/** A debtor row as record and as facts (holds and contacts come separately). */
export function debtorRow(json: unknown): { record: DebtorRecord; facts: Omit<DebtorFacts, 'holds' | 'contacts'> } {
  const row = debtorShape.parse(json);
  const record: DebtorRecord = {
    id: row.id,
    externalId: row.external_id,
    kind: row.kind,
    name: row.name,
    language: row.language,
    email: row.email,
    phone: row.phone,
    address: row.address,
    kvk: row.kvk,
    testClockId: row.test_clock_id,
  };
  return {
    record,
    facts: {
      id: row.id,
      kind: row.kind,
      language: row.language,
      segment: row.segment,
      reach: reachOf({
        has: { email: row.email !== null, phone: row.phone !== null, address: row.address !== null },
        refused: row.refused_channels,
        failed: row.failed_channels,
      }),
      preferredChannel: row.preferred_channel,
      doNotContact: row.do_not_contact,
      unmatchedMoney: row.unmatched_money,
      paymentScore: row.payment_score,
    },
  };
}

const takenShape = z.object({
  step: z.string(),
  cycle: z.number(),
  occurrence: z.number(),
  at: instant,
  result: z.enum(stepResults),
  channel: channel.nullable(),
  outcome: z.string().nullable(),
  deadline: instant.nullable(),
  toFormerAddress: z.boolean(),
});
/** A step as decisions know it: in which cycle it was taken is nothing to them. */
const takenStep = ({ cycle: _, ...step }: z.output<typeof takenShape>): TakenStep => step;
const overrideShape = z.object({
  step: z.string(),
  act: z.enum(['skip', 'postpone', 'run-now']),
  until: z.string().nullable(),
  at: instant,
});
const instalmentShape = z.object({ dueDate: z.string(), amount, open: amount });

const agreementShape = z.object({ id: z.string(), agreedOn: z.string(), earlier: z.number() });
const confirmationShape = z.object({ kind: z.enum(['promise', 'plan']), no: z.number(), agreedAt: instant, byPhone: z.boolean() });

const attentionShape = z.object({
  id: z.string(),
  status: z.string(),
  cycle: z.number(),
  step: z.string(),
  reason: z.string().nullable(),
  grounds: z.string().nullable(),
  outcome: z.string().nullable(),
});

const invoiceShape = z.object({
  attention: attentionShape.nullable(),
  listed: z.object({ stage: z.string(), due_date: z.string(), open: amount }),
  waits_for: z.enum(waitingFor).nullable(),
  paused_cause: z.enum(pauseCauses).nullable(),
  confirmation: confirmationShape.nullable(),
  id: z.string(),
  number: z.string(),
  issue_date: z.string(),
  due_date: z.string(),
  currency: z.string(),
  total: amount,
  open: amount,
  description: z.string().nullable(),
  term_basis: z.enum(['agreed', 'unilateral', 'none']),
  payment_reference: z.string().nullable(),
  policy_version_id: z.string(),
  adopted: z.object({ lastStep: z.string().nullable(), at: z.string() }).nullable(),
  direct_debit_pending: z.boolean(),
  limitation: limitationShape,
  limitation_last_day: z.string().nullable(),
  limitation_warned: z.union([z.literal(6), z.literal(3), z.literal(1), z.literal(0)]).nullable(),
  registered_at: instant,
  cycle: z.number(),
  outcome: z.enum(chaseOutcomes).nullable(),
  paused_reason: z.string().nullable(),
  paused_until: z.string().nullable(),
  plan: z.unknown(),
  plan_revision: z.number(),
  promise: z.object({ date: z.string(), amount: amount.nullable() }).nullable(),
  promises_broken: z.array(z.string()),
  payment_plan: z.object({ instalments: z.array(instalmentShape), agreement: agreementShape }).nullable(),
  plan_broken_on: z.string().nullable(),
  dispute: z.object({ since: z.string(), amount: amount.nullable() }).nullable(),
  taken: z.array(takenShape),
  overrides: z.array(overrideShape),
});

const unnoticed: InvoiceFacts['notices'] = [];

/** A pause as it is stored with a chase; null when there is none. */
export const pauseOf = (row: {
  readonly paused_reason: string | null;
  readonly paused_until: string | null;
  readonly paused_cause: PauseCause | null;
}): Pause | null =>
  row.paused_reason === null
    ? null
    : { reason: row.paused_reason, until: row.paused_until, ...(row.paused_cause !== null && { cause: row.paused_cause }) };

/** An invoice row with its chase and facts. */
export function invoiceRow(json: unknown, notices: NoticesByInvoice): InvoiceRecord {
  const row = invoiceShape.parse(json);
  return {
    id: row.id,
    number: row.number,
    cycle: row.cycle,
    description: row.description,
    paymentReference: row.payment_reference,
    policyVersionId: row.policy_version_id,
    planRevision: row.plan_revision,
    plan: row.plan,
    confirmation: row.confirmation,
    limitation: { lastDay: row.limitation_last_day, warned: row.limitation_warned },
    waitsFor: row.waits_for,
    attention: row.attention,
    stage: stageOf(row.taken, row.cycle),
    listed: { stage: row.listed.stage, dueDate: row.listed.due_date, open: row.listed.open },
    facts: {
      id: row.id,
      issueDate: row.issue_date,
      dueDate: row.due_date,
      currency: row.currency,
      total: row.total,
      open: row.open,
      outcome: row.outcome,
      termBasis: row.term_basis,
      registeredAt: row.registered_at,
      limitation: row.limitation,
      adopted: row.adopted,
      pause: pauseOf(row),
      dispute: row.dispute,
      promise: row.promise,
      promisesBroken: row.promises_broken,
      paymentPlan: row.payment_plan,
      planBrokenOn: row.plan_broken_on,
      toConfirm: row.confirmation && { kind: row.confirmation.kind, no: row.confirmation.no },
      directDebitPending: row.direct_debit_pending,
      taken: row.taken.map(takenStep),
      notices: notices.get(row.id) ?? unnoticed,
      overrides: row.overrides,
    },
  };
}

const creditShape = z.object({
  id: z.string(),
  paymentId: z.string(),
  invoiceId: z.string().nullable(),
  currency: z.string(),
  amount,
  hint: z.enum(['paid-twice']).nullable(),
});

/** What a payment left over. */
export const creditRow = (json: unknown): CreditRecord => creditShape.parse(json);
