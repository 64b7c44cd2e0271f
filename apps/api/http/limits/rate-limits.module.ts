import { Module } from '@nestjs/common';
import { ConfigModule } from '#config/config.module.js';
import { rateConfig } from '../http.config.js';
import { RateLimits } from './rate-limits.js';

/** How often somebody may ask; one count for guard and hooks. */
@Module({
  imports: [ConfigModule.forFeature(rateConfig)],
  providers: [RateLimits],
  exports: [RateLimits],
})
export class RateLimitsModule {}
