import type { SendOutcome } from '../channel.port.js';
import { retryAfterMs } from '../retry-after.js';

/** An attempt with the same key is running at the provider; it takes a few seconds at most. */
export const inFlightRetryMs = 2_000;
/** Quotas are counted per day and per month; asking every hour costs nothing and notices an upgrade soon. */
export const quotaRetryMs = 60 * 60 * 1_000;

/** An error as the SDK hands it back: the provider's own body, or made up by the SDK with `statusCode` null when there was no answer. */
export interface ResendError {
  readonly name: string;
  readonly statusCode: number | null;
  readonly message: string;
}

/** Conflicts of the idempotency key. */
const conflict = (error: ResendError, detail: string): SendOutcome =>
  error.name === 'invalid_idempotent_request' ? { status: 'key-conflict', detail } : { status: 'in-flight', retryAfterMs: inFlightRetryMs };

const quotas = new Set(['daily_quota_exceeded', 'monthly_quota_exceeded']);

/**
 * What an error of Resend means for a send. 401 and 403 are about our account, not about this message, so they wait for an operator. Of the
 * server errors only 503 says that nothing was done; after 500, 502 and 504 the mail may have left, and only the key makes a repeat safe.
 */
export function outcomeOfError(error: ResendError, headers: Readonly<Record<string, string>>): SendOutcome {
  const detail = `${error.name}: ${error.message}`.slice(0, 500);
  const status = error.statusCode;
  if (status === null) return { status: 'unknown', detail };
  if (status === 429)
    return { status: 'throttled', retryAfterMs: retryAfterMs(headers, quotas.has(error.name) ? quotaRetryMs : undefined), detail };
  if (status === 409) return conflict(error, detail);
  if (status === 401 || status === 403) return { status: 'not-executed', cause: 'account', detail };
  if (status === 503) return { status: 'not-executed', cause: 'provider-error', detail };
  if (status >= 400 && status < 500) return { status: 'rejected', code: error.name, detail, permanent: true };
  return { status: 'unknown', detail };
}
