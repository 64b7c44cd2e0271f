import { Module } from '@nestjs/common';
import { notYetController } from './not-yet.controller.js';

/** Reserved routes. */
@Module({ controllers: [notYetController()] })
export class NotYetModule {}
