/** What belongs to one request besides Express's own: set by the first middleware, read by everything after it. */
import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Caller } from './api-keys/caller.js';

/** One request with its answer. `caller` is there on every route that is not public, `rawBody` where a body came. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly requestId: string;
  /** Path without query: what may be logged and shown. */
  readonly path: string;
  /** Pattern of the route that was chosen, such as `/v1/invoices/:id`; '' until one was. */
  route: string;
  rawBody: Buffer | null;
  caller: Caller | null;
}

// A WeakMap instead of a field on the request: typed, and nothing that a client sends can ever land in it.
const exchanges = new WeakMap<object, Exchange>();

/** Ties an exchange to its request. */
export function openExchange(request: Request, response: Response, requestId: string): Exchange {
  const exchange: Exchange = { request, response, requestId, path: request.path, route: '', rawBody: null, caller: null };
  exchanges.set(request, exchange);
  return exchange;
}

/** The exchange of a request. @throws Error when the first middleware was not mounted */
export function exchangeOf(request: object): Exchange {
  const exchange = exchanges.get(request);
  if (!exchange) throw new Error('exchange: the request did not pass the first middleware');
  return exchange;
}

/** The caller of a request that passed the guard. @throws Error on a public route */
export function callerOf(exchange: Exchange): Caller {
  if (!exchange.caller) throw new Error(`caller: ${exchange.route} is public`);
  return exchange.caller;
}

/** `@At() exchange: Exchange` in a controller. */
export const At = createParamDecorator((_data: unknown, context: ExecutionContext): Exchange =>
  exchangeOf(context.switchToHttp().getRequest<Request>()),
);

/** `@By() caller: Caller` in a controller. */
export const By = createParamDecorator((_data: unknown, context: ExecutionContext): Caller =>
  callerOf(exchangeOf(context.switchToHttp().getRequest<Request>())),
);
