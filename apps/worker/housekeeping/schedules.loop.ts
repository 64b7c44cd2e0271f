import { Inject, Injectable } from '@nestjs/common';
import { Client } from '@temporalio/client';
import type { ConfigType } from '#config/config.module.js';
import { housekeepingSchedules } from '#contracts/housekeeping.js';
import { errorFields, Log } from '#observability/logger.js';
import { ensureSchedule } from '#temporal/schedules.js';
import { Repeating } from '../repeating.js';
import { housekeepingConfig } from './housekeeping.config.js';

/** Schedules are looked for this often: a namespace that was made anew has lost them, and nobody starts the workers again for that. */
const lookEveryMs = 600_000;

/** Sees to it that the Schedules of housekeeping are in Temporal, as the settings say. A worker that cannot make them works all the same. */
@Injectable()
export class SchedulesLoop extends Repeating {
  constructor(
    private readonly client: Client,
    @Inject(housekeepingConfig.KEY) private readonly config: ConfigType<typeof housekeepingConfig>,
    private readonly log: Log,
  ) {
    super({ name: 'schedules', everyMs: lookEveryMs, log });
  }

  override async onApplicationBootstrap(): Promise<void> {
    await this.work().catch((error: unknown) => this.log.error('the Schedules of Temporal could not be made', errorFields(error)));
    await super.onApplicationBootstrap();
  }

  protected async work(): Promise<void> {
    const { sweepEveryMs, reviveEveryMs, auditEveryMs, mailIdsEveryMs } = this.config;
    for (const wanted of [
      { ...housekeepingSchedules.sweep, everyMs: sweepEveryMs },
      { ...housekeepingSchedules.revive, everyMs: reviveEveryMs },
      { ...housekeepingSchedules.audit, everyMs: auditEveryMs },
      { ...housekeepingSchedules.mailIds, everyMs: mailIdsEveryMs },
    ]) {
      const done = await ensureSchedule(this.client, wanted);
      if (done !== 'there') this.log.info('schedule written', { context: wanted.scheduleId, result: done });
    }
  }
}
