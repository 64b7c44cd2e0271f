import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { TestClocksController } from './test-clocks.controller.js';

/** Clocks that somebody moves. */
@Module({ imports: [HttpModule], controllers: [TestClocksController] })
export class TestClocksModule {}
