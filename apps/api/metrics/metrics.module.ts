import { Module } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { processConfig } from '#config/shared.config.js';
import { Metrics } from '#observability/metrics.js';
import { MetricsPage } from '#observability/metrics-page.js';
import { metricsConfig } from './metrics.config.js';

/** The page for Prometheus, off the public port. */
@Module({
  imports: [ConfigModule.forFeature(metricsConfig, processConfig)],
  providers: [
    {
      provide: MetricsPage,
      useFactory: (metrics: Metrics, { port }: ConfigType<typeof metricsConfig>, { host }: ConfigType<typeof processConfig>) =>
        MetricsPage.open(metrics, { host, port, setting: 'METRICS_PORT' }),
      inject: [Metrics, metricsConfig.KEY, processConfig.KEY],
    },
  ],
  exports: [MetricsPage],
})
export class MetricsModule {}
