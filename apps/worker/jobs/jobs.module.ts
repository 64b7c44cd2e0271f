import { Module } from '@nestjs/common';
import { jobActivities } from '#activities/jobs/job-activities.js';
import { LiveClock } from '#casebook/clock.js';
import type { JobActivities } from '#contracts/jobs.js';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { ChaseGateway } from '#temporal/chase-gateway.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { FiguresModule } from '../figures/figures.module.js';
import { TemporalModule } from '../temporal/temporal.module.js';
import { jobActivitiesToken, JobWorker } from './job-worker.js';

/** Work that somebody ordered and that takes longer than a request. */
@Module({
  imports: [CasebookModule, FiguresModule, TemporalModule],
  providers: [
    {
      provide: jobActivitiesToken,
      useFactory: (db: Database, chases: ChaseGateway, live: LiveClock, log: Log): JobActivities =>
        jobActivities({ db, chases, live }, { log }),
      inject: [Database, ChaseGateway, LiveClock, Log],
    },
    JobWorker,
  ],
})
export class JobsModule {}
