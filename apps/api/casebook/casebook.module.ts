import { Module } from '@nestjs/common';
import type { AttemptLimits } from '#casebook/attempt-limits.js';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { ConfigModule } from '#config/config.module.js';
import { attemptConfig } from '#config/shared.config.js';
import { Database } from '#database/database.js';

/** Where facts are written. */
@Module({
  imports: [ConfigModule.forFeature(attemptConfig)],
  providers: [
    {
      provide: Casebook,
      useFactory: (db: Database, live: LiveClock, limits: AttemptLimits) => new Casebook(db, live, limits),
      inject: [Database, LiveClock, attemptConfig.KEY],
    },
  ],
  exports: [Casebook],
})
export class CasebookModule {}
