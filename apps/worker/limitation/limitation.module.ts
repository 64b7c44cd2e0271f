import { Module } from '@nestjs/common';
import { CasebookModule } from '../casebook/casebook.module.js';
import { LimitationLoop } from './limitation.loop.js';

/** Claims that are about to lapse. */
@Module({ imports: [CasebookModule], providers: [LimitationLoop] })
export class LimitationModule {}
