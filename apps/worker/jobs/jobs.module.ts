import { Module } from '@nestjs/common';
import { housekeepingActivities } from '#activities/housekeeping/housekeeping-activities.js';
import { jobActivities } from '#activities/jobs/job-activities.js';
import { Casebook } from '#casebook/casebook.js';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { channelsConfig, databaseConfig, loginConfig, workConfig } from '#config/shared.config.js';
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
import { housekeepingActivitiesToken, jobActivitiesToken, JobWorker } from './job-worker.js';
import { WhatIfThreads, whatIfThreads } from './what-if-threads.js';

/** Work that somebody ordered and that takes longer than a request. */
@Module({
  imports: [
    CasebookModule,
    FiguresModule,
    TemporalModule,
    ConfigModule.forFeature(channelsConfig, databaseConfig, loginConfig, workConfig),
  ],
  providers: [
    { provide: WhatIfThreads, useFactory: whatIfThreads, inject: [databaseConfig.KEY, loginConfig.KEY, workConfig.KEY] },
    {
      provide: jobActivitiesToken,
      useFactory: (book: Casebook, chases: ChaseGateway, log: Log, { settings: whatIfs }: WhatIfThreads): JobActivities =>
        jobActivities({ book, chases, whatIfs }, { log }),
      inject: [Casebook, ChaseGateway, Log, WhatIfThreads],
    },
    {
      provide: housekeepingActivitiesToken,
      useFactory: (
        book: Casebook,
        system: Database,
        channels: ConfigType<typeof channelsConfig>,
        figures: WorkerFigures,
        log: Log,
      ): HousekeepingActivities => {
        const chasesRevived = (count: number): void => figures.chasesRevived(count);
        return housekeepingActivities({ system, database: book.db, channels, live: book.live, log, chasesRevived });
      },
      inject: [Casebook, systemDatabase, channelsConfig.KEY, WorkerFigures, Log],
    },
    JobWorker,
  ],
})
export class JobsModule {}
