import { Module } from '@nestjs/common';
import { ConfigModule } from '#config/config.module.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { hooksConfig } from './hooks.config.js';
import { HooksController } from './hooks.controller.js';
import { ResendHook } from './resend-hook.service.js';

/** What providers report. */
@Module({ imports: [ConfigModule.forFeature(hooksConfig), CasebookModule], controllers: [HooksController], providers: [ResendHook] })
export class HooksModule {}
