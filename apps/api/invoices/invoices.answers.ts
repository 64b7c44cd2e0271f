/** What the API says about invoices. */
import { z } from 'zod';
import { mostFactLines } from '#database/queries/invoice-facts.js';
import { askReasons, remedies, waitingFor } from '#domain/policy/attention.js';
import { channels, chaseOutcomes, debtorKinds, holdReasons, stepResults } from '#domain/policy/facts/facts.js';
import { reasonCodes } from '#domain/policy/language/plan.js';
import { stepKinds, tones } from '#domain/policy/language/policy.js';
import type { IdKind } from '#contracts/ids.js';
import { disputeStatuses, paymentPlanStatuses, promiseStatuses } from '../agreements/agreements.schema.js';
import { idOut } from '../edge/ids.schema.js';
import { pageOut } from '../edge/list.schema.js';
import { moneyOut } from '../edge/money.schema.js';
import { dateOut, instantOut } from '../edge/time.schema.js';
import { contractClaims } from './claim-names.js';
import { taskKinds } from '#database/queries/task-views.js';
import { invoiceStatuses } from '#database/queries/invoice-views.js';
import { noticeBriefOut } from '../notices/brief.js';

const reason = z.enum(reasonCodes);

/** What happens next, and why; `step` is null while it only waits. */
const nextAction = z
  .strictObject({ step: z.string().nullable(), at: instantOut.nullable(), channel: z.enum(channels).nullable(), reason })
  .meta({ id: 'NextAction' });

/** A field that stands ready: nobody should read its 0 as "nothing is owed". */
const notBooked = (what: string, calculator: string) =>
  moneyOut.meta({
    description: `0 until ${what}: this version announces in its messages and books nothing. What would be owed is told by ${calculator}.`,
  });

/** What a step may ask on top of the principal. */
const charges = z
  .strictObject({ fixedFee: moneyOut, interest: z.string(), collectionCosts: z.enum(['none', 'announce', 'charge']) })
  .meta({ id: 'PlannedCharges' });

/** The plan as decided last. */
export const currentPlanOut = z
  .strictObject({
    next: z.enum(['step', 'wait', 'closed']),
    at: instantOut.nullable(),
    step: z
      .strictObject({
        key: z.string(),
        occurrence: z.int(),
        kind: z.enum(stepKinds),
        at: instantOut,
        channel: z.enum(channels).nullable(),
        alsoVia: z.array(z.enum(channels)),
        template: z.string().nullable(),
        tone: z.enum(tones).nullable(),
        amount: moneyOut,
        legal: z.literal('formal-notice').nullable(),
        approval: z.enum(['none', 'required']),
        deadline: instantOut.nullable(),
        charges: charges.nullable(),
      })
      .nullable(),
    outcome: z.enum(chaseOutcomes).nullable(),
    reasons: z.array(reason),
    skipped: z.array(z.strictObject({ key: z.string(), occurrence: z.int(), reason })),
    inputs: z.record(z.string(), z.string()).meta({ description: 'The values the decision depended on.' }),
  })
  .meta({ id: 'CurrentPlan' });

