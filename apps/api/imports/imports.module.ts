import { Module } from '@nestjs/common';
import { ConfigModule } from '#config/config.module.js';
import { CasebookModule } from '../casebook/casebook.module.js';
import { HttpModule } from '../http/http.module.js';
import { importsConfig } from './imports.config.js';
import { ImportsController } from './imports.controller.js';
import { UblImports } from './ubl-import.service.js';

/** Files in. */
@Module({
  imports: [ConfigModule.forFeature(importsConfig), HttpModule, CasebookModule],
  controllers: [ImportsController],
  providers: [UblImports],
})
export class ImportsModule {}
