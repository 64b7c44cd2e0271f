/** The last resort: whatever is thrown becomes a problem answer, and nothing of its text reaches the client unless we wrote it. */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { isReadTimeout } from '#database/database.js';
import { Log } from '#observability/logger.js';
import { exchangeOf } from './exchange.js';
import { Problem, type ProblemCode, problemBody } from './problems.js';
import { leaveUnread } from './server/read-body.js';

/** Answers of Nest, Express and multer that have no Problem of ours. */
const byStatus: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  400: ['invalid-request', 'The request cannot be read.'],
  404: ['route-not-found', 'There is no route with this method and path.'],
  408: ['request-timeout', 'The request did not arrive in time.'],
  413: ['body-too-large', 'The upload is too large.'],
  415: ['unsupported-media-type', 'The content type is not accepted.'],
};

/** SQLSTATE classes and socket errors that mean "not now": connection lost, no such database, out of resources, timeout, deadlock. */
const passing = /^(?:08...|3D000|53...|57P..|57014|55P03|40001|40P01|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN)$/;

/** How long a client should wait while the database is away; it is back within seconds or not for minutes. */
const retryAfterSeconds = '2';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The driver's code, also where TypeORM wrapped the error. */
function driverCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const own = 'code' in error ? text(error.code) : '';
  return own || ('driverError' in error ? driverCode(error.driverError) : '');
}

const isPassing = (error: unknown): boolean =>
  passing.test(driverCode(error)) ||
  isReadTimeout(error) ||
  (error instanceof Error && /timeout exceeded when trying to connect|Connection terminated/.test(error.message));

/** The problem for anything that was thrown. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof HttpException ? error.getStatus() : 0;
  const known = error instanceof URIError ? byStatus[400] : byStatus[status];
  if (known) return new Problem(known[0], known[1]);
  if (isPassing(error))
    return new Problem('unavailable', 'The database did not answer in time.', { headers: { 'Retry-After': retryAfterSeconds } });
  return new Problem('internal-error', 'The request could not be handled.');
}

/** Global filter. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { request, requestId, path, route } = exchangeOf(http.getRequest<Request>());
    const response = http.getResponse<Response>();
    // Who hung up is told nothing, and what was ended for it is nobody's fault.
    if (response.closed && error instanceof Error && error.name === 'AbortError') return;
    const problem = toProblem(error);
    if (problem.status >= 500 && problem.code !== 'not-yet')
      this.log.error('request failed', error, { requestId, route, code: problem.code });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    leaveUnread(request, response);
    for (const [name, value] of Object.entries(problem.more.headers ?? {})) response.setHeader(name, value);
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemBody(problem, { path, requestId })));
  }
}
