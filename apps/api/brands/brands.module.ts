import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { BrandsController } from './brands.controller.js';

/** How the messages of the creditor look. */
@Module({ imports: [HttpModule], controllers: [BrandsController] })
export class BrandsModule {}
