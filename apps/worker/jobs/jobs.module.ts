import { Module } from '@nestjs/common';
import { jobActivities } from '#activities/jobs/job-activities.js';
import type { JobActivities } from '#contracts/jobs.js';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { ChaseGateway } from '#temporal/chase-gateway.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { FiguresModule } from '../figures/figures.module.js';
import { TemporalModule } from '../temporal/temporal.module.js';
import { jobActivitiesToken, JobWorker } from './job-worker.js';
import { PortfolioSimulation } from './portfolio-simulation.job.js';
import { WhatIfsLoop } from './what-ifs.loop.js';

/** Work that somebody ordered and that takes longer than a request. */
@Module({
  imports: [CasebookModule, FiguresModule, TemporalModule],
  providers: [
    {
      provide: jobActivitiesToken,
      useFactory: (db: Database, chases: ChaseGateway, log: Log): JobActivities => jobActivities({ db, chases }, { log }),
      inject: [Database, ChaseGateway, Log],
    },
    JobWorker,
    PortfolioSimulation,
    WhatIfsLoop,
  ],
})
export class JobsModule {}
