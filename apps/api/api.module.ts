/** The API put together: who gets what. Everything is handed in, so tests start the same module on their own database. */
import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import type { AttemptLimits } from '#casebook/attempt-limits.js';
import { Casebook } from '#casebook/casebook.js';
import type { LiveClock } from '#casebook/clock.js';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { Metrics } from '#observability/metrics.js';
import { AccessGuard } from './http/access.guard.js';
import { ApiKeys } from './http/api-keys/api-keys.service.js';
import { KeyUse, usesInto } from './http/api-keys/key-use.js';
import { CaseCommands } from './http/case-commands.js';
import { Commands } from './http/commands.js';
import { Cursors } from './http/cursor.js';
import { ProblemFilter } from './http/problem.filter.js';
import { Reads } from './http/reads.js';
import { routeTable } from './http/route-table.js';
import { SchemaPipe } from './http/schema.pipe.js';
import { Readiness } from './health/health.controller.js';
import { openApiToken } from './openapi/openapi.controller.js';
import { openApiDocument } from './openapi/openapi-document.js';
import { controllers } from './controllers.js';
import { ResendHook } from './hooks/resend-hook.service.js';
import { UblImports } from './imports/ubl-import.service.js';
import { InvoicesService } from './invoices/invoices.service.js';
import { PlansService } from './invoices/plans.service.js';

/** Version of the API in its document. */
export const apiVersion = '1.0.0';

/** What the API lives on. */
export interface ApiDeps {
  readonly database: Database;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly live: LiveClock;
  /** How long one attempt of a step may take; it travels with every plan. Absent: the casebook's own default. */
  readonly limits?: AttemptLimits;
  readonly apiKeyPepper: string;
  readonly cursorSecret: string;
  /** Secrets of Resend's webhooks; two while one is being rotated. */
  readonly resendWebhookSecrets: readonly string[];
}

@Module({})
export class ApiModule {
  static with(deps: ApiDeps, served: readonly Type<unknown>[] = controllers): DynamicModule {
    // Refuses to start when a route declares no scope or takes unchecked input.
    const document = openApiDocument(routeTable(served), apiVersion);
    return {
      module: ApiModule,
      controllers: [...served],
      providers: [...frame(deps), ...nouns(deps), { provide: openApiToken, useValue: document }],
    };
  }
}

/** What every request passes. */
const frame = (deps: ApiDeps): Provider[] => [
  { provide: Database, useValue: deps.database },
  { provide: Log, useValue: deps.log },
  { provide: Metrics, useValue: deps.metrics },
  { provide: ApiKeys, useValue: new ApiKeys(deps.database, deps.apiKeyPepper, new KeyUse(usesInto(deps.database), deps.log)) },
  { provide: Readiness, useValue: new Readiness(deps.database) },
  { provide: APP_GUARD, useClass: AccessGuard },
  { provide: APP_PIPE, useClass: SchemaPipe },
  { provide: APP_FILTER, useValue: new ProblemFilter(deps.log) },
];

/** What the controllers work with. */
function nouns(deps: ApiDeps): Provider[] {
  const casebook = new Casebook(deps.database, deps.live, deps.limits);
  const commands = new Commands(deps.database);
  const reads = new Reads(deps.database, new Cursors(deps.cursorSecret), deps.live);
  return [
    { provide: Casebook, useValue: casebook },
    { provide: Commands, useValue: commands },
    { provide: CaseCommands, useValue: new CaseCommands(commands, casebook) },
    { provide: Reads, useValue: reads },
    { provide: InvoicesService, useValue: new InvoicesService(commands, casebook, deps.database) },
    { provide: PlansService, useValue: new PlansService(reads, casebook) },
    { provide: UblImports, useValue: new UblImports(commands, casebook) },
    { provide: ResendHook, useValue: new ResendHook(deps.database, casebook, deps.resendWebhookSecrets) },
  ];
}
