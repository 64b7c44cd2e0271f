import { Module } from '@nestjs/common';
import { ConfigModule } from '#config/config.module.js';
import { TemporalModule } from '../temporal/temporal.module.js';
import { OutboxRelay } from './outbox-relay.js';
import { relayConfig } from './relay.config.js';

/** What was committed, told to Temporal. */
@Module({ imports: [ConfigModule.forFeature(relayConfig), TemporalModule], providers: [OutboxRelay] })
export class OutboxModule {}
