/** Every route with its schemas, read from the controllers: the guard's rules, the OpenAPI document and the tests all come from this one list. */
import 'reflect-metadata';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { z } from 'zod';
import { operationKey, type OperationInput } from './operation.decorator.js';

/** One route. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** With Express parameters: `/v1/invoices/:id`. */
  readonly path: string;
  readonly operation: OperationInput;
  readonly body: z.ZodType | null;
  readonly query: z.ZodType | null;
  readonly params: Readonly<Record<string, z.ZodType>>;
  readonly controller: string;
}

const methods: Readonly<Record<number, Route['method']>> = {
  [RequestMethod.GET]: 'GET',
  [RequestMethod.POST]: 'POST',
  [RequestMethod.PATCH]: 'PATCH',
  [RequestMethod.DELETE]: 'DELETE',
  [RequestMethod.PUT]: 'PUT',
};

interface Argument {
  readonly kind: number;
  readonly name: string | undefined;
  readonly schema: z.ZodType | null;
}

/** All routes of the controllers. @throws Error naming every route that declares no operation or takes unchecked input */
export function routeTable(controllers: readonly Type<unknown>[]): Route[] {
  const problems: string[] = [];
  const routes = controllers.flatMap((controller) => routesOf(controller, problems));
  const seen = new Set<string>();
  for (const { operation } of routes) {
    if (seen.has(operation.id)) problems.push(`operation id ${operation.id} is used twice`);
    seen.add(operation.id);
  }
  if (problems.length > 0) throw new Error(`routes refused at boot:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  return routes;
}

function routesOf(controller: Type<unknown>, problems: string[]): Route[] {
  const prototype: object = controller.prototype;
  const base: unknown = Reflect.getMetadata(PATH_METADATA, controller);
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (typeof handler !== 'function') return [];
    const method = methods[Number(Reflect.getMetadata(METHOD_METADATA, handler) ?? -1)];
    if (!method) return [];
    const path = join(base, Reflect.getMetadata(PATH_METADATA, handler));
    const operation: unknown = Reflect.getMetadata(operationKey, handler);
    if (!isOperation(operation)) {
      problems.push(`${method} ${path} (${controller.name}.${name}) declares no scope: add @Operation`);
      return [];
    }
    const args = argumentsOf(controller, name);
    for (const argument of args)
      if (!argument.schema) problems.push(`${method} ${path} takes an argument without a schema: it would reach the handler unchecked`);
    return [{ method, path, operation, controller: controller.name, ...partsOf(args) }];
  });
}

const join = (base: unknown, path: unknown): string =>
  `/${[base, path]
    .flatMap((part) => (typeof part === 'string' ? part.split('/') : []))
    .filter(Boolean)
    .join('/')}`;

function isOperation(value: unknown): value is OperationInput {
  return typeof value === 'object' && value !== null && 'scope' in value && 'answers' in value;
}

const checkedKinds: ReadonlySet<number> = new Set([RouteParamtypes.BODY, RouteParamtypes.QUERY, RouteParamtypes.PARAM]);

function argumentsOf(controller: Type<unknown>, name: string): Argument[] {
  const metadata: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {};
  if (typeof metadata !== 'object' || metadata === null) return [];
  return Object.entries(metadata).flatMap(([key, value]: [string, unknown]) => {
    const kind = Number(key.split(':')[0]);
    if (!checkedKinds.has(kind) || typeof value !== 'object' || value === null) return [];
    const data = 'data' in value && typeof value.data === 'string' ? value.data : undefined;
    return [{ kind, name: data, schema: 'schema' in value && value.schema instanceof z.ZodType ? value.schema : null }];
  });
}

const paramKind: number = RouteParamtypes.PARAM;

/** `@Param('id', ...)` names one parameter, `@Param({ schema })` takes them all as one object. */
function paramsOf({ name, schema }: Argument): [string, z.ZodType][] {
  if (name !== undefined) return schema ? [[name, schema]] : [];
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, inner]: [string, unknown]): [string, z.ZodType][] =>
    inner instanceof z.ZodType ? [[key, inner]] : [],
  );
}

function partsOf(args: readonly Argument[]): Pick<Route, 'body' | 'query' | 'params'> {
  const of = (kind: number): z.ZodType | null => args.find((argument) => argument.kind === kind)?.schema ?? null;
  const params = args.filter(({ kind }) => kind === paramKind).flatMap(paramsOf);
  return { body: of(RouteParamtypes.BODY), query: of(RouteParamtypes.QUERY), params: Object.fromEntries(params) };
}