/** An invoice. */
export const invoiceOut = z
  .strictObject({
    object: z.literal('invoice'),
    id: idOut('invoice'),
    externalId: z.string().nullable(),
    number: z.string(),
    debtor: z.strictObject({
      id: idOut('debtor'),
      externalId: z.string().nullable(),
      name: z.string(),
      kind: z.enum(debtorKinds),
    }),
    issueDate: dateOut,
    dueDate: dateOut,
    description: z.string().nullable(),
    paymentReference: z.string().nullable(),
    contract: z.strictObject({
      termBasis: z.enum(['agreed', 'unilateral', 'none']),
      claim: z.enum(contractClaims).meta({ description: 'What limits the claim in time; the strict reading where nobody said.' }),
    }),
    limitation: z.strictObject({
      lastDay: dateOut.nullable().meta({ description: 'Last day on which the claim may be demanded without an interruption.' }),
      barred: z.boolean().meta({ description: 'It has passed: nothing is asked before a person has looked.' }),
    }),
    policy: z.strictObject({ key: z.string(), version: z.int() }),
    total: moneyOut,
    amounts: z.strictObject({
      total: moneyOut,
      paid: moneyOut,
      credited: moneyOut,
      writtenOff: moneyOut,
      costs: notBooked('collection costs are booked', '/v1/calculators/collection-costs'),
      interest: notBooked('interest is booked', '/v1/calculators/statutory-interest'),
      open: moneyOut,
    }),
    status: z.enum(invoiceStatuses),
    disputed: z
      .boolean()
      .meta({ description: 'A dispute is open. Of a part only, the chase goes on for the rest and the status is another.' }),
    stage: z.string().meta({ description: 'Key of the last step that was taken in this cycle; `new` before the first.' }),
    overdueDays: z.int().meta({ description: 'Days past the due date on the clock of the debtor; 0 when not overdue or closed.' }),
    nextAction: nextAction.nullable(),
    waitsFor: z
      .enum(waitingFor)
      .nullable()
      .meta({ description: 'time: it goes on by itself; person: somebody has to act first; news: a stop stands. Null when it is over.' }),
    blockers: z
      .array(reason)
      .meta({ description: 'What keeps it from its next step, most important first; empty while a step is planned.' }),
    task: z
      .strictObject({
        id: idOut('task'),
        kind: z.enum(taskKinds),
        reason: z.enum(askReasons).nullable(),
        remedies: z.array(z.enum(remedies)),
      })
      .nullable()
      .meta({ description: 'The task about it that is open; with kind attention, what would let the chase go on.' }),
    notice: noticeBriefOut.nullable().meta({ description: 'The newest formal notice that names this invoice.' }),
    chase: z.strictObject({ workflowId: z.string(), cycle: z.int() }),
    pause: z.strictObject({ reason: z.string(), until: dateOut.nullable() }).nullable(),
    outcome: z.enum(chaseOutcomes).nullable(),
    closedAt: instantOut.nullable(),
    closeReason: z.string().nullable(),
    adopted: z.strictObject({ lastStep: z.string().nullable(), at: dateOut }).nullable(),
    directDebit: z.boolean(),
    testClock: idOut('clock').nullable(),
    registeredAt: instantOut,
    createdAt: instantOut,
    updatedAt: instantOut,
  })
  .meta({ id: 'Invoice' });
/** See {@link invoiceOut}. */
export type InvoiceAnswer = z.output<typeof invoiceOut>;

const wholeOrPart = moneyOut.nullable().meta({ description: 'null: all of the invoice.' });
const newest = `The newest ${mostFactLines}; all of them are in`;

const factLine = <Kind extends IdKind, Statuses extends readonly [string, ...string[]]>(kind: Kind, statuses: Statuses) =>
  z.strictObject({ id: idOut(kind), status: z.enum(statuses), amount: wholeOrPart, date: dateOut });
/** Facts in short. */
export const factLines = {
  dispute: factLine('dispute', disputeStatuses),
  promise: factLine('promise', promiseStatuses),
  paymentPlan: factLine('paymentPlan', paymentPlanStatuses),
  payment: factLine('payment', ['assigned', 'unmatched', 'reversed']),
  hold: z.strictObject({ id: idOut('hold'), reason: z.enum(holdReasons), until: dateOut.nullable() }),
  handover: factLine('handover', ['submitted']),
};

/** What belongs to an invoice, in short; each has its own address. */
export const factLinesOut = z.strictObject({
  disputes: z.array(factLines.dispute).meta({ description: `${newest} /v1/disputes?invoice=...` }),
  promise: factLines.promise.nullable().meta({ description: 'The last one, whatever came of it, with the promised day.' }),
  paymentPlan: factLines.paymentPlan.nullable().meta({ description: 'The last one, with the sum of its terms and the day it was agreed.' }),
  payments: z.array(factLines.payment).meta({ description: `${newest} /v1/payments?invoice=...` }),
  holds: z.array(factLines.hold).meta({ description: 'Holds of the debtor that stand now.' }),
  handover: factLines.handover.nullable(),
});

