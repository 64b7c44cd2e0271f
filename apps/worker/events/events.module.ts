import { Module } from '@nestjs/common';
import { SealingLoop } from './sealing.loop.js';

/** The audit events' hash chain. */
@Module({ providers: [SealingLoop] })
export class EventsModule {}
