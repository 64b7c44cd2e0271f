import { Module } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { workConfig } from '#config/shared.config.js';
import { WorkPool } from '#threads/work-pool.js';
import { HeavyWork } from './heavy-work.js';

/** Threads for what a caller can make large. */
@Module({
  imports: [ConfigModule.forFeature(workConfig)],
  providers: [
    { provide: WorkPool, useFactory: (limits: ConfigType<typeof workConfig>) => new WorkPool(limits), inject: [workConfig.KEY] },
    HeavyWork,
  ],
  exports: [HeavyWork],
})
export class WorkModule {}
