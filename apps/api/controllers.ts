/** Every controller of the API, in the order of the documentation. A new noun is a folder and a line here. */
import type { Type } from '@nestjs/common';
import { DebtorsController } from './debtors/debtors.controller.js';
import { HealthController } from './health/health.controller.js';
import { ChaseController } from './invoices/chase.controller.js';
import { InvoicesController } from './invoices/invoices.controller.js';
import { OpenApiController } from './openapi/openapi.controller.js';

export const controllers: readonly Type<unknown>[] = [
  HealthController,
  OpenApiController,
  DebtorsController,
  InvoicesController,
  ChaseController,
];
