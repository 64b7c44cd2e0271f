import { Module } from '@nestjs/common';
import { HealthController, Readiness } from './health.controller.js';

/** Whether this process lives and whether it should be sent requests. */
@Module({ controllers: [HealthController], providers: [Readiness] })
export class HealthModule {}
