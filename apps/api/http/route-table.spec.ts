import { Body, Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { servedRoutes } from '../testing/served-routes.js';
import { Operation } from './operation.decorator.js';
import { RoutesModule } from './routes.module.js';

const open = (id: string) => ({ id, scope: { public: 'spec' }, summary: 'spec', answers: { 200: null } });

@Controller('undeclared')
class Undeclared {
  @Get()
  get(): void {}
}

@Controller('unchecked')
class Unchecked {
  @Post()
  @Operation(open('post'))
  post(@Body() _body: object): void {}
}

@Controller('twice')
class Twice {
  @Get('a')
  @Operation(open('same'))
  a(): void {}

  @Get('b')
  @Operation(open('same'))
  b(): void {}
}

/** What an application with this controller says when it starts. */
async function start(controller: Type<unknown>): Promise<unknown> {
  @Module({ imports: [RoutesModule], controllers: [controller] })
  class Root {}
  return NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false }).catch((error: unknown) => error);
}

describe('the routes', () => {
  it.each([
    [Undeclared, 'GET /undeclared (Undeclared.get) declares no scope: add @Operation'],
    [Unchecked, 'POST /unchecked takes an argument without a schema: it would reach the handler unchecked'],
    [Twice, 'operation id same is used twice'],
  ])('of %o are refused at boot', async (controller, why) => {
    expect(String(await start(controller))).toContain(why);
  });

  it('are found with the schemas of all they take', async () => {
    const route = (await servedRoutes()).find(({ operation }) => operation.id === 'changeInvoice');
    expect(route).toMatchObject({ method: 'PATCH', path: '/v1/invoices/:id', controller: 'InvoicesController' });
    expect(route?.body).toBeInstanceOf(z.ZodObject);
    expect(Object.keys(route?.params ?? {})).toEqual(['id']);
  });
});
