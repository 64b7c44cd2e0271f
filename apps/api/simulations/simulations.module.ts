import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { WorkModule } from '../work/work.module.js';
import { SimulationsController } from './simulations.controller.js';

/** What a policy would do. */
@Module({ imports: [HttpModule, WorkModule], controllers: [SimulationsController] })
export class SimulationsModule {}
