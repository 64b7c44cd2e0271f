import { Injectable } from '@nestjs/common';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { WorkerFigures } from '../figures/worker-figures.js';
import { Repeating } from '../repeating.js';
import { housekeepingEveryMs, reviveForgotten } from './housekeeping.js';

/** Wakes forgotten chases. By itself: a sweep that fails must not keep them asleep. */
@Injectable()
export class RevivingLoop extends Repeating {
  constructor(
    @InjectSystemDatabase() private readonly system: Database,
    private readonly figures: WorkerFigures,
    private readonly log: Log,
  ) {
    super({ name: 'reviving', everyMs: housekeepingEveryMs, log });
  }

  protected async work(): Promise<void> {
    const revived = await reviveForgotten(this.system, new Date());
    this.figures.chasesRevived(revived);
    if (revived > 0) this.log.warn('forgotten chases revived', { count: revived });
  }
}
