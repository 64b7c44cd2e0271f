/** What Node itself refuses, before any of our code sees a request, is answered as a problem too. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem, type ProblemCode, problemBody } from '../problems.js';

const refusals: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'The headers are larger than this server reads.'],
};

const statusTexts: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** The whole answer; the connection ends with it, because nobody can tell where the next request would begin. */
function answerOf(error: NodeJS.ErrnoException): string {
  const [code, detail] = refusals[error.code ?? ''] ?? ['invalid-request', 'This is no HTTP request.'];
  const problem = new Problem(code, detail);
  const requestId = `req_${randomUUID().replaceAll('-', '')}`;
  const body = JSON.stringify(problemBody(problem, { path: '/', requestId }));
  const head = [
    `HTTP/1.1 ${problem.status} ${statusTexts[problem.status] ?? 'Refused'}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** Answers what is broken on its connection, unless an answer is on its way there. */
export function answerBrokenRequests(server: Server): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => answers.set(request.socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const current = answers.get(socket);
    const begun = current !== undefined && current.headersSent && !current.writableFinished;
    if (!socket.writable || begun || error.code === 'ECONNRESET') socket.destroy(error);
    else socket.end(answerOf(error), () => socket.destroy());
  });
}
