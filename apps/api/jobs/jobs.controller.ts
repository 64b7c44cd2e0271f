/** `/v1/jobs`: how far long work is. */
import { Controller, Get, Param } from '@nestjs/common';
import { jobKinds } from '#contracts/jobs.js';
import { findJobView } from '#database/queries/job-views.js';
import { demand } from '../http/access.guard.js';
import { At, type Exchange, callerOf } from '../http/exchange.js';
import { Operation } from '../http/operation.decorator.js';
import { Reads } from '../http/reads.js';
import { type JobAnswer, jobId, jobOut, presentJob } from './jobs.schema.js';

@Controller('v1/jobs')
export class JobsController {
  constructor(private readonly reads: Reads) {}

  @Get(':id')
  @Operation({ id: 'getJob', scope: 'events:read', alsoScope: 'clocks:write', summary: 'How far a job is', answers: { 200: jobOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: jobId }) id: string): Promise<JobAnswer> {
    const view = await this.reads.one(exchange, 'job', (tx) => findJobView(tx, id));
    // Who may move a clock may see how far it is, and no other work.
    if (view.kind !== jobKinds.clockAdvance) demand(callerOf(exchange), 'events:read');
    return presentJob(view);
  }
}
