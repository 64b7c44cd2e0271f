/** Reads a body within its bounds. Nothing of it is read before somebody asks for it here, and that is after the key was checked. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import getRawBody from 'raw-body';
import { Problem } from '../problems.js';

/** Most that a JSON body or a provider's event may weigh. */
export const bodyLimit = 256 * 1024;

/** How long a body may take in all, and how long it may stand still. */
export interface Patience {
  readonly timeoutMs: number;
  readonly idleMs: number;
}

/** The rest of a body that nobody wants is thrown away for so long, so that its sender can read why; then the connection goes. */
const discardMs = 1_000;

const tooLarge = (most: number): Problem => new Problem('body-too-large', `The body is larger than ${most} bytes.`);
const tooSlow = (): Problem => new Problem('request-timeout', 'The body did not arrive in time.');

/** @throws Problem body-too-large (before the first byte, where its length is told), request-timeout, malformed-json */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  { most, ...patience }: Patience & { readonly most: number },
): Promise<Buffer> {
  const length = request.headers['content-length'] ?? null;
  demandSize(request, most);
  grantContinue(request, response);
  try {
    return await inTime(request, getRawBody(request, { limit: most, length }), patience);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (isTooLarge(error)) throw tooLarge(most);
    throw new Problem('malformed-json', 'The connection ended before the body did.');
  }
}

/** @throws Problem body-too-large when the length that the request tells is more */
export function demandSize({ headers }: IncomingMessage, most: number): void {
  if (Number(headers['content-length'] ?? 0) > most) throw tooLarge(most);
}

/** Lets a client that asked first (`Expect: 100-continue`) send its body. */
export function grantContinue(request: IncomingMessage, response: ServerResponse): void {
  if (asksFirst(request)) response.writeContinue();
}

const asksFirst = ({ headers }: IncomingMessage): boolean => headers.expect?.toLowerCase() === '100-continue';

/** The library's word for a body above its limit. */
const isTooLarge = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === 'entity.too.large';

/** @throws Problem request-timeout when the body takes too long or stands still */
export async function inTime<T>(request: IncomingMessage, reading: Promise<T>, patience: Patience): Promise<T> {
  const clock = new BodyClock(request, patience);
  // Whoever reads hears of the end of the connection, too; after a timeout nobody waits for that any more.
  reading.catch(() => undefined);
  try {
    return await Promise.race([reading, clock.late]);
  } finally {
    clock.stop();
  }
}

/** Watches the bytes of a socket without taking any. */
export class BodyClock {
  /** Fails with request-timeout when the body takes too long or stands still; a body that is there is not watched any more. */
  readonly late: Promise<never>;
  private timer: NodeJS.Timeout | undefined;

  constructor(request: IncomingMessage, { timeoutMs, idleMs }: Patience) {
    const { socket } = request;
    const begun = performance.now();
    let [seen, seenAt] = [socket.bytesRead, begun];
    this.late = new Promise((_, reject) => {
      const look = (): void => {
        if (request.complete) return this.stop();
        const now = performance.now();
        if (socket.bytesRead !== seen) [seen, seenAt] = [socket.bytesRead, now];
        if (now - begun >= timeoutMs || now - seenAt >= idleMs) reject(tooSlow());
      };
      this.timer = setInterval(look, Math.min(1_000, timeoutMs / 4, idleMs / 4));
    });
    this.late.catch(() => undefined);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** An answer goes out although its body was not read to the end: what still comes is thrown away for a moment, then the connection ends. */
export function leaveUnread(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || response.headersSent) return;
  // Who asked first sends nothing after a refusal, and his next request could be taken for the body.
  if (asksFirst(request)) response.setHeader('Connection', 'close');
  response.once('finish', () => {
    if (request.complete) return;
    request.resume();
    const { socket } = request;
    const timer = setTimeout(() => socket.destroy(), discardMs);
    request.once('close', () => clearTimeout(timer));
    request.once('end', () => clearTimeout(timer));
  });
}
