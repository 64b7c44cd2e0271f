/** How long one attempt of a step may take, and how soon it is noticed that whoever made it is gone. */
export interface AttemptLimits {
  /** The whole attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** For so long an attempt that says nothing holds its message; one that runs renews that. A worker that died is noticed after this. */
  readonly leaseMs: number;
}

/** The limits where nobody says otherwise; those of the settings are the same. */
export const usualLimits: AttemptLimits = { timeoutMs: 60_000, leaseMs: 10_000 };
