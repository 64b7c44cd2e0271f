import { Module } from '@nestjs/common';
import { ConfigModule } from '#config/config.module.js';
import { uploadsConfig } from '../imports.config.js';
import { UploadRoom } from './upload-room.js';

/** Where files of requests lie. */
@Module({
  imports: [ConfigModule.forFeature(uploadsConfig)],
  providers: [UploadRoom],
  exports: [UploadRoom, ConfigModule],
})
export class UploadsModule {}
