/** Nest with everything that belongs around it; `start-api.ts` and the tests both begin here. */
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AppConfig } from '#config/app-config.js';
import { NestLogger } from '#observability/nest-logger.js';
import { ApiModule, type Ground } from './api.module.js';
import { mountSwaggerUi } from './docs/swagger-ui.js';
import { firstMiddleware } from './http/first.middleware.js';
import { serverConfig } from './http/http.config.js';
import { BoundedAdapter } from './http/server/bounded.adapter.js';
import { openApiToken } from './openapi/openapi.controller.js';

/** Makes the application, once there is a database; it does not listen yet. */
export async function createApp(config: AppConfig, ground: Ground): Promise<NestExpressApplication> {
  const bounds = serverConfig.of(config);
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(config, ground), new BoundedAdapter(bounds), {
    bodyParser: false,
    logger: new NestLogger(ground.log),
    abortOnError: false,
  });
  app.disable('x-powered-by');
  // ETags are versions of objects here, not hashes of bytes.
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(firstMiddleware({ ...ground, maxHeaders: bounds.maxHeaders }));
  if (config.MAANWERK_ENV !== 'production') mountSwaggerUi(app, app.get(openApiToken));
  return app;
}
