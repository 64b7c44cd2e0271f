import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ConfigType } from '#config/config.module.js';
import type { JobActivities } from '#contracts/jobs.js';
import { type RunningWorker, runJobWorker } from '#temporal/run-worker.js';
import { Readiness } from '../figures/readiness.js';
import { temporalConfig } from '../temporal/temporal.config.js';

/** Under which the activities are injected: they are an object that Temporal calls, no class. */
export const jobActivitiesToken = 'job activities';

/** Takes turns of long work from Temporal and does them. */
@Injectable()
export class JobWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private worker: RunningWorker | null = null;

  constructor(
    @Inject(temporalConfig.KEY) private readonly temporal: ConfigType<typeof temporalConfig>,
    @Inject(jobActivitiesToken) private readonly activities: JobActivities,
    private readonly readiness: Readiness,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const worker = await runJobWorker({ temporal: this.temporal, activities: this.activities });
    this.worker = worker;
    this.readiness.answeredBy(() => worker.state() === 'RUNNING');
  }

  /** Settles when the worker has stopped, rejects when it broke. */
  get run(): Promise<void> {
    return this.worker?.run ?? Promise.resolve();
  }

  /** Turns under way are left to other workers. */
  async onModuleDestroy(): Promise<void> {
    await this.worker?.shutdown();
  }
}
