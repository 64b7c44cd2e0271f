import type { SendOutcome } from '../channel.port.js';
import { retryAfterMs } from '../retry-after.js';

/** An attempt with the same key is running at the provider; it takes a few seconds at most. */
const inFlightRetryMs = 2_000;
/** Quotas are counted per day and per month; asking every hour costs nothing and notices an upgrade soon. */
const quotaRetryMs = 60 * 60 * 1_000;

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

/** How Resend's checks name the recipient, such as "Invalid `to` field". */
const ofRecipient = /`to`|\brecipients?\b/i;

/** The server, or a proxy on the way, gave up on the request: what came before that is not known. */
const gaveUp: ReadonlySet<number> = new Set([408, 425]);

/**
 * What an error of Resend means for a send. A refusal closes the debtor's e-mail, so only a check that names the recipient is one. All
 * other client errors (key, domain, sender, a wrong base URL, a field) are ours: they wait for an operator and are tried again. Of the
 * server errors only 503 says that nothing was done; after 500, 502 and 504 the mail may have left, and only the key makes a repeat safe.
 */
export function outcomeOfError(error: ResendError, headers: Readonly<Record<string, string>>): SendOutcome {
  const detail = `${error.name}: ${error.message}`.slice(0, 500);
  const status = error.statusCode;
  if (status === null) return { status: 'unknown', detail };
  if (status === 429)
    return { status: 'throttled', retryAfterMs: retryAfterMs(headers, quotas.has(error.name) ? quotaRetryMs : undefined), detail };
  if (status === 409) return conflict(error, detail);
  if (status === 422 && ofRecipient.test(error.message)) return { status: 'rejected', code: error.name, detail, permanent: true };
  if (status === 503) return { status: 'not-executed', cause: 'provider-error', detail };
  if (status >= 400 && status < 500 && !gaveUp.has(status)) return { status: 'not-executed', cause: 'account', detail };
  return { status: 'unknown', detail };
}
