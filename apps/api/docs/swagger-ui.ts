/** Swagger UI at `/docs`, from files on disk: works without the internet. */
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import type { Json } from '../openapi/schema-converter.js';

/** The page has inline styles and data images; scripts only from us. */
const docsContentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const isOpenApi = (document: Json): document is Json & OpenAPIObject => 'openapi' in document && 'paths' in document && 'info' in document;

/** Mounts the page. Not in production: a debug surface there is one surface too many. */
export function mountSwaggerUi(app: NestExpressApplication, document: Json): void {
  if (!isOpenApi(document)) throw new TypeError('docs: not an OpenAPI document');
  app.use('/docs', (_request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Content-Security-Policy', docsContentPolicy);
    next();
  });
  SwaggerModule.setup('docs', app, document, { raw: false, customSiteTitle: 'Maanwerk API' });
}
