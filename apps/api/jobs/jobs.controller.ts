/** `/v1/jobs`: how far long work is, and an end to it. */
import { Controller, Get, Param, Post } from '@nestjs/common';
import { isRefused } from '#casebook/actor.js';
import { cancelJob } from '#casebook/commands/jobs.js';
import { jobKinds } from '#contracts/jobs.js';
import { findJobView } from '#database/queries/job-views.js';
import { demand } from '../http/access.guard.js';
import type { Scope } from '../http/api-keys/scopes.js';
import { actorOf, refusalProblem } from '../http/case-commands.js';
import { Commands } from '../http/commands.js';
import { At, type Exchange, callerOf } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { type JobAnswer, jobId, jobOut, presentJob } from './jobs.schema.js';

/** Who may order a kind of job may stop it. */
const orderedWith: Readonly<Record<string, Scope>> = {
  [jobKinds.clockAdvance]: 'clocks:write',
  [jobKinds.portfolioSimulation]: 'policies:read',
  [jobKinds.ublImport]: 'imports:write',
};

@Controller('v1/jobs')
export class JobsController {
  constructor(
    private readonly reads: Reads,
    private readonly commands: Commands,
  ) {}

  @Get(':id')
  @Operation({ id: 'getJob', scope: 'events:read', alsoScopes: ['clocks:write'], summary: 'How far a job is', answers: { 200: jobOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: jobId }) id: string): Promise<JobAnswer> {
    const view = await this.reads.one(exchange, 'job', (tx) => findJobView(tx, id));
    // Who may move a clock may see how far it is, and no other work.
    if (view.kind !== jobKinds.clockAdvance) demand(callerOf(exchange), 'events:read');
    return presentJob(view);
  }

  @Post(':id/cancel')
  @Operation({
    id: 'cancelJob',
    scope: 'imports:write',
    alsoScopes: ['clocks:write', 'policies:read'],
    summary: 'Stop long work, with the scope that orders it; what it has done stands, and it is cancelled as soon as its worker has heard',
    answers: { 202: jobOut },
    problems: ['job-ended'],
  })
  cancel(@At() exchange: Exchange, @Param('id', { schema: jobId }) id: string): Promise<AnswerOf<typeof jobOut>> {
    return this.commands.run(exchange, async (tx) => {
      const job = await findJobView(tx, id);
      if (!job) throw notFound('job');
      demand(callerOf(exchange), orderedWith[job.kind] ?? 'admin');
      const asked = await cancelJob(tx, actorOf(exchange), id);
      if (asked && isRefused(asked)) throw refusalProblem(asked);
      const view = await findJobView(tx, id);
      if (!view) throw notFound('job');
      return { status: 202, body: presentJob(view) };
    });
  }
}
