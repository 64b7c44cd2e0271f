import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '#config/config.module.js';
import { processConfig } from '#config/shared.config.js';
import { Log } from '#observability/logger.js';
import { waitFor } from '#observability/wait-for.js';
import { isTemporalRefusal } from '#temporal/connection.js';

/** Patience with Temporal while a worker starts. It may go away between one connection and the next; that is no reason for a worker to end. */
@Injectable()
export class TemporalWait {
  constructor(
    @Inject(processConfig.KEY) private readonly start: ConfigType<typeof processConfig>,
    private readonly log: Log,
  ) {}

  /** Tries until it succeeds. @throws Error when Temporal does not answer in time, or refuses us */
  until<T>(attempt: () => Promise<T>): Promise<T> {
    return waitFor('Temporal', attempt, { waitMs: this.start.waitMs, log: this.log, hopeless: isTemporalRefusal });
  }
}
