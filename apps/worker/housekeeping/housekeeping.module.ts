import { Module } from '@nestjs/common';
import { ConfigModule } from '#config/config.module.js';
import { TemporalModule } from '../temporal/temporal.module.js';
import { housekeepingConfig } from './housekeeping.config.js';
import { SchedulesLoop } from './schedules.loop.js';

/** Old rows and forgotten work: when they are looked for. What is done then, the worker for jobs does. */
@Module({ imports: [ConfigModule.forFeature(housekeepingConfig), TemporalModule], providers: [SchedulesLoop] })
export class HousekeepingModule {}
