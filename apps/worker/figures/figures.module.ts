import { Module } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { processConfig } from '#config/shared.config.js';
import { Metrics } from '#observability/metrics.js';
import { MetricsPage } from '#observability/metrics-page.js';
import { figuresConfig } from './figures.config.js';

import { GaugesOnPage } from './gauges-on-page.js';
import { Readiness } from './readiness.js';
import { WorkerFigures } from './worker-figures.js';

/** What the worker counts, and the page on which it is read. */
@Module({
  imports: [ConfigModule.forFeature(figuresConfig, processConfig)],
  providers: [
    WorkerFigures,
    GaugesOnPage,
    Readiness,
    {
      provide: MetricsPage,
      useFactory: (
        metrics: Metrics,
        { isReady }: Readiness,
        { port }: ConfigType<typeof figuresConfig>,
        { host, instance }: ConfigType<typeof processConfig>,
      ) =>
        MetricsPage.open(metrics, {
          host,
          port,
          setting: 'WORKER_METRICS_PORT',
          ready: isReady,
          signature: { process: 'worker', instance },
        }),
      inject: [Metrics, Readiness, figuresConfig.KEY, processConfig.KEY],
    },
  ],
  exports: [WorkerFigures, Readiness],
})
export class FiguresModule {}
