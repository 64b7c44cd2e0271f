/** Every route with its schemas, as Nest discovers them: the guard's rules, the OpenAPI document and the tests all come from this one list. */
import { Injectable, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { z } from 'zod';
import { Declared, type OperationInput } from './operation.decorator.js';

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

/** All routes that are served. @throws Error naming every route that declares no operation or takes unchecked input */
@Injectable()
export class RouteTable {
  readonly routes: readonly Route[];
  private readonly problems: string[] = [];

  constructor(
    discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {
    this.routes = discovery.getControllers().flatMap(({ metatype }) => (isClass(metatype) ? this.routesOf(metatype) : []));
    const seen = new Set<string>();
    for (const { operation } of this.routes) {
      if (seen.has(operation.id)) this.problems.push(`operation id ${operation.id} is used twice`);
      seen.add(operation.id);
    }
    if (this.problems.length > 0)
      throw new Error(`routes refused at boot:\n${this.problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }

  private routesOf(controller: Type<unknown>): Route[] {
    const prototype: object = controller.prototype;
    const base: unknown = this.reflector.get(PATH_METADATA, controller);
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
      if (!isFunction(handler)) return [];
      const method = methods[Number(this.reflector.get(METHOD_METADATA, handler) ?? -1)];
      if (!method) return [];
      const path = join(base, this.reflector.get(PATH_METADATA, handler));
      const operation = this.reflector.get(Declared, handler);
      if (operation === undefined) {
        this.problems.push(`${method} ${path} (${controller.name}.${name}) declares no scope: add @Operation`);
        return [];
      }
      const args = argumentsOf(controller, name);
      for (const argument of args)
        if (!argument.schema)
          this.problems.push(`${method} ${path} takes an argument without a schema: it would reach the handler unchecked`);
      return [{ method, path, operation, controller: controller.name, ...partsOf(args) }];
    });
  }
}

const isClass = (value: unknown): value is Type<unknown> => typeof value === 'function';
const isFunction = (value: unknown): value is () => unknown => typeof value === 'function';

const join = (base: unknown, path: unknown): string =>
  `/${[base, path]
    .flatMap((part) => (typeof part === 'string' ? part.split('/') : []))
    .filter(Boolean)
    .join('/')}`;

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
