import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from './failures.js';

/** A failure of the contract; everything else that is thrown is a surprise and retried by Temporal. */
export const failure = (
  type: FailureType,
  message: string,
  options: { nonRetryable?: boolean; retryAfterMs?: number } = {},
): ApplicationFailure =>
  ApplicationFailure.create({
    type,
    message,
    nonRetryable: options.nonRetryable ?? false,
    ...(options.retryAfterMs === undefined ? {} : { nextRetryDelay: options.retryAfterMs }),
  });
