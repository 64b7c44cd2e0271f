/** How a turn of a job says that it lives, and hears that it must stop. */
import { CancelledFailure, Context } from '@temporalio/activity';
import type { JobProgress } from '#contracts/jobs.js';

/** `shutdown`: this worker stops, another goes on. `cancelled`: Temporal wants no answer any more. */
export type StopReason = 'shutdown' | 'cancelled';

/** What a turn knows of Temporal. */
export interface JobPulse {
  /** The worker lives, and the job is this far. */
  beat(progress: JobProgress): void;
  stop(): StopReason | null;
}

/** The pulse of the activity that runs. */
export function pulseOfActivity(): JobPulse {
  const context = Context.current();
  return {
    beat: (progress) => context.heartbeat(progress),
    stop: () => {
      const { aborted, reason } = context.cancellationSignal;
      if (!aborted) return null;
      return reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN' ? 'shutdown' : 'cancelled';
    },
  };
}
