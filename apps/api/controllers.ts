/** Every controller of the API, in the order of the documentation. A new noun is a folder and a line here. */
import type { Type } from '@nestjs/common';
import { HealthController } from './health/health.controller.js';
import { OpenApiController } from './openapi/openapi.controller.js';

export const controllers: readonly Type<unknown>[] = [HealthController, OpenApiController];
