import { Module } from '@nestjs/common';
import { RouteTable } from '../http/route-table.js';
import { RoutesModule } from '../http/routes.module.js';
import { OpenApiController, openApiToken } from './openapi.controller.js';
import { apiVersion, openApiDocument } from './openapi-document.js';

/** The contract, made once at boot: the API does not start when a route declares no scope or takes unchecked input. */
@Module({
  imports: [RoutesModule],
  controllers: [OpenApiController],
  providers: [{ provide: openApiToken, useFactory: ({ routes }: RouteTable) => openApiDocument(routes, apiVersion), inject: [RouteTable] }],
  exports: [openApiToken, RoutesModule],
})
export class OpenApiModule {}
