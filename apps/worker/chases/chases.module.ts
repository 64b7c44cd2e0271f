import { Module } from '@nestjs/common';
import { chaseActivities } from '#activities/activity-registry.js';
import { Casebook } from '#casebook/casebook.js';
import { ConfigModule, type ConfigType } from '#config/config.module.js';
import { channelsConfig, senderConfig } from '#config/shared.config.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { armed, unarmed } from '#dispatch/deliver/kill-points.js';
import { beatOfActivity } from '#temporal/activity-beat.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { FiguresModule } from '../figures/figures.module.js';
import { WorkerFigures } from '../figures/worker-figures.js';
import { TemporalModule } from '../temporal/temporal.module.js';
import { chaseActivitiesToken, ChaseWorker } from './chase-worker.js';
import { sendingConfig, tuningConfig } from './chases.config.js';

/** Chases, as Temporal hands out their steps. */
@Module({
  imports: [
    ConfigModule.forFeature(channelsConfig, senderConfig, sendingConfig, tuningConfig),
    CasebookModule,
    FiguresModule,
    TemporalModule,
  ],
  providers: [
    {
      provide: chaseActivitiesToken,
      useFactory: (
        book: Casebook,
        figures: WorkerFigures,
        channels: ConfigType<typeof channelsConfig>,
        { installation: from, doubt }: ConfigType<typeof senderConfig>,
        { providerTimeoutMs, killAt }: ConfigType<typeof sendingConfig>,
      ): ChaseActivities =>
        chaseActivities(book, channels, {
          from,
          doubt,
          providerTimeoutMs,
          observer: figures,
          beat: beatOfActivity,
          reach: killAt === '' ? unarmed : armed(killAt),
        }),
      inject: [Casebook, WorkerFigures, channelsConfig.KEY, senderConfig.KEY, sendingConfig.KEY],
    },
    ChaseWorker,
  ],
})
export class ChasesModule {}
