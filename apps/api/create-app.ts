/** Nest with everything that belongs around it; `start-api.ts` and the tests both begin here. */
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestLogger } from '#observability/nest-logger.js';
import { type ApiDeps, ApiModule } from './api.module.js';
import { mountSwaggerUi } from './docs/swagger-ui.js';
import { bodyMiddleware } from './http/body.middleware.js';
import { firstMiddleware } from './http/first.middleware.js';
import { openApiToken } from './openapi/openapi.controller.js';

/** How an application is made. `controllers` is for tests of the frame. */
export interface AppOptions {
  readonly docs: boolean;
  readonly controllers?: readonly Type<unknown>[];
}

/** Makes the application; it does not listen yet. */
export async function createApp(deps: ApiDeps, options: AppOptions): Promise<NestExpressApplication> {
  const module = options.controllers ? ApiModule.with(deps, options.controllers) : ApiModule.with(deps);
  const app = await NestFactory.create<NestExpressApplication>(module, {
    bodyParser: false,
    logger: new NestLogger(deps.log),
    abortOnError: false,
  });
  app.disable('x-powered-by');
  // ETags are versions of objects here, not hashes of bytes.
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(firstMiddleware(deps));
  app.use(bodyMiddleware);
  if (options.docs) mountSwaggerUi(app, app.get(openApiToken));
  return app;
}
