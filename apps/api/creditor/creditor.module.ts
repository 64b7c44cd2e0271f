import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { CreditorController } from './creditor.controller.js';

/** The creditor whose key it is. */
@Module({ imports: [HttpModule], controllers: [CreditorController] })
export class CreditorModule {}
