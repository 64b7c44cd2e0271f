/** `/v1/jobs`: how far long work is. */
import { Controller, Get, Param } from '@nestjs/common';
import { findJobView } from '#database/queries/work-views.js';
import { At, type Exchange } from '../http/exchange.js';
import { Operation } from '../http/operation.decorator.js';
import { Reads } from '../http/reads.js';
import { type JobAnswer, jobId, jobOut, presentJob } from './jobs.schema.js';

@Controller('v1/jobs')
export class JobsController {
  constructor(private readonly reads: Reads) {}

  @Get(':id')
  @Operation({ id: 'getJob', scope: 'events:read', summary: 'How far a job is', answers: { 200: jobOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: jobId }) id: string): Promise<JobAnswer> {
    return presentJob(await this.reads.one(exchange, 'job', (tx) => findJobView(tx, id)));
  }
}
