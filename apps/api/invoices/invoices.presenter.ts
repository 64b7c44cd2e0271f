/** Invoices and plans as answers. */
import { z } from 'zod';
import { type StoredPlan, storedPlan } from '#casebook/plan-json.js';
import { firstChaseWorkflowId, type IdKind, toPublicId } from '#contracts/ids.js';
import type { FactLine, HoldLine } from '#database/queries/invoice-facts.js';
import type { InvoiceDetail, InvoiceView, OpenTask } from '#database/queries/invoice-views.js';
import { claimKinds } from '#domain/limitation/limitation.js';
import { claimKindOf } from '#domain/policy/situation/time-bar.js';
import { publicOrNull } from '../edge/ids.schema.js';
import { presentMoney } from '../edge/money.schema.js';
import { presentInstant, presentInstantOrNull } from '../edge/time.schema.js';
import { presentNoticeBrief } from '../notices/brief.js';
import { etagOf } from '../http/etag.js';
import { type ContractClaim, claimName } from './claim-names.js';
import {
  type currentPlanOut,
  factLines,
  type factLinesOut,
  type InvoiceAnswer,
  invoiceOut,
  type invoiceWithPlanOut,
} from './invoices.answers.js';

const { status, outcome } = invoiceOut.shape;
const openTask = invoiceOut.shape.task.unwrap();
const { kind } = invoiceOut.shape.debtor.shape;
const { termBasis } = invoiceOut.shape.contract.shape;
const claimKind = z.enum(claimKinds).nullable();
const adopted = z.object({ lastStep: z.string().nullable(), at: z.string() }).nullable();

/** The plan as decided last. */
export type PlanAnswer = z.output<typeof currentPlanOut>;

/** A stored plan for an answer: exactly these fields, whatever else is stored. */
export function presentStoredPlan({ next, at, step, outcome: ended, reasons, skipped, inputs }: StoredPlan): PlanAnswer {
  return { next, at, step: step && presentStep(step), outcome: ended, reasons, skipped, inputs };
}

function presentStep(step: NonNullable<StoredPlan['step']>): PlanAnswer['step'] {
  const { key, occurrence, kind, at, channel, alsoVia, template, tone, legal, approval, deadline } = step;
  const of = (amount: number): { amount: number; currency: string } => ({ amount, currency: step.currency });
  const { fixedFee, interest, collectionCosts } = step.charges ?? { fixedFee: 0, interest: 'none', collectionCosts: 'none' };
  const charges = { fixedFee: of(fixedFee), interest, collectionCosts };
  return { key, occurrence, kind, at, channel, alsoVia, template, tone, amount: of(step.amount), legal, approval, deadline, charges };
}

/** The plan of a view. */
const presentPlan = (view: InvoiceView): PlanAnswer => presentStoredPlan(storedPlan.parse(view.plan));

function nextActionOf(plan: StoredPlan): InvoiceAnswer['nextAction'] {
  const reason = plan.reasons[0];
  if (plan.next === 'closed' || reason === undefined) return null;
  return { step: plan.step?.key ?? null, at: plan.at, channel: plan.step?.channel ?? null, reason };
}

function amountsOf(view: InvoiceView): InvoiceAnswer['amounts'] {
  const of = (amount: bigint): { amount: number; currency: string } => presentMoney(amount, view.currency);
  return {
    total: of(view.total),
    paid: of(view.paid),
    credited: of(view.credited),
    writtenOff: of(view.written_off),
    costs: of(0n),
    interest: of(0n),
    open: of(view.open),
  };
}

function claimOf({ debtor_kind, claim_kind }: InvoiceView): ContractClaim {
  const limitation = { claim: claimKind.parse(claim_kind), interruptions: [] };
  return claimName(claimKindOf(kind.parse(debtor_kind), { limitation }));
}

function presentOpenTask({ id, ...rest }: OpenTask): InvoiceAnswer['task'] {
  const { kind, reason, remedies } = openTask.shape;
  return {
    id: toPublicId('task', id),
    kind: kind.parse(rest.kind),
    reason: reason.parse(rest.reason),
    remedies: remedies.parse(rest.remedies),
  };
}

