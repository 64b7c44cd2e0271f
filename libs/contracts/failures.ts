/** Failures that cross a process, by their `type`. `retryable` says whether trying again can help. */
export const failures = {
  /** The provider is throttled, down or unreachable and surely did not execute. */
  ChannelUnavailable: { retryable: true },
  /** It may or may not have left; the channel's guarantee says what may be tried. */
  OutcomeUnknown: { retryable: true },
  /** The invoice does not exist for this tenant (erased, or a workflow started by hand with a wrong id). */
  InvoiceGone: { retryable: false },
  /** The worker's clock is behind Temporal's: by its own clock the step is not due yet. */
  ClockBehind: { retryable: true },
  /** A worker of an earlier release works on this job; it is free soon after that worker has gone. */
  JobHeld: { retryable: true },
} as const;
/** A failure type. */
export type FailureType = keyof typeof failures;
/** The types Temporal must not retry. */
export const nonRetryableFailures: readonly FailureType[] = ['InvoiceGone'];
