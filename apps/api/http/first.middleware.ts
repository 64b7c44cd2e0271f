/** The first thing every request meets: its id, the safety headers and one log line when it is answered. */
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Log } from '#observability/logger.js';
import type { Metrics } from '#observability/metrics.js';
import { type Exchange, openExchange } from './exchange.js';
import { Problem } from './problems.js';

const requestIdShape = /^[A-Za-z0-9._:-]{8,128}$/;

/** The caller's id where it is harmless in a log, else one of ours. */
function requestIdOf(request: Request): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && requestIdShape.test(given) ? given : `req_${randomUUID().replaceAll('-', '')}`;
}

/**
 * Own policy instead of helmet's: its default upgrades to https, which breaks a plain-http start on a laptop. Answers are JSON, so nothing
 * may load; `/docs` sets its own.
 */
const apiContentPolicy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

const safetyHeaders = helmet({
  contentSecurityPolicy: false,
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
});

/** What the first middleware needs. */
export interface FirstDeps {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Headers that a request may have. */
  readonly maxHeaders: number;
}

/** Makes the middleware; mounted before everything else. */
export function firstMiddleware({ log, metrics, maxHeaders }: FirstDeps): RequestHandler {
  const latency = metrics.histogram('http_request_seconds', 'Time from the first byte of a request to its answer', [
    'method',
    'route',
    'status',
  ]);
  return (request: Request, response: Response, next: NextFunction): void => {
    const started = performance.now();
    const exchange = openExchange(request, response, requestIdOf(request));
    response.setHeader('X-Request-Id', exchange.requestId);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Security-Policy', apiContentPolicy);
    response.once('close', () => {
      const durationMs = performance.now() - started;
      const labels = { method: request.method, route: exchange.route || 'none', status: String(response.statusCode) };
      latency.observe(labels, durationMs / 1000);
      report(log, exchange, durationMs);
    });
    const tooMany = request.rawHeaders.length / 2 > maxHeaders;
    safetyHeaders(request, response, (error?: unknown) =>
      next(error ?? (tooMany ? new Problem('headers-too-large', `The request has more than ${maxHeaders} headers.`) : undefined)),
    );
  };
}

function report(log: Log, exchange: Exchange, durationMs: number): void {
  const { request, response, caller, route, requestId } = exchange;
  log.info(response.writableFinished ? 'request answered' : 'request abandoned', {
    requestId,
    method: request.method,
    route: route || 'none',
    status: response.statusCode,
    durationMs: Math.round(durationMs * 10) / 10,
    tenantId: caller?.tenantId ?? null,
    actor: caller?.actor ?? null,
  });
}
