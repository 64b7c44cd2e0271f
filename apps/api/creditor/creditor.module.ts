import { Module } from '@nestjs/common';
import { ConfigModule } from '#config/config.module.js';
import { channelsConfig } from '#config/shared.config.js';
import { HttpModule } from '../http/http.module.js';
import { CreditorController } from './creditor.controller.js';

/** The creditor whose key it is. */
@Module({ imports: [ConfigModule.forFeature(channelsConfig), HttpModule], controllers: [CreditorController] })
export class CreditorModule {}