/** A single invoice comes with its plan and what belongs to it. */
export const invoiceWithPlanOut = z
  .strictObject({ ...invoiceOut.shape, ...factLinesOut.shape, plan: currentPlanOut })
  .meta({ id: 'InvoiceWithPlan' });

/** A page of invoices. */
export const invoicePage = pageOut(invoiceOut).meta({ id: 'InvoiceList' });

/** `GET /v1/invoices/{id}/plan`. */
export const planOut = z
  .strictObject({
    object: z.literal('plan'),
    invoice: idOut('invoice'),
    policy: z.strictObject({ key: z.string(), version: z.int() }),
    now: instantOut.meta({ description: 'Now, on the clock of the debtor.' }),
    until: instantOut,
    past: z.array(
      z.strictObject({
        step: z.string(),
        occurrence: z.int(),
        at: instantOut,
        result: z.enum(stepResults),
        channel: z.string().nullable(),
        outcome: z.string().nullable(),
      }),
    ),
    current: currentPlanOut,
    coming: z.array(
      z.strictObject({
        step: z.string(),
        occurrence: z.int(),
        kind: z.enum(stepKinds),
        at: instantOut,
        date: dateOut,
        channel: z.enum(channels).nullable(),
        tone: z.enum(tones).nullable(),
        template: z.string().nullable(),
        amount: moneyOut,
        legal: z.literal('formal-notice').nullable(),
        approval: z
          .enum(['none', 'required'])
          .meta({ description: 'required: this entry is the approval that comes before the step itself.' }),
        reason,
      }),
    ),
    blockers: z.array(reason).meta({
      description:
        'What keeps the chase from its next step, most important first; while steps are still to come, what will stop it after them.',
    }),
    notice: noticeBriefOut
      .nullable()
      .meta({ description: 'The newest formal notice that names this invoice: what comes after it depends on its term.' }),
    standstill: z
      .strictObject({
        at: instantOut,
        waitsFor: z.enum(waitingFor).nullable(),
        reasons: z.array(reason),
        step: z.string().nullable(),
        remedies: z.array(z.enum(remedies)),
      })
      .nullable()
      .meta({
        description: 'Where the chase will stand still if nothing else happens, and what would keep it going; null when it does not.',
      }),
  })
  .meta({ id: 'Plan' });

/** One line of a timeline. */
export const timelineEntry = z
  .strictObject({
    object: z.literal('timelineEntry'),
    event: idOut('event'),
    type: z.string(),
    at: instantOut,
    recordedAt: instantOut,
    actor: z.string(),
    actorName: z.string().nullable().meta({ description: 'Name of the key, revoked or not; null when no key did it.' }),
    by: z.string().nullable().meta({ description: 'The person, where one gave a name: who wrote the note, who had the task.' }),
    after: z.strictObject({ open: moneyOut, status: z.enum(invoiceStatuses) }).meta({ description: 'How the invoice stood after it.' }),
    message: z.strictObject({ id: idOut('message'), channel: z.string(), subject: z.string(), status: z.string() }).nullable(),
    task: z
      .strictObject({
        id: idOut('task'),
        kind: z.string(),
        status: z.string(),
        outcome: z.string().nullable(),
        note: z.string().nullable().meta({ description: 'What was noted then, for colleagues; no text to the debtor holds it.' }),
        whyUnpaid: z.string().nullable().meta({ description: 'Why the debtor has not paid, as he said it last in this task.' }),
      })
      .nullable(),
    payment: z.strictObject({ id: idOut('payment'), amount: moneyOut, paidOn: dateOut, status: z.string() }).nullable(),
    note: z
      .strictObject({ id: idOut('note'), text: z.string() })
      .nullable()
      .meta({ description: 'What somebody noted, for colleagues.' }),
    dispute: factLines.dispute.nullable(),
    promise: factLines.promise.nullable(),
    paymentPlan: factLines.paymentPlan.nullable(),
    hold: factLines.hold.nullable(),
    handover: factLines.handover.nullable(),
    notice: noticeBriefOut
      .nullable()
      .meta({ description: 'The formal notice it is about, or whose message it is about, as it stands now.' }),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEntry' });
/** A page of a timeline. */
export const timelinePage = pageOut(timelineEntry).meta({ id: 'Timeline' });
