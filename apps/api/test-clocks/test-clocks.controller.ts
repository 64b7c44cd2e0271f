/** `/v1/test-clocks`: months in seconds, for what is bound to them. Keys in test mode only. */
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { isRefused } from '#casebook/actor.js';
import { advanceTestClock, createTestClock, deleteTestClock } from '#casebook/commands/test-clocks.js';
import { findClockView, listClockViews } from '#database/queries/clock-views.js';
import { findJobView } from '#database/queries/job-views.js';
import { readZone } from '#database/repositories/creditors.repository.js';
import { usualZone } from '#domain/calendar/zone.js';
import { actorOf, refusalProblem } from '../http/case-commands.js';
import { Commands } from '../http/commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { jobOut, presentJob } from '../jobs/jobs.schema.js';
import {
  advanceBody,
  type AdvanceBody,
  type ClockAnswer,
  clockId,
  clockOut,
  clockPage,
  createClockBody,
  instantOf,
  listClocksQuery,
  presentClock,
  targetOf,
} from './test-clocks.schema.js';

@Controller('v1/test-clocks')
export class TestClocksController {
  constructor(
    private readonly commands: Commands,
    private readonly reads: Reads,
  ) {}

  @Post()
  @Operation({
    id: 'createTestClock',
    scope: 'clocks:write',
    testModeOnly: true,
    summary: 'Make a clock that stands still',
    answers: { 201: clockOut },
  })
  create(
    @At() exchange: Exchange,
    @Body({ schema: createClockBody }) body: z.output<typeof createClockBody>,
  ): Promise<AnswerOf<typeof clockOut>> {
    return this.commands.run(exchange, async (tx) => {
      const frozenAt = instantOf(body.frozenTime, (await readZone(tx)) ?? usualZone);
      const made = await createTestClock(tx, actorOf(exchange), { name: body.name ?? null, frozenAt });
      const view = await findClockView(tx, made.clockId);
      if (!view) throw notFound('test clock');
      const answer = presentClock(view);
      return { status: 201, body: answer, headers: { Location: `/v1/test-clocks/${answer.id}` } };
    });
  }

  @Get()
  @Operation({ id: 'listTestClocks', scope: 'clocks:read', testModeOnly: true, summary: 'List test clocks', answers: { 200: clockPage } })
  list(
    @At() exchange: Exchange,
    @Query({ schema: listClocksQuery }) query: z.output<typeof listClocksQuery>,
  ): Promise<AnswerOf<typeof clockPage>> {
    return this.reads.list(exchange, { shape: {}, limit: query.limit, after: query.after, rows: listClockViews, present: presentClock });
  }

  @Get(':id')
  @Operation({ id: 'getTestClock', scope: 'clocks:read', testModeOnly: true, summary: 'Where a clock stands', answers: { 200: clockOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: clockId }) id: string): Promise<ClockAnswer> {
    return presentClock(await this.reads.one(exchange, 'test clock', (tx) => findClockView(tx, id)));
  }

  @Post(':id/advance')
  @Operation({
    id: 'advanceTestClock',
    scope: 'clocks:write',
    testModeOnly: true,
    summary: 'Let time pass: every bound chase takes its steps in order; the job tells how far it is',
    answers: { 202: jobOut },
    problems: ['test-clock-advancing'],
  })
  advance(
    @At() exchange: Exchange,
    @Param('id', { schema: clockId }) id: string,
    @Body({ schema: advanceBody }) body: AdvanceBody,
  ): Promise<AnswerOf<typeof jobOut>> {
    return this.commands.run(exchange, async (tx) => {
      const clock = await findClockView(tx, id);
      if (!clock) throw notFound('test clock');
      const to = targetOf(body, clock.now.getTime(), (await readZone(tx)) ?? usualZone);
      const ordered = await advanceTestClock(tx, actorOf(exchange), { clockId: id, to });
      if (isRefused(ordered)) throw refusalProblem(ordered);
      const job = await findJobView(tx, ordered.jobId);
      if (!job) throw notFound('job');
      const answer = presentJob(job);
      return { status: 202, body: answer, headers: { Location: `/v1/jobs/${answer.id}` } };
    });
  }

  @Delete(':id')
  @Operation({
    id: 'deleteTestClock',
    scope: 'clocks:write',
    testModeOnly: true,
    summary: 'Remove a clock nobody lives on',
    answers: { 204: null },
    problems: ['test-clock-in-use'],
  })
  remove(@At() exchange: Exchange, @Param('id', { schema: clockId }) id: string): Promise<void> {
    return this.commands.run(exchange, async (tx) => {
      if (!(await findClockView(tx, id))) throw notFound('test clock');
      const deleted = await deleteTestClock(tx, actorOf(exchange), id);
      if (isRefused(deleted)) throw refusalProblem(deleted);
      return { status: 204, body: undefined };
    });
  }
}
