import { type DynamicModule, Module } from '@nestjs/common';
import { Log } from './logger.js';
import { Metrics } from './metrics.js';

/** Log and figures of the process, for every module: they are there before Nest is, since Nest's own lines go through that log. */
@Module({})
export class ObservabilityModule {
  static forRoot(log: Log, metrics: Metrics): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      providers: [
        { provide: Log, useValue: log },
        { provide: Metrics, useValue: metrics },
      ],
      exports: [Log, Metrics],
    };
  }
}
