/** Every controller of the API, in the order of the documentation. A new noun is a folder and a line here. */
import type { Type } from '@nestjs/common';
import { AgreementsController } from './agreements/agreements.controller.js';
import { CalculatorsController } from './calculators/calculators.controller.js';
import { CreditorController } from './creditor/creditor.controller.js';
import { DebtorsController } from './debtors/debtors.controller.js';
import { EventsController } from './events/events.controller.js';
import { FactsController } from './facts/facts.controller.js';
import { HealthController } from './health/health.controller.js';
import { HooksController } from './hooks/hooks.controller.js';
import { ImportsController } from './imports/imports.controller.js';
import { ChaseController } from './invoices/chase.controller.js';
import { InvoicesController } from './invoices/invoices.controller.js';
import { PlansController } from './invoices/plans.controller.js';
import { JobsController } from './jobs/jobs.controller.js';
import { MessagesController } from './messages/messages.controller.js';
import { NotesController } from './notes/notes.controller.js';
import { NoticesController } from './notices/notices.controller.js';
import { notYetController } from './not-yet/not-yet.controller.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { PaymentsController } from './payments/payments.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { SimulationsController } from './simulations/simulations.controller.js';
import { TasksController } from './tasks/tasks.controller.js';
import { TestClocksController } from './test-clocks/test-clocks.controller.js';

export const controllers: readonly Type<unknown>[] = [
  HealthController,
  OpenApiController,
  CreditorController,
  DebtorsController,
  InvoicesController,
  PlansController,
  ChaseController,
  NotesController,
  PaymentsController,
  AgreementsController,
  FactsController,
  TasksController,
  MessagesController,
  NoticesController,
  PoliciesController,
  TestClocksController,
  ImportsController,
  JobsController,
  CalculatorsController,
  SimulationsController,
  EventsController,
  HooksController,
  notYetController(),
];
