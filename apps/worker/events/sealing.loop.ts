import { Injectable } from '@nestjs/common';
import { sealEvents } from '#database/audit/seal-events.js';
import { Database } from '#database/database.js';
import { toPublicId } from '#contracts/ids.js';
import { Log } from '#observability/logger.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { Repeating } from '../repeating.js';

/** Events are sealed at least this often; a gap is the time in which a change by somebody with the owner's rights would go unseen. */
const everyMs = 1_000;

/** Seals what was committed. */
@Injectable()
export class SealingLoop extends Repeating {
  constructor(
    @InjectSystemDatabase() private readonly system: Database,
    private readonly log: Log,
  ) {
    super({ name: 'sealing', everyMs, log });
  }

  protected async work(stopped: () => boolean): Promise<void> {
    const { failures } = await sealEvents(this.system, stopped);
    for (const { tenantId, sqlState } of failures)
      this.log.warn('the events of a creditor cannot be sealed', { tenantId: toPublicId('tenant', tenantId), errorCode: sqlState });
  }
}
