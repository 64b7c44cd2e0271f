import { Injectable } from '@nestjs/common';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { Repeating } from '../repeating.js';
import { housekeepingEveryMs, sweep } from './housekeeping.js';

/** Removes what need not be kept. */
@Injectable()
export class SweepingLoop extends Repeating {
  constructor(
    @InjectSystemDatabase() private readonly system: Database,
    log: Log,
  ) {
    super({ name: 'housekeeping', everyMs: housekeepingEveryMs, log });
  }

  protected work(): Promise<void> {
    return sweep(this.system);
  }
}
