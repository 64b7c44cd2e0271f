import { Injectable } from '@nestjs/common';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { Repeating } from '../repeating.js';
import { sealEvents } from './event-sealer.js';

/** Events are sealed at least this often; a gap is the time in which a change by somebody with the owner's rights would go unseen. */
const everyMs = 1_000;

/** Seals what was committed. */
@Injectable()
export class SealingLoop extends Repeating {
  constructor(
    @InjectSystemDatabase() private readonly system: Database,
    log: Log,
  ) {
    super({ name: 'sealing', everyMs, log });
  }

  protected async work(): Promise<void> {
    await sealEvents(this.system);
  }
}
