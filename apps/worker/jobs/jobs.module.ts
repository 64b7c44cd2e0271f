import { Module } from '@nestjs/common';
import { housekeepingActivities } from '#activities/housekeeping/housekeeping-activities.js';
import { jobActivities } from '#activities/jobs/job-activities.js';
import { Casebook } from '#casebook/casebook.js';
import { ConfigModule } from '#config/config.module.js';
import { databaseConfig, loginConfig, workConfig } from '#config/shared.config.js';
import type { HousekeepingActivities } from '#contracts/housekeeping.js';
import type { JobActivities } from '#contracts/jobs.js';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { ChaseGateway } from '#temporal/chase-gateway.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { systemDatabase } from '../database/database.module.js';
import { FiguresModule } from '../figures/figures.module.js';
import { WorkerFigures } from '../figures/worker-figures.js';
import { TemporalModule } from '../temporal/temporal.module.js';
import { jobActivitiesToken, JobWorker } from './job-worker.js';
import { WhatIfThreads, whatIfThreads } from './what-if-threads.js';

/** Work that somebody ordered and that takes longer than a request. */
@Module({
  imports: [CasebookModule, FiguresModule, TemporalModule, ConfigModule.forFeature(databaseConfig, loginConfig, workConfig)],
  providers: [
    { provide: WhatIfThreads, useFactory: whatIfThreads, inject: [databaseConfig.KEY, loginConfig.KEY, workConfig.KEY] },
    {
      provide: jobActivitiesToken,
      useFactory: (
        book: Casebook,
        system: Database,
        chases: ChaseGateway,
        figures: WorkerFigures,
        log: Log,
        { settings: whatIfs }: WhatIfThreads,
      ): JobActivities & HousekeepingActivities => ({
        ...jobActivities({ book, chases, whatIfs }, { log }),
        ...housekeepingActivities({ system, live: book.live, log, chasesRevived: (count) => figures.chasesRevived(count) }),
      }),
      inject: [Casebook, systemDatabase, ChaseGateway, WorkerFigures, Log, WhatIfThreads],
    },
    JobWorker,
  ],
})
export class JobsModule {}
