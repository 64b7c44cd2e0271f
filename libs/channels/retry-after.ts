/** A provider that throttles without saying for how long: Resend counts per second, so a short pause is enough. */
const defaultThrottleMs = 1_000;
/** No answer of a provider may put a send off for longer: quotas run per day at most, and a step has its own deadline. */
const longestThrottleMs = 24 * 60 * 60 * 1_000;

const secondsIn = (value: string | undefined): number | null => {
  const seconds = value === undefined ? Number.NaN : Number.parseFloat(value);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
};

/** Delay from `retry-after` (seconds or an HTTP date) or `ratelimit-reset` (seconds), bounded; `fallbackMs` when neither can be read. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, fallbackMs = defaultThrottleMs): number {
  const retryAfter = headers['retry-after'];
  const dated = retryAfter !== undefined && /[a-z]/i.test(retryAfter) ? Date.parse(retryAfter) - Date.now() : Number.NaN;
  const delay = Number.isNaN(dated) ? (secondsIn(retryAfter) ?? secondsIn(headers['ratelimit-reset']) ?? fallbackMs) : dated;
  return Math.min(Math.max(delay, 0), longestThrottleMs);
}
