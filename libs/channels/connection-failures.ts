import { subscribe } from 'node:diagnostics_channel';
import type { SendOptions } from './channel.port.js';

/**
 * Error codes of a connection that was never made: no byte of the request can have left. A code that is not listed here (ETIMEDOUT,
 * ECONNRESET, an abort) can also come after the request went out and therefore says nothing.
 */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

const codeOf = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** The code when the error proves that nothing left; looks through the wrapper that `fetch` puts around it. */
export function neverConnectedCode(error: unknown): string | null {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : null);
  return code !== null && neverConnected.has(code) ? code : null;
}

const watched = new Map<string, string | null>();
let listening = false;

const headersOf = (event: unknown): readonly unknown[] => {
  if (typeof event !== 'object' || event === null || !('request' in event)) return [];
  const request = event.request;
  if (typeof request !== 'object' || request === null || !('headers' in request)) return [];
  return Array.isArray(request.headers) ? request.headers : [];
};

/**
 * Node's fetch reports every failed request with its cause on this diagnostics channel; a client library that swallows the cause (the
 * Resend SDK answers "unable to fetch" for all of them) leaves no other way to tell "refused" from "cut". If the channel ever stops
 * speaking, every network failure becomes `unknown`: the safe side.
 */
function listenOnce(): void {
  if (listening) return;
  listening = true;
  subscribe('undici:request:error', (event) => {
    const error = typeof event === 'object' && event !== null && 'error' in event ? event.error : null;
    const code = neverConnectedCode(error);
    if (code === null) return;
    for (const header of headersOf(event)) if (typeof header === 'string' && watched.has(header)) watched.set(header, code);
  });
}

/**
 * Runs a request that carries `key` as the value of one of its headers, and tells beside its result whether the connection was surely
 * never made. Two requests with one key at the same time are not told apart; the send ledger allows only one.
 */
export async function watchConnection<T>(key: string, request: () => Promise<T>): Promise<{ result: T; neverConnected: string | null }> {
  listenOnce();
  watched.set(key, null);
  try {
    const result = await request();
    return { result, neverConnected: watched.get(key) ?? null };
  } finally {
    watched.delete(key);
  }
}

/** The bound of one attempt, and the caller's own way to end it. */
export function bounded(options: SendOptions): AbortSignal {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  return options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
}
