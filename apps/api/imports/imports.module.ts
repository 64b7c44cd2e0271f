import { Module } from '@nestjs/common';
import { CasebookModule } from '../casebook/casebook.module.js';
import { HttpModule } from '../http/http.module.js';
import { ImportsController } from './imports.controller.js';
import { UblImports } from './ubl-import.service.js';

/** Files in. */
@Module({ imports: [HttpModule, CasebookModule], controllers: [ImportsController], providers: [UblImports] })
export class ImportsModule {}
