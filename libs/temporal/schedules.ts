/** The Schedules of housekeeping: made when they are not there, changed when the settings have changed, else left as they are. */
import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { taskQueues } from '#contracts/task-queues.js';

/** Work that repeats. */
export interface WantedSchedule {
  readonly scheduleId: string;
  readonly workflowType: string;
  readonly everyMs: number;
}

/** A server that was away catches up one start, if that: the work looks at everything, so an old start finds no more than the next. */
const catchupWindowMs = 60_000;

type Wanted = Pick<ScheduleOptions, 'spec' | 'action' | 'policies'>;

function optionsOf({ scheduleId, workflowType, everyMs }: WantedSchedule): Wanted {
  return {
    spec: { intervals: [{ every: everyMs }] },
    action: { type: 'startWorkflow', workflowType, workflowId: scheduleId, taskQueue: taskQueues.chase, args: [] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: catchupWindowMs },
  };
}

/** Whether a schedule is what it should be; its pause and its note are an operator's, and no business of ours. */
function isAsWanted(is: ScheduleDescription, wanted: WantedSchedule): boolean {
  const { action, spec, policies } = is;
  return (
    spec.intervals?.length === 1 &&
    spec.intervals[0]?.every === wanted.everyMs &&
    action.workflowType === wanted.workflowType &&
    action.taskQueue === taskQueues.chase &&
    policies.overlap === ScheduleOverlapPolicy.SKIP &&
    policies.catchupWindow === catchupWindowMs
  );
}

/**
 * Sees to it that a schedule is there, as it is wanted. Several workers may do so at once.
 * @returns what had to be done @throws what the server says when it cannot
 */
export async function ensureSchedule(client: Client, wanted: WantedSchedule): Promise<'made' | 'changed' | 'there'> {
  const options = optionsOf(wanted);
  try {
    await client.schedule.create({ scheduleId: wanted.scheduleId, ...options });
    return 'made';
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  const handle = client.schedule.getHandle(wanted.scheduleId);
  if (isAsWanted(await handle.describe(), wanted)) return 'there';
  await handle.update(({ state }) => ({ ...options, state }));
  return 'changed';
}
