/** The API put together: who gets what. Everything is handed in, so tests start the same module on their own database. */
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { Database } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { Metrics } from '#observability/metrics.js';
import { AccessGuard } from './http/access.guard.js';
import { ApiKeys } from './http/api-keys/api-keys.service.js';
import { Commands } from './http/commands.js';
import { Cursors } from './http/cursor.js';
import { ProblemFilter } from './http/problem.filter.js';
import { routeTable } from './http/route-table.js';
import { SchemaPipe } from './http/schema.pipe.js';
import { Readiness } from './health/health.controller.js';
import { openApiToken } from './openapi/openapi.controller.js';
import { openApiDocument } from './openapi/openapi-document.js';
import { controllers } from './controllers.js';

/** Version of the API in its document. */
export const apiVersion = '1.0.0';

/** What the API lives on. */
export interface ApiDeps {
  readonly database: Database;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly apiKeyPepper: string;
  readonly cursorSecret: string;
}

@Module({})
export class ApiModule {
  static with(deps: ApiDeps, served: readonly Type<unknown>[] = controllers): DynamicModule {
    // Refuses to start when a route declares no scope or takes unchecked input.
    const document = openApiDocument(routeTable(served), apiVersion);
    return {
      module: ApiModule,
      controllers: [...served],
      providers: [
        { provide: Database, useValue: deps.database },
        { provide: Log, useValue: deps.log },
        { provide: Metrics, useValue: deps.metrics },
        { provide: openApiToken, useValue: document },
        { provide: ApiKeys, useValue: new ApiKeys(deps.database, deps.apiKeyPepper) },
        { provide: Commands, useValue: new Commands(deps.database) },
        { provide: Cursors, useValue: new Cursors(deps.cursorSecret) },
        { provide: Readiness, useValue: new Readiness(deps.database) },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: SchemaPipe },
        { provide: APP_FILTER, useValue: new ProblemFilter(deps.log) },
      ],
    };
  }
}
