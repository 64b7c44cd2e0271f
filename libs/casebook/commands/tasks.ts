import { assignTask, endTask, findTask, setTaskResult } from '#database/repositories/ledger.repository.js';
import { isRefused, type Refused, refuse } from '../actor.js';
import type { OpenCase } from '../open-case.js';
import { agreePaymentPlan, type DisputeInput, makePromise, type PaymentPlanInput, type PromiseInput, raiseDispute } from './agreements.js';

/** What came of a call. */
export const callOutcomes = [
  'reached-paid',
  'reached-promise',
  'reached-plan',
  'reached-dispute',
  'no-answer',
  'wrong-number',
  'call-back',
] as const;
/** What came of an approval. */
export const approvalOutcomes = ['approved', 'declined'] as const;
/** One of either. */
export type TaskOutcomeCode = (typeof callOutcomes)[number] | (typeof approvalOutcomes)[number];

/** The outcome of a task with the agreement that was made in it. */
export interface TaskOutcomeInput {
  readonly code: TaskOutcomeCode;
  readonly note: string | null;
  readonly promise: PromiseInput | null;
  readonly plan: PaymentPlanInput | null;
  readonly dispute: DisputeInput | null;
  /** With `call-back`: when the debtor asked to be called again (RFC 3339), for whoever opens the next call. */
  readonly at?: string | null;
}

/** What recording an outcome led to. */
export interface TaskOutcomeAnswer {
  readonly invoiceId: string;
  readonly promiseId: string | null;
  readonly planId: string | null;
  readonly disputeId: string | null;
}

/** Gives a task to somebody; a task that another has is refused. */
export async function claimTask(open: OpenCase, taskId: string, assignee: string | null): Promise<{ claimed: true } | Refused> {
  const task = await findTask(open.tx, taskId);
  if (!task || (task.status !== 'open' && task.status !== 'claimed'))
    return refuse('task-not-open', '', `The task is ${task?.status ?? 'unknown'}.`);
  if (assignee !== null && task.assignee !== null && task.assignee !== assignee)
    return refuse('task-claimed', 'assignee', 'Somebody else has this task.');
  await assignTask(open.tx, taskId, assignee);
  await open.recordEvent('task.claimed', { invoiceId: task.invoiceId, subjectId: taskId, data: { released: assignee === null } });
  return { claimed: true };
}

/** Records what came of a call or an approval, and the promise, plan or dispute made in it, as one fact. */
export async function recordTaskOutcome(open: OpenCase, taskId: string, input: TaskOutcomeInput): Promise<TaskOutcomeAnswer | Refused> {
  const task = await findTask(open.tx, taskId);
  if (!task) return refuse('task-unknown', '', 'There is no such task.');
  if (task.status !== 'open' && task.status !== 'claimed') return refuse('task-not-open', '', `The task is ${task.status}.`);
  const known: readonly string[] = task.kind === 'call' ? callOutcomes : approvalOutcomes;
  if (!known.includes(input.code))
    return refuse('outcome-not-for-this-task', 'code', `This is ${task.kind === 'call' ? 'a call' : 'an approval'}: ${known.join(', ')}.`);
  const agreement = await agreementOf(open, task.invoiceId, input);
  if (isRefused(agreement)) return agreement;
  const at = new Date(open.now);
  await endTask(open.tx, taskId, { status: 'done', code: input.code, outcome: { note: input.note, at: input.at ?? null }, at });
  await setTaskResult(open.tx, taskId, { result: 'done', outcome: input.code, at });
  const type = task.kind === 'call' ? 'call.outcome-recorded' : 'approval.decided';
  const eventId = await open.recordEvent(type, {
    invoiceId: task.invoiceId,
    subjectId: taskId,
    data: { step: task.step, code: input.code, ...(input.at && { at: input.at }) },
  });
  open.tell(task.invoiceId, task.kind === 'call' ? 'callOutcomeRecorded' : 'approvalDecided', eventId);
  return { invoiceId: task.invoiceId, promiseId: null, planId: null, disputeId: null, ...agreement };
}

async function agreementOf(open: OpenCase, invoiceId: string, input: TaskOutcomeInput): Promise<Partial<TaskOutcomeAnswer> | Refused> {
  switch (input.code) {
    case 'reached-promise':
      return input.promise
        ? prefixed('promise', await makePromise(open, invoiceId, input.promise))
        : refuse('promise-missing', 'promise', 'Say which day was promised.');
    case 'reached-plan':
      return input.plan
        ? prefixed('plan', await agreePaymentPlan(open, input.plan))
        : refuse('plan-missing', 'plan', 'Say which terms were agreed.');
    case 'reached-dispute':
      return input.dispute
        ? prefixed('dispute', await raiseDispute(open, invoiceId, input.dispute))
        : refuse('dispute-missing', 'dispute', 'Say what is contested.');
    default:
      return {};
  }
}

/** A refusal of the agreement names the field below the outcome's own. */
function prefixed<T extends object>(field: string, answer: T | Refused): T | Refused {
  return isRefused(answer) ? { ...answer, argument: answer.argument === '' ? field : `${field}/${answer.argument}` } : answer;
}
