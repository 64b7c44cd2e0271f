/** `/v1/tasks`: the work list of a person who calls and approves. */
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Refused } from '#casebook/actor.js';
import { claimTask, recordTaskOutcome } from '#casebook/commands/tasks.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { withAssigneeNames } from '#database/queries/actor-names.js';
import { resolveDebtor } from '#database/queries/debtor-views.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { caseOfTask } from '#database/queries/subjects.js';
import { findTaskView, listTaskViews } from '#database/queries/task-views.js';
import type { Tx } from '#database/tx.js';
import { disputeInputOf, paymentPlanInputOf, promiseInputOf } from '../agreements/agreements.input.js';
import { publicOrNull } from '../edge/ids.schema.js';
import { CaseCommands } from '../http/case-commands.js';
import { At, type Exchange, callerOf } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { type AssignedTask, presentTask } from './tasks.presenter.js';
import {
  claimBody,
  type ListTasksQuery,
  listTasksQuery,
  type OutcomeBody,
  outcomeBody,
  taskId,
  taskOut,
  taskOutcomeOut,
  taskPage,
} from './tasks.schema.js';

type TaskAnswer = z.output<typeof taskOut>;

@Controller('v1/tasks')
export class TasksController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
  ) {}

  @Get()
  @Operation({ id: 'listTasks', scope: 'tasks:read', summary: 'List tasks, what is to be done first on top', answers: { 200: taskPage } })
  list(@At() exchange: Exchange, @Query({ schema: listTasksQuery }) query: ListTasksQuery): Promise<AnswerOf<typeof taskPage>> {
    const { limit, after, ...shape } = query;
    return this.reads.list(exchange, {
      shape,
      limit,
      after,
      rows: async (tx, page): Promise<AssignedTask[]> => {
        const { invoice, debtor, ...rest } = shape;
        const invoiceId = invoice && ((await resolveInvoice(tx, invoice))?.id ?? null);
        const debtorId = debtor && (await resolveDebtor(tx, debtor));
        if (invoiceId === null || debtorId === null) return [];
        return withAssigneeNames(tx, await listTaskViews(tx, { ...rest, invoiceId, debtorId }, page));
      },
      present: presentTask,
    });
  }

  @Get(':id')
  @Operation({ id: 'getTask', scope: 'tasks:read', summary: 'Read a task', answers: { 200: taskOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: taskId }) id: string): Promise<TaskAnswer> {
    return presentTask(await this.reads.one(exchange, 'task', (tx) => assignedTask(tx, id)));
  }

  @Post(':id/claim')
  @Operation({
    id: 'claimTask',
    scope: 'tasks:write',
    summary: 'Take a task, so that nobody else calls too',
    answers: { 200: taskOut },
    problems: ['task-not-open', 'task-claimed'],
  })
  claim(
    @At() exchange: Exchange,
    @Param('id', { schema: taskId }) id: string,
    @Body({ schema: claimBody }) body: z.output<typeof claimBody>,
  ): Promise<AnswerOf<typeof taskOut>> {
    const assignee = body.assignee === undefined ? callerOf(exchange).actor : body.assignee;
    return this.cases.onThing(exchange, (tx) => caseOfTask(tx, id), {
      what: 'task',
      act: (debtorCase): Promise<object | Refused> => claimTask(debtorCase, id, assignee),
      answer: async (tx) => ({ status: 200, body: await taskAnswer(tx, id) }),
    });
  }

  @Post(':id/outcome')
  @Operation({
    id: 'recordTaskOutcome',
    scope: 'tasks:write',
    summary: 'Say what came of a task, with the promise, plan, dispute or call-back agreed in it',
    answers: { 200: taskOutcomeOut },
    problems: ['task-not-open', 'too-many-promises', 'plan-exists', 'dispute-exists', 'invoice-closed'],
  })
  outcome(
    @At() exchange: Exchange,
    @Param('id', { schema: taskId }) id: string,
    @Body({ schema: outcomeBody }) body: OutcomeBody,
  ): Promise<AnswerOf<typeof taskOutcomeOut>> {
    return this.cases.onThing(exchange, (tx) => caseOfTask(tx, id), {
      what: 'task',
      act: async (debtorCase, { invoiceId }) => recordTaskOutcome(debtorCase, id, await outcomeInputOf(debtorCase, invoiceId, body)),
      answer: async (tx, result) => ({
        status: 200,
        body: {
          ...(await taskAnswer(tx, id)),
          promise: publicOrNull('promise', result.promiseId),
          paymentPlan: publicOrNull('paymentPlan', result.planId),
          dispute: publicOrNull('dispute', result.disputeId),
        },
      }),
    });
  }
}

async function assignedTask(tx: Tx, id: string): Promise<AssignedTask | null> {
  const view = await findTaskView(tx, id);
  const [assigned = null] = await withAssigneeNames(tx, view ? [view] : []);
  return assigned;
}

async function taskAnswer(tx: Tx, id: string): Promise<TaskAnswer> {
  const view = await assignedTask(tx, id);
  if (!view) throw notFound('task');
  return presentTask(view);
}

/** Only the agreement that the code names is read; the casebook refuses a code without its agreement. */
async function outcomeInputOf(
  debtorCase: DebtorCase,
  invoiceId: string,
  body: OutcomeBody,
): Promise<Parameters<typeof recordTaskOutcome>[2]> {
  const { code, note, whyUnpaid, promise, plan, dispute, at } = body;
  return {
    code,
    at: at ?? null,
    note: note ?? null,
    whyUnpaid: whyUnpaid ?? null,
    promise: promise ? promiseInputOf(debtorCase, promise, { invoiceId, pointer: '/promise' }) : null,
    plan: plan ? await paymentPlanInputOf(debtorCase, plan, { invoiceId, pointer: '/plan' }) : null,
    dispute: dispute ? disputeInputOf(debtorCase, dispute, { invoiceId, pointer: '/dispute' }) : null,
  };
}
