import { z } from 'zod';
import type { EventData } from '#contracts/events/catalogue.js';
import type { FactSignal } from '#contracts/signals.js';
import { approvalOutcomes, attentionOutcomes, callOutcomes, type TaskOutcomeCode, type WhyUnpaid } from '#contracts/task-outcomes.js';
import type { Task } from '#database/entities/task.entity.js';
import { assignTask, endTask, findTask, keepNote, setTaskResult, setWhyUnpaid } from '#database/repositories/ledger.repository.js';
import { formatInstant, type Instant } from '#domain/calendar/zone.js';
import { isRefused, type Refused, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';
import {
  agreePaymentPlan,
  type DisputeInput,
  type InWriting,
  makePromise,
  type PaymentPlanInput,
  type PromiseInput,
  raiseDispute,
} from './agreements.js';
import { agreeCallBack, callBackRefusal, mostCallBacks } from './call-back.js';

/** Outcomes of a call in which the debtor was spoken to: only then he can have said why. */
const spoken: ReadonlySet<string> = new Set<TaskOutcomeCode>([
  'reached-paid',
  'reached-promise',
  'reached-plan',
  'reached-dispute',
  'call-back',
]);

/** What an outcome says in its event, besides what came of the task. */
type Said = Omit<EventData<'call.outcome-recorded'>, 'code'>;

/** What a kind of task is, what can come of it, and which event and signal that gives. */
interface TaskKind {
  readonly what: string;
  readonly codes: readonly TaskOutcomeCode[];
  readonly signal: FactSignal | null;
  /** @returns the event */
  record(
    debtorCase: DebtorCase,
    about: { invoiceId: string; subjectId: string },
    said: Said & { readonly code: TaskOutcomeCode },
  ): Promise<string>;
}

/** The outcome as one of its kind. @throws Error when it is of another kind, which was refused before */
function oneOf<Code extends TaskOutcomeCode>(codes: readonly Code[], code: TaskOutcomeCode): Code {
  const found = codes.find((known) => known === code);
  if (found === undefined) throw new Error(`no such task comes to ${code}`);
  return found;
}

/** An answer to a question moves no plan, so no chase is woken. */
const kinds: Readonly<Record<string, TaskKind>> = {
  call: {
    what: 'a call',
    codes: callOutcomes,
    signal: 'callOutcomeRecorded',
    record: (debtorCase, about, said) =>
      debtorCase.recordEvent('call.outcome-recorded', { ...about, data: { ...said, code: oneOf(callOutcomes, said.code) } }),
  },
  approval: {
    what: 'an approval',
    codes: approvalOutcomes,
    signal: 'approvalDecided',
    record: (debtorCase, about, { step, code }) =>
      debtorCase.recordEvent('approval.decided', { ...about, data: { step, code: oneOf(approvalOutcomes, code) } }),
  },
  attention: {
    what: 'a question',
    codes: attentionOutcomes,
    signal: null,
    record: (debtorCase, about, { step, code }) =>
      debtorCase.recordEvent('attention.answered', { ...about, data: { step, code: oneOf(attentionOutcomes, code) } }),
  },
};

function kindOf({ kind }: Task): TaskKind {
  const known = kinds[kind];
  if (!known) throw new Error(`a task of kind ${kind}`);
  return known;
}

/** The outcome of a task with the agreement that was made in it. */
export interface TaskOutcomeInput {
  readonly code: TaskOutcomeCode;
  /** For colleagues: on the timeline, never in a text to the debtor. */
  readonly note: string | null;
  /** Why he has not paid, as he said it. */
  readonly whyUnpaid?: WhyUnpaid | null | undefined;
  readonly promise: PromiseInput | null;
  readonly plan: PaymentPlanInput | null;
  readonly dispute: DisputeInput | null;
  /** With `call-back`: when the debtor asked to be called again. Without it, `call-back` ends the task like `no-answer`. */
  readonly at?: Instant | null;
}

/** What recording an outcome led to. */
export interface TaskOutcomeAnswer {
  readonly invoiceId: string;
  readonly promiseId: string | null;
  readonly planId: string | null;
  readonly disputeId: string | null;
}

const ended = ({ status }: Task): boolean => status !== 'open' && status !== 'claimed';
const cancelled = z.object({ reason: z.string() });

/** Refuses what comes too late, with the reason when something took the task off the list. */
function notOpen({ status, outcome }: Task): Refused {
  const why = status === 'cancelled' ? cancelled.safeParse(outcome).data?.reason : undefined;
  return refuse('task-not-open', '', `The task is ${status}${why === undefined ? '' : `: ${why}`}.`);
}

/** Gives a task to somebody; a task that another has is refused. */
export async function claimTask(debtorCase: DebtorCase, taskId: string, assignee: string | null): Promise<{ claimed: true } | Refused> {
  const task = await findTask(debtorCase.tx, taskId);
  if (!task) return refuse('task-not-open', '', 'The task is unknown.');
  if (ended(task)) return notOpen(task);
  if (assignee !== null && task.assignee !== null && task.assignee !== assignee)
    return refuse('task-claimed', 'assignee', 'Somebody else has this task.');
  await assignTask(debtorCase.tx, taskId, assignee);
  await debtorCase.recordEvent('task.claimed', { invoiceId: task.invoiceId, subjectId: taskId, data: { released: assignee === null } });
  return { claimed: true };
}

/**
 * Records what came of a call or an approval, and the promise, plan or dispute made in it, as one fact. A call-back at a moment keeps the
 * task open until then; the last of them that is asked for too often ends it like one without a moment.
 */
export async function recordTaskOutcome(
  debtorCase: DebtorCase,
  taskId: string,
  input: TaskOutcomeInput,
): Promise<TaskOutcomeAnswer | Refused> {
  const task = await findTask(debtorCase.tx, taskId);
  if (!task) return refuse('task-unknown', '', 'There is no such task.');
  if (ended(task)) return notOpen(task);
  const { codes, what } = kindOf(task);
  if (!codes.includes(input.code)) return refuse('outcome-not-for-this-task', 'code', `This is ${what}: ${codes.join(', ')}.`);
  const whyUnpaid = input.whyUnpaid ?? null;
  if (whyUnpaid !== null && !spoken.has(input.code))
    return refuse('why-unpaid-unknown', 'whyUnpaid', 'Only a debtor who was spoken to can have said why he has not paid.');
  const answer = { invoiceId: task.invoiceId, promiseId: null, planId: null, disputeId: null };
  const callAt = input.code === 'call-back' ? (input.at ?? null) : null;
  if (callAt !== null) {
    const refusal = callBackRefusal(debtorCase, callAt);
    if (refusal) return refusal;
    if (task.callBacks < mostCallBacks) {
      if (whyUnpaid !== null) await setWhyUnpaid(debtorCase.tx, taskId, whyUnpaid);
      await agreeCallBack(debtorCase, task, { callAt, note: input.note, whyUnpaid });
      return answer;
    }
  }
  const agreement = await agreementOf(debtorCase, task, input);
  if (isRefused(agreement)) return agreement;
  if (whyUnpaid !== null) await setWhyUnpaid(debtorCase.tx, taskId, whyUnpaid);
  await closeTask(debtorCase, task, input);
  return { ...answer, ...agreement };
}

async function closeTask(debtorCase: DebtorCase, task: Task, { code, note, whyUnpaid, at: asked }: TaskOutcomeInput): Promise<void> {
  const at = new Date(debtorCase.now);
  const callAt = typeof asked === 'number' ? formatInstant(asked) : null;
  await endTask(debtorCase.tx, task.id, { status: 'done', code, outcome: { note, at: callAt }, at });
  await setTaskResult(debtorCase.tx, task.id, { result: 'done', outcome: code, at });
  const kind = kindOf(task);
  const about = { invoiceId: task.invoiceId, subjectId: task.id };
  const eventId = await kind.record(debtorCase, about, {
    step: task.step,
    code,
    ...(whyUnpaid && { whyUnpaid }),
    ...(callAt !== null && { at: callAt }),
    ...(task.callBacks > 0 && { callBacks: task.callBacks }),
  });
  if (note !== null) await keepNote(debtorCase.tx, task.id, { eventId, note });
  if (kind.signal) debtorCase.signal(task.invoiceId, kind.signal, eventId);
}

async function agreementOf(debtorCase: DebtorCase, task: Task, input: TaskOutcomeInput): Promise<Partial<TaskOutcomeAnswer> | Refused> {
  const { invoiceId } = task;
  // As the policy of the call says it; what the debtor asked not to have in writing stays unwritten.
  const inWriting = ({ confirm }: InWriting): InWriting => ({ confirm: task.confirmInWriting && confirm !== false, byPhone: true });
  switch (input.code) {
    case 'reached-promise':
      return input.promise
        ? prefixed('promise', await makePromise(debtorCase, invoiceId, { ...input.promise, ...inWriting(input.promise) }))
        : refuse('promise-missing', 'promise', 'Say which day was promised.');
    case 'reached-plan':
      return input.plan
        ? prefixed('plan', await agreePaymentPlan(debtorCase, { ...input.plan, ...inWriting(input.plan) }))
        : refuse('plan-missing', 'plan', 'Say which terms were agreed.');
    case 'reached-dispute':
      return input.dispute
        ? prefixed('dispute', await raiseDispute(debtorCase, invoiceId, input.dispute))
        : refuse('dispute-missing', 'dispute', 'Say what is contested.');
    default:
      return {};
  }
}

/** A refusal of the agreement names the field below the outcome's own. */
function prefixed<T extends object>(field: string, answer: T | Refused): T | Refused {
  return isRefused(answer) ? { ...answer, argument: answer.argument === '' ? field : `${field}/${answer.argument}` } : answer;
}
