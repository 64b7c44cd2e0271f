import { Module } from '@nestjs/common';
import { houseActivities } from '#activities/housekeeping/house-activities.js';
import { jobActivities } from '#activities/jobs/job-activities.js';
import { LiveClock } from '#casebook/clock.js';
import type { HouseActivities } from '#contracts/housekeeping.js';
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

/** Work that somebody ordered and that takes longer than a request. */
@Module({
  imports: [CasebookModule, FiguresModule, TemporalModule],
  providers: [
    {
      provide: jobActivitiesToken,
      useFactory: (
        db: Database,
        system: Database,
        chases: ChaseGateway,
        live: LiveClock,
        figures: WorkerFigures,
        log: Log,
      ): JobActivities & HouseActivities => ({
        ...jobActivities({ db, chases, live }, { log }),
        ...houseActivities({ system, live, log, chasesRevived: (count) => figures.chasesRevived(count) }),
      }),
      inject: [Database, systemDatabase, ChaseGateway, LiveClock, WorkerFigures, Log],
    },
    JobWorker,
  ],
})
export class JobsModule {}
