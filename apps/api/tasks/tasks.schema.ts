/** Bodies and answers of tasks: calls and approvals that wait for a person. */
import { z } from 'zod';
import { callBackWithinDays, mostCallBacks } from '#casebook/commands/call-back.js';
import { taskOutcomes, whyUnpaidCodes } from '#contracts/task-outcomes.js';
import { remedies } from '#domain/policy/attention.js';
import { disputeBody, phonePlan, promiseBody } from '../agreements/agreements.schema.js';
import { noticeBriefOut } from '../notices/brief.js';
import { handoverCheckCodes } from '#domain/notice/handover-checks.js';
import { taskKinds, taskStatuses } from '#database/queries/task-views.js';
import { idOut, publicId, reference } from '../edge/ids.schema.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { moneyOut } from '../edge/money.schema.js';
import { insteadOfCall } from './task-hints.js';
import { line, note } from '../edge/text.schema.js';
import { dateOut, instant, instantOut, isoDate } from '../edge/time.schema.js';

/** Who has a task: a name of the tenant's own choosing. */
const assignee = line(80);

/** `{id}` of a task. */
export const taskId = publicId('task');

/** `GET /v1/tasks`. */
export const listTasksQuery = z.strictObject({
  ...paging,
  status: z.enum(taskStatuses).optional(),
  kind: z.enum(taskKinds).optional(),
  whyUnpaid: z.enum(whyUnpaidCodes).optional(),
  assignee: assignee.optional(),
  due: isoDate
    .optional()
    .meta({ description: 'To be done on or before this day: a call-back by its moment, anything else by its deadline.' }),
  invoice: reference('invoice').optional(),
  debtor: reference('debtor').optional(),
});
/** See {@link listTasksQuery}. */
export type ListTasksQuery = z.output<typeof listTasksQuery>;

/** `POST /v1/tasks/{id}/claim`; without a name, the key that calls; null puts it back. */
export const claimBody = z.strictObject({ assignee: assignee.nullable().optional() }).prefault({}).meta({ id: 'ClaimTask' });

/** `POST /v1/tasks/{id}/outcome`. */
export const outcomeBody = z
  .strictObject({
    code: z.enum(taskOutcomes).meta({
      description:
        'Of an attention task: left as it stands, and it is not asked again before something changes; or mended, and it is asked again where the chase cannot go on all the same.',
    }),
    note: note(2000).nullish().meta({ description: 'For colleagues: stands on the timeline, and in no text to the debtor.' }),
    whyUnpaid: z
      .enum(whyUnpaidCodes)
      .nullish()
      .meta({ description: 'Why the debtor has not paid, as he said it; with the outcomes of a call in which he was spoken to.' }),
    promise: promiseBody.nullish().meta({ description: 'With reached-promise.' }),
    plan: phonePlan.nullish().meta({ description: 'With reached-plan; about the invoice of the task when it names none.' }),
    dispute: disputeBody.nullish().meta({ description: 'With reached-dispute.' }),
    at: instant.nullish().meta({
      description:
        `With call-back: when to call again, at most ${callBackWithinDays} days from today. The task stays open and is due then; ` +
        `after ${mostCallBacks} call-backs, or without a moment, call-back ends the task and the chase goes on.`,
    }),
  })
  .meta({ id: 'TaskOutcome' });
/** See {@link outcomeBody}. */
export type OutcomeBody = z.output<typeof outcomeBody>;

/** A task. */
export const taskOut = z
  .strictObject({
    object: z.literal('task'),
    id: idOut('task'),
    kind: z.enum(taskKinds),
    status: z.enum(taskStatuses),
    step: z.string(),
    occurrence: z.int(),
    script: z.string().nullable(),
    assignee: z.string().nullable().meta({ description: 'The person who was named, else the id of the key that took it.' }),
    assigneeName: z
      .string()
      .nullable()
      .meta({ description: 'The name of that key, of a revoked one too; null where a person or nobody has it.' }),
    deadline: instantOut.nullable().meta({ description: 'After it the chase goes on by itself; null: it waits for the outcome.' }),
    callAt: instantOut.nullable().meta({ description: 'When the debtor asked to be called again, as agreed last.' }),
    callBacks: z.int().meta({ description: 'How often a call-back was agreed.' }),
    callNote: z.string().nullable().meta({ description: 'What was said when the call-back was agreed.' }),
    reason: z.string().nullable().meta({
      description: 'Of an attention task: the code of what the chase stands still for. Of a call: no-telephone when there is no number.',
    }),
    remedies: z.array(z.enum([...remedies, ...insteadOfCall])).meta({ description: 'What would mend it, the best first.' }),
    hint: z.string().nullable().meta({ description: 'The same in a sentence, for whoever has the task.' }),
    invoice: z.strictObject({ id: idOut('invoice'), number: z.string(), dueDate: dateOut, open: moneyOut }),
    debtor: z.strictObject({ id: idOut('debtor'), name: z.string(), phone: z.string().nullable() }),
    notice: noticeBriefOut.nullable().meta({ description: 'The newest formal notice that names its invoice.' }),
    outcome: z
      .strictObject({
        code: z.string(),
        note: z.string().nullable(),
        at: instantOut
          .nullable()
          .meta({ description: 'With call-back: the moment that was asked for when no further call-back was left.' }),
      })
      .nullable(),
    approval: z
      .strictObject({
        handsOver: moneyOut.meta({ description: 'The undisputed part of what is open.' }),
        costsDue: moneyOut.nullable().meta({
          description:
            'The costs that are due of its notice, over all claims that it names: on the rest only, see the notice. Null before its term has run out.',
        }),
        notice: noticeBriefOut.nullable().meta({ description: 'The notice it rests on, and how its receipt is known.' }),
        checks: z.array(z.strictObject({ code: z.enum(handoverCheckCodes), article: z.string(), passed: z.boolean() })),
      })
      .nullable()
      .meta({ description: 'Only for the approval of a handover: what a person looks at.' }),
    whyUnpaid: z.enum(whyUnpaidCodes).nullable().meta({ description: 'Why the debtor has not paid, as he said it last in this task.' }),
    cancelReason: z
      .string()
      .nullable()
      .meta({ description: 'Of a cancelled task: the stop that took it off the list (such as disputed), or how the invoice ended.' }),
    openedAt: instantOut,
    closedAt: instantOut.nullable(),
  })
  .meta({ id: 'Task' });
/** A page of tasks. */
export const taskPage = pageOut(taskOut).meta({ id: 'TaskList' });

/** A task with what was agreed in it. */
export const taskOutcomeOut = z
  .strictObject({
    ...taskOut.shape,
    promise: idOut('promise').nullable(),
    paymentPlan: idOut('paymentPlan').nullable(),
    dispute: idOut('dispute').nullable(),
  })
  .meta({ id: 'TaskWithOutcome' });
