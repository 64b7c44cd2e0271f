import { Module } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';
import { ConfigModule } from '#config/config.module.js';
import { MAX_FILE_BYTES } from '#importers/xml/xml-limits.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { bodyConfig } from '../http/http.config.js';
import { HttpModule } from '../http/http.module.js';
import { WorkModule } from '../work/work.module.js';
import { importsConfig } from './imports.config.js';
import { ImportsController } from './imports.controller.js';
import { UblImports } from './ubl-import.service.js';
import { UblReader } from './ubl-reader.js';
import { UploadRoom } from './uploads/upload-room.js';
import { UploadInterceptor } from './uploads/upload.interceptor.js';
import { UploadStorage } from './uploads/upload-storage.js';
import { UploadsModule } from './uploads/uploads.module.js';

/** Files of one upload. */
const mostFiles = 100;
const mostFields = 20;

/** Every part is let in, so that one with another name can be named; fields that are no files only as far as their names. */
const uploadOptions = (room: UploadRoom) => ({
  storage: new UploadStorage(room),
  limits: {
    fileSize: MAX_FILE_BYTES,
    files: mostFiles,
    fields: mostFields,
    fieldSize: 1024,
    parts: mostFiles + mostFields,
    headerPairs: 20,
  },
  defParamCharset: 'utf8',
});

/** Files in. */
@Module({
  imports: [
    ConfigModule.forFeature(bodyConfig, importsConfig),
    HttpModule,
    CasebookModule,
    WorkModule,
    UploadsModule,
    MulterModule.registerAsync({ imports: [UploadsModule], inject: [UploadRoom], useFactory: uploadOptions }),
  ],
  controllers: [ImportsController],
  providers: [UblImports, UblReader, UploadInterceptor],
})
export class ImportsModule {}
