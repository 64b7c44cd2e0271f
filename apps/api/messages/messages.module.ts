import { Module } from '@nestjs/common';
import { ConfigModule } from '#config/config.module.js';
import { channelsConfig, senderConfig } from '#config/shared.config.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { LetterEngine } from '#letters/letter-engine.js';
import { HttpModule } from '../http/http.module.js';
import { WorkModule } from '../work/work.module.js';
import { MessagesController } from './messages.controller.js';
import { PreviewService } from './preview.service.js';

/** Its process ends by itself when nothing is asked of it, and with ours. */
const letterEngine = { provide: LetterEngine, useFactory: (): LetterEngine => new LetterEngine() };

/** What was sent, what a person knows of it, and what would be sent. */
@Module({
  imports: [ConfigModule.forFeature(channelsConfig, senderConfig), CasebookModule, HttpModule, WorkModule],
  controllers: [MessagesController],
  providers: [PreviewService, letterEngine],
})
export class MessagesModule {}
