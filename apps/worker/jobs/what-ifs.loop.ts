import { Injectable } from '@nestjs/common';
import { portfolioJobKind } from '#casebook/commands/portfolio-simulations.js';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { Repeating } from '../repeating.js';
import { JobRunner, jobsEveryMs } from './job-runner.js';
import { PortfolioSimulation } from './portfolio-simulation.job.js';

/** Runs ordered what-ifs. By itself: one over a large book takes minutes, and a test clock must not wait for it. */
@Injectable()
export class WhatIfsLoop extends Repeating {
  private readonly runner: JobRunner;

  constructor(@InjectSystemDatabase() system: Database, simulation: PortfolioSimulation, log: Log) {
    super({ name: 'what-ifs', everyMs: jobsEveryMs, log });
    this.runner = new JobRunner(system, { [portfolioJobKind]: simulation.handle }, { log });
  }

  protected work(stopped: () => boolean): Promise<void> {
    return this.runner.drain(stopped);
  }
}
