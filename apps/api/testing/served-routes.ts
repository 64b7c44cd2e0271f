/** The routes of the API as they are served, for specs; nothing is connected and nothing listens. */
import { NestFactory } from '@nestjs/core';
import { LiveClock } from '#casebook/clock.js';
import type { Database } from '#database/database.js';
import { createLog } from '#observability/logger.js';
import { Metrics } from '#observability/metrics.js';
import { unchecked } from '#testing/unchecked.js';
import { ApiModule } from '../api.module.js';
import { type Route, RouteTable } from '../http/route-table.js';
import { specConfig } from './spec-config.js';

/** All of them, in the order in which Nest finds them. */
export async function servedRoutes(): Promise<readonly Route[]> {
  const ground = {
    log: createLog('api', 'silent'),
    metrics: new Metrics('api'),
    database: unchecked<Database>({}),
    live: new LiveClock(),
  };
  const app = await NestFactory.create(ApiModule.forRoot(specConfig(), ground), { logger: false, abortOnError: false });
  const { routes } = app.get(RouteTable);
  await app.close();
  return routes;
}
