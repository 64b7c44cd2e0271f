/** Lets a request pass when its key has the scope its route declares and has not asked too often. Runs before a body is read. */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { ApiKeys } from './api-keys/api-keys.service.js';
import type { Caller } from './api-keys/caller.js';
import { type Scope, allows } from './api-keys/scopes.js';
import { type Exchange, exchangeOf } from './exchange.js';
import { RateLimits } from './limits/rate-limits.js';
import { Declared } from './operation.decorator.js';
import { Problem } from './problems.js';

/** Says on every answer to a key in which zone the creditor's days are made. */
export const timeZoneHeader = 'Maanwerk-Time-Zone';

const bearer = /^Bearer +(\S{1,200})$/i;

/** Global guard. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly keys: ApiKeys,
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const exchange = exchangeOf(context.switchToHttp().getRequest<Request>());
    const operation = this.reflector.get(Declared, context.getHandler());
    // route-table.ts refuses such a route at boot; should one slip by, it stays shut.
    if (!operation) throw new Problem('route-not-found', 'There is no route with this method and path.');
    exchange.route = routeOf(exchange.request);
    if (typeof operation.scope !== 'string') {
      if (!operation.uncounted) await this.limits.countStranger(exchange);
      return true;
    }
    exchange.caller = await this.identify(exchange);
    await this.limits.countCaller(exchange, exchange.caller);
    // Instants are UTC; a client that shows them as days and hours shows the creditor's.
    exchange.response.setHeader(timeZoneHeader, exchange.caller.timeZone);
    const { scopes } = exchange.caller;
    if (!operation.alsoScopes?.some((scope) => allows(scopes, scope))) demand(exchange.caller, operation.scope);
    if (operation.testModeOnly && exchange.caller.mode !== 'test')
      throw new Problem('route-not-found', 'There is no route with this method and path.');
    return true;
  }

  private async identify(exchange: Exchange): Promise<Caller> {
    const header = exchange.request.headers.authorization;
    const caller = header === undefined ? null : await this.keys.callerOf(bearer.exec(header)?.[1] ?? '');
    if (caller) return caller;
    await this.limits.countStranger(exchange);
    if (header === undefined)
      throw new Problem('api-key-missing', 'The request has no Authorization header.', { headers: { 'WWW-Authenticate': 'Bearer' } });
    throw new Problem('api-key-invalid', 'The API key is not known, expired or revoked.', {
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
    });
  }
}

function routeOf(request: Request): string {
  const route: unknown = request.route;
  return typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string' ? route.path : request.path;
}

/** @throws Problem scope-missing */
export function demand(caller: Caller, scope: Scope): void {
  if (allows(caller.scopes, scope)) return;
  throw new Problem('scope-missing', `The API key lacks the scope ${scope}.`, { extra: { requiredScope: scope } });
}
