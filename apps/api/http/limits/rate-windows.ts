/** Counts in windows. `rate-limiter-flexible` counts; what a caller may and what the answer says of it are ours. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** So many in so many seconds, counted from the first. */
export interface RatePolicy {
  /** As the answer names it. */
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number;
}

/** How a caller stands under one policy. */
export interface Standing {
  readonly policy: RatePolicy;
  readonly left: number;
  readonly secondsLeft: number;
  readonly exceeded: boolean;
}

/** Counts under several policies at once, in the memory of this process. */
export class RateWindows {
  private readonly windows: readonly { readonly policy: RatePolicy; readonly limiter: RateLimiterMemory }[];

  constructor(policies: readonly RatePolicy[]) {
    this.windows = policies.map((policy) => ({
      policy,
      limiter: new RateLimiterMemory({ keyPrefix: policy.name, points: policy.quota, duration: policy.windowSeconds }),
    }));
  }

  /** Takes `cost` of what is left to `who`, and tells how he stands. Counts on when nothing is left. */
  take(who: string, cost = 1): Promise<readonly Standing[]> {
    return Promise.all(
      this.windows.map(async ({ policy, limiter }) => {
        const counted = await limiter.consume(who, cost).catch(refusal);
        const left = Math.max(0, policy.quota - counted.consumedPoints);
        // Rounded up: who comes back at that second is let in.
        const secondsLeft = Math.max(1, Math.ceil(counted.msBeforeNext / 1_000));
        return { policy, left, secondsLeft, exceeded: counted.consumedPoints > policy.quota };
      }),
    );
  }
}

/** The library throws the count when there are too many. */
function refusal(thrown: unknown): RateLimiterRes {
  if (thrown instanceof RateLimiterRes) return thrown;
  throw thrown;
}