/** An invoice for an answer: exactly these fields, whatever else the row has. */
export function presentInvoice(tenantId: string, view: InvoiceView): InvoiceAnswer {
  const amounts = amountsOf(view);
  const plan = storedPlan.parse(view.plan);
  return {
    object: 'invoice',
    id: toPublicId('invoice', view.id),
    externalId: view.external_id,
    number: view.number,
    debtor: {
      id: toPublicId('debtor', view.debtor_id),
      externalId: view.debtor_external_id,
      name: view.debtor_name,
      kind: kind.parse(view.debtor_kind),
    },
    issueDate: view.issue_date,
    dueDate: view.due_date,
    description: view.description,
    paymentReference: view.payment_reference,
    contract: { termBasis: termBasis.parse(view.term_basis), claim: claimOf(view) },
    limitation: { lastDay: view.limitation_last_day, barred: view.time_barred },
    policy: { key: view.policy_key, version: view.policy_version },
    total: amounts.total,
    amounts,
    status: status.parse(view.status),
    disputed: view.disputed,
    stage: view.stage,
    overdueDays: view.overdue_days,
    nextAction: nextActionOf(plan),
    waitsFor: view.waits_for,
    blockers: plan.next === 'wait' ? plan.reasons : [],
    task: view.open_task && presentOpenTask(view.open_task),
    notice: presentNoticeBrief(view.notice),
    chase: { workflowId: view.workflow_id ?? firstChaseWorkflowId(tenantId, view.id), cycle: view.cycle },
    pause: view.paused_reason === null ? null : { reason: view.paused_reason, until: view.paused_until },
    outcome: outcome.parse(view.outcome),
    closedAt: presentInstantOrNull(view.closed_at),
    closeReason: view.close_reason,
    adopted: adopted.parse(view.adopted),
    directDebit: view.direct_debit_pending,
    testClock: publicOrNull('clock', view.test_clock_id),
    registeredAt: presentInstant(view.registered_at),
    createdAt: presentInstant(view.created_at),
    updatedAt: presentInstant(view.updated_at),
  };
}

const factLine =
  <Status>(of: IdKind, statuses: z.ZodType<Status>) =>
  ({ id, status: now, amount, date }: FactLine, currency: string) => ({
    id: toPublicId(of, id),
    status: statuses.parse(now),
    amount: amount === null ? null : { amount, currency },
    date,
  });

/** Facts in short, each with its amount in the currency of the invoice. */
export const presentFact = {
  dispute: factLine('dispute', factLines.dispute.shape.status),
  promise: factLine('promise', factLines.promise.shape.status),
  paymentPlan: factLine('paymentPlan', factLines.paymentPlan.shape.status),
  payment: factLine('payment', factLines.payment.shape.status),
  handover: factLine('handover', factLines.handover.shape.status),
};

/** A hold in short. */
export const presentHoldLine = ({ id, reason, until }: HoldLine): z.output<typeof factLines.hold> => ({
  id: toPublicId('hold', id),
  reason: factLines.hold.shape.reason.parse(reason),
  until,
});

function presentFactLines(view: InvoiceDetail): z.output<typeof factLinesOut> {
  const { currency } = view;
  return {
    disputes: view.disputes.map((fact) => presentFact.dispute(fact, currency)),
    promise: view.promise && presentFact.promise(view.promise, currency),
    paymentPlan: view.payment_plan && presentFact.paymentPlan(view.payment_plan, currency),
    payments: view.payments.map((fact) => presentFact.payment(fact, currency)),
    holds: view.holds.map(presentHoldLine),
    handover: view.handover && presentFact.handover(view.handover, currency),
  };
}

/** An invoice with its plan and what belongs to it. */
export const presentInvoiceDetail = (tenantId: string, view: InvoiceDetail): z.output<typeof invoiceWithPlanOut> => ({
  ...presentInvoice(tenantId, view),
  ...presentFactLines(view),
  plan: presentPlan(view),
});

/** The version of an invoice with its plan. */
export const invoiceEtag = (view: InvoiceView): string => etagOf(view.version, view.plan_revision);
