/** What surely never left: a connection that was not made, and a request that was stopped before its first byte. */
import { subscribe } from 'node:diagnostics_channel';
import type { SendOptions, SendOutcome } from './channel.port.js';

/**
 * Error codes of a connection that was never made: no byte of the request can have left. A code that is not listed here (ETIMEDOUT,
 * ECONNRESET, an abort) can also come after the request went out and therefore says nothing.
 */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

const codeOf = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** The code when the error proves that nothing left; looks through the wrapper that `fetch` puts around it. */
function neverConnectedCode(error: unknown): string | null {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : null);
  return code !== null && neverConnected.has(code) ? code : null;
}

/** A request that is under way. */
interface Watched {
  readonly mayLeave: () => boolean;
  readonly stop: AbortController;
  neverConnected: string | null;
  /** Its first byte was written: whatever is reported of a connection later, this one was made. */
  left: boolean;
  tooLate: boolean;
}

const watched = new Map<string, Watched>();
let listening = false;

const headersOf = (event: unknown): readonly unknown[] => {
  if (typeof event !== 'object' || event === null || !('request' in event)) return [];
  const request = event.request;
  if (typeof request !== 'object' || request === null || !('headers' in request)) return [];
  return Array.isArray(request.headers) ? request.headers : [];
};

function watchedBy(event: unknown): Watched | null {
  for (const header of headersOf(event)) {
    const request = typeof header === 'string' ? watched.get(header) : undefined;
    if (request) return request;
  }
  return null;
}

/**
 * Node's fetch reports on diagnostics channels what a client library swallows (the Resend SDK answers "unable to fetch" for every failure):
 * a failed request with its cause, which tells "refused" from "cut"; and a request whose first byte is about to be written, which is the
 * last moment at which it can be held back. If the channels ever stop speaking, every network failure becomes `unknown`, the safe side,
 * and the right to send is checked before the connection is made only.
 */
function listenOnce(): void {
  if (listening) return;
  listening = true;
  subscribe('undici:request:error', (event) => {
    const error = typeof event === 'object' && event !== null && 'error' in event ? event.error : null;
    const code = neverConnectedCode(error);
    const request = code === null ? null : watchedBy(event);
    if (request) request.neverConnected = code;
  });
  subscribe('undici:client:sendHeaders', (event) => {
    const request = watchedBy(event);
    if (!request) return;
    if (request.mayLeave()) {
      request.left = true;
      return;
    }
    request.tooLate = true;
    // Destroys the socket here and now, so that the write which follows in this same turn reaches nobody.
    request.stop.abort();
  });
}

const tooLate: SendOutcome = { status: 'not-executed', cause: 'too-late', detail: 'the right to send had passed before the request left' };

/** What a watched request came to: its result, or the proof that nothing left. */
export type WatchedResult<T> = { readonly result: T } | { readonly notSent: SendOutcome };

/**
 * Runs a request that carries `key` as the value of one of its headers, bounded as `options` say, and tells whether it surely never left.
 * Two requests with one key at the same time are not told apart; the send ledger allows only one.
 */
export async function watchConnection<T>(
  key: string,
  options: SendOptions,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<WatchedResult<T>> {
  const { mayLeave = () => true } = options;
  if (!mayLeave()) return { notSent: tooLate };
  listenOnce();
  const watching: Watched = { mayLeave, stop: new AbortController(), neverConnected: null, left: false, tooLate: false };
  watched.set(key, watching);
  try {
    const result = await request(AbortSignal.any([bounded(options), watching.stop.signal]));
    if (watching.tooLate) return { notSent: tooLate };
    const code = watching.neverConnected;
    // An earlier request with this key that was cut may be tried again by undici behind our back, and refused.
    if (code === null || watching.left) return { result };
    return { notSent: { status: 'not-executed', cause: 'unreachable', detail: `could not connect (${code})` } };
  } finally {
    watched.delete(key);
  }
}

/** The bound of one attempt, and the caller's own way to end it. */
export function bounded(options: SendOptions): AbortSignal {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  return options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
}
