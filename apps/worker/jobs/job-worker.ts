import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ConfigType } from '#config/config.module.js';
import type { HousekeepingActivities } from '#contracts/housekeeping.js';
import type { JobActivities } from '#contracts/jobs.js';
import { taskQueues } from '#contracts/task-queues.js';
import { type RunningWorker, runJobWorker } from '#temporal/run-worker.js';
import { Readiness } from '../figures/readiness.js';
import { temporalConfig } from '../temporal/temporal.config.js';
import { TemporalWait } from '../temporal/temporal-wait.js';

/** Under which the activities are injected: they are an object that Temporal calls, no class. */
export const jobActivitiesToken = 'job activities';
/** The same for housekeeping. */
export const housekeepingActivitiesToken = 'housekeeping activities';

/**
 * What this process does at a time, by queue. Test clocks and imports mostly wait, each with a connection of the pool that the chases
 * share; of what-ifs one keeps a processor busy.
 */
const atOnce = { [taskQueues.jobs]: 8, [taskQueues.whatIfs]: 1 } as const;

/** Runs the activities of jobs and of housekeeping. */
@Injectable()
export class JobWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly workers: RunningWorker[] = [];
  private begun = false;

  constructor(
    @Inject(temporalConfig.KEY) private readonly temporal: ConfigType<typeof temporalConfig>,
    @Inject(jobActivitiesToken) private readonly jobs: JobActivities,
    @Inject(housekeepingActivitiesToken) private readonly housekeeping: HousekeepingActivities,
    private readonly wait: TemporalWait,
    readiness: Readiness,
  ) {
    readiness.answeredBy(() => this.begun && this.workers.every((worker) => worker.state() === 'RUNNING'));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { temporal } = this;
    const activities = { ...this.jobs, ...this.housekeeping };
    for (const [taskQueue, many] of Object.entries(atOnce))
      this.workers.push(await this.wait.until(() => runJobWorker({ temporal, activities, taskQueue, atOnce: many })));
    this.begun = true;
  }

  /** Settles when the workers have stopped, rejects as soon as one has broken. */
  get run(): Promise<void> {
    return Promise.all(this.workers.map(({ run }) => run)).then(() => undefined);
  }

  /** Turns under way are left to other workers. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.shutdown()));
  }
}
