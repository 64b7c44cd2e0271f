import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.js';
import { PoliciesController } from './policies.controller.js';

/** Policies as they are published. */
@Module({ imports: [HttpModule], controllers: [PoliciesController] })
export class PoliciesModule {}
