import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ConfigType } from '#config/config.module.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { type RunningWorker, runChaseWorker } from '#temporal/run-worker.js';
import { Readiness } from '../figures/readiness.js';
import { temporalConfig } from '../temporal/temporal.config.js';
import { TemporalWait } from '../temporal/temporal-wait.js';
import { tuningConfig } from './chases.config.js';

/** Under which the activities are injected: they are an object that Temporal calls, no class. */
export const chaseActivitiesToken = 'chase activities';

/** The bundle that the build wrote beside the compiled code: a worker runs no bundler. */
const bundlePath = fileURLToPath(new URL('../../../workflow-bundle.js', import.meta.url));

/** Takes the steps of chases from Temporal and does them. */
@Injectable()
export class ChaseWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private worker: RunningWorker | null = null;

  constructor(
    @Inject(temporalConfig.KEY) private readonly temporal: ConfigType<typeof temporalConfig>,
    @Inject(tuningConfig.KEY) private readonly tuning: ConfigType<typeof tuningConfig>,
    @Inject(chaseActivitiesToken) private readonly activities: ChaseActivities,
    private readonly wait: TemporalWait,
    readiness: Readiness,
  ) {
    readiness.answeredBy(() => this.worker?.state() === 'RUNNING');
  }

  async onApplicationBootstrap(): Promise<void> {
    const { temporal, tuning, activities } = this;
    this.worker = await this.wait.until(() => runChaseWorker({ temporal, tuning, activities, bundle: { codePath: bundlePath } }));
  }

  /** Settles when the worker has stopped, rejects when it broke: a process whose worker is dead must not look alive. */
  get run(): Promise<void> {
    return this.worker?.run ?? Promise.resolve();
  }

  /** Takes nothing new; what is being done ends. */
  async onModuleDestroy(): Promise<void> {
    await this.worker?.shutdown();
  }
}
