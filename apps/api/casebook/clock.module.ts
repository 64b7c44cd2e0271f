import { type DynamicModule, Module } from '@nestjs/common';
import { LiveClock } from '#casebook/clock.js';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { clockConfig } from '#config/shared.config.js';

const byConfig = ({ scale, origin }: ConfigType<typeof clockConfig>): LiveClock => new LiveClock(scale, origin);

/** The live clock: the world's, or the one that specs set. */
@Module({})
export class ClockModule {
  static forRoot(live?: LiveClock): DynamicModule {
    return {
      module: ClockModule,
      global: true,
      imports: [ConfigModule.forFeature(clockConfig)],
      providers: [live ? { provide: LiveClock, useValue: live } : { provide: LiveClock, useFactory: byConfig, inject: [clockConfig.KEY] }],
      exports: [LiveClock],
    };
  }
}
