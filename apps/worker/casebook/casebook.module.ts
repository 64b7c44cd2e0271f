import { Module } from '@nestjs/common';
import type { AttemptLimits } from '#casebook/attempt-limits.js';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { attemptConfig, clockConfig } from '#config/shared.config.js';
import { Database } from '#database/database.js';

/** The casebook and the live clock it calculates by. */
@Module({
  imports: [ConfigModule.forFeature(attemptConfig, clockConfig)],
  providers: [
    {
      provide: LiveClock,
      useFactory: ({ scale, origin }: ConfigType<typeof clockConfig>) => new LiveClock(scale, origin),
      inject: [clockConfig.KEY],
    },
    {
      provide: Casebook,
      useFactory: (db: Database, live: LiveClock, limits: AttemptLimits) => new Casebook(db, live, limits),
      inject: [Database, LiveClock, attemptConfig.KEY],
    },
  ],
  exports: [Casebook, LiveClock],
})
export class CasebookModule {}
