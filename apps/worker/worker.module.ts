import { type DynamicModule, Module } from '@nestjs/common';
import type { AppConfig } from '#config/app-config.js';
import { ConfigModule } from '#config/config.module.js';
import type { Log } from '#observability/logger.js';
import type { Metrics } from '#observability/metrics.js';
import { ObservabilityModule } from '#observability/observability.module.js';
import { ChasesModule } from './chases/chases.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EventsModule } from './events/events.module.js';
import { HousekeepingModule } from './housekeeping/housekeeping.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LimitationModule } from './limitation/limitation.module.js';
import { OutboxModule } from './outbox/outbox.module.js';

/**
 * Everything the worker process does, a module each. They start in this order once Postgres and Temporal answer. A shutdown has three stages,
 * which are Nest's hooks, and each ends before the next begins (start-worker.spec.ts holds it):
 *
 * 1. `onModuleDestroy`: the chases take no new step, and those under way end; jobs are left where they are;
 * 2. `beforeApplicationShutdown`: the relay, which tells what those steps committed, and the loops;
 * 3. `onApplicationShutdown`: what all of them used, the page and the connections, the database last.
 */
@Module({})
export class WorkerModule {
  static forRoot(config: AppConfig, log: Log, metrics: Metrics): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot(log, metrics),
        DatabaseModule,
        ChasesModule,
        OutboxModule,
        EventsModule,
        JobsModule,
        HousekeepingModule,
        LimitationModule,
      ],
    };
  }
}
