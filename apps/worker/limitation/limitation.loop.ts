import { Injectable } from '@nestjs/common';
import { Casebook } from '#casebook/casebook.js';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { Repeating } from '../repeating.js';
import { watchLimitation } from './limitation-watch.js';

/** Claims near their limitation are looked for this often: warnings are given by the day, and on a test clock somebody is watching. */
const everyMs = 10_000;

/** Gives warnings of claims that are about to lapse. */
@Injectable()
export class LimitationLoop extends Repeating {
  constructor(
    @InjectSystemDatabase() private readonly system: Database,
    private readonly book: Casebook,
    private readonly log: Log,
  ) {
    super({ name: 'limitation', everyMs, log });
  }

  protected async work(): Promise<void> {
    await watchLimitation(this.system, this.book, this.log);
  }
}
