import { Injectable } from '@nestjs/common';
import { advanceJobKind } from '#casebook/commands/test-clocks.js';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { Repeating } from '../repeating.js';
import { ClockWalk } from './clock-walk.job.js';
import { JobRunner, jobsEveryMs } from './job-runner.js';

/** Runs ordered walks of test clocks, as soon as they are ordered. */
@Injectable()
export class JobsLoop extends Repeating {
  private readonly runner: JobRunner;
  private unlisten: () => Promise<void> = async () => undefined;

  constructor(
    @InjectSystemDatabase() private readonly system: Database,
    walk: ClockWalk,
    log: Log,
  ) {
    super({ name: 'jobs', everyMs: jobsEveryMs, log });
    this.runner = new JobRunner(system, { [advanceJobKind]: walk.handle }, { log });
  }

  override async onApplicationBootstrap(): Promise<void> {
    await super.onApplicationBootstrap();
    this.unlisten = await this.system.listen('maanwerk_job', () => this.poke());
  }

  override async beforeApplicationShutdown(): Promise<void> {
    await super.beforeApplicationShutdown();
    await this.unlisten();
  }

  protected work(stopped: () => boolean): Promise<void> {
    return this.runner.drain(stopped);
  }
}
