import type { ChaseActivities, StepInput, StepResult } from '#contracts/activities.js';
import type { Casebook } from '#casebook/casebook.js';
import type { ChannelRegistry } from '#channels/registry.js';
import type { Instant } from '#domain/calendar/zone.js';
import type { StepOrder } from '#dispatch/in-chase.js';
import { HandOver } from './chase/hand-over.activity.js';
import { MessageSender, type SenderSettings } from '#dispatch/deliver/message-sender.js';
import { OpenCallTask } from './chase/open-call-task.activity.js';
import { PlanNext } from './chase/plan-next.activity.js';
import { RecordSignal } from './chase/record-signal.activity.js';
import { RunInternalStep } from './chase/run-internal-step.activity.js';
import { SendMessage } from './chase/send-message.activity.js';
import { idlePlan, idleStep, type SkewTools, type TemporalClock, unhurried } from './clock-skew.js';
import { type ActivityObserver, unobserved } from './observer.js';

/** How messages leave, and how the worker that takes the steps is heard and told the time. */
export interface ActivitySettings extends SenderSettings {
  /** Hears what was done, for figures. */
  readonly observer?: ActivityObserver;
  /** Says to whoever handed out the step that its worker lives. */
  readonly beat?: () => void;
  /** By which clock steps are handed out; absent: that of the activity that runs. */
  readonly clock?: TemporalClock;
}

/** Everything the worker can do for a chase, listed one by one: an activity that is forgotten here does not compile. */
export function chaseActivities(book: Casebook, channels: ChannelRegistry, settings: ActivitySettings): ChaseActivities {
  const planNext = new PlanNext(book);
  const sendMessage = new SendMessage(book, new MessageSender(book, channels, settings));
  const openCallTask = new OpenCallTask(book);
  const handOver = new HandOver(book);
  const runInternalStep = new RunInternalStep(book);
  const recordSignal = new RecordSignal(book);
  const observer = settings.observer ?? unobserved;
  const { clock } = settings;
  const skew: SkewTools = { now: () => book.live.realOf(book.live.now()), observer, ...(clock && { clock }) };
  const taking = (take: Take<StepOrder>): Take<StepInput> => unhurried(skew, observed(book, observer)(take), idleStep);
  return {
    planNext: unhurried(skew, (input) => planNext.run(input), idlePlan),
    sendMessage: beating(
      taking((order) => sendMessage.run(order)),
      { beat: settings.beat, everyMs: book.limits.leaseMs / beatsInALease },
    ),
    openCallTask: taking((order) => openCallTask.run(order)),
    handOver: taking((order) => handOver.run(order)),
    runInternalStep: taking((order) => runInternalStep.run(order)),
    recordSignal: (input) => recordSignal.run(input),
  };
}

/** The lease of the message and Temporal's patience are the same: each is told three times before it would run out. */
const beatsInALease = 3;

/** Says that the worker lives for as long as a step takes; one that ends before its first beat costs nothing. */
function beating(
  take: Take<StepInput>,
  { beat, everyMs }: { readonly beat: (() => void) | undefined; readonly everyMs: number },
): Take<StepInput> {
  if (!beat) return take;
  return async (input) => {
    const beats = setInterval(beat, everyMs);
    try {
      return await take(input);
    } finally {
      clearInterval(beats);
    }
  };
}

type Take<Input extends StepInput> = (input: Input) => Promise<StepResult>;

/**
 * Says how late each step was when it was done, so a message that its provider kept waiting is as late as it left. A step that was not taken
 * says nothing, and one that failed says it when it succeeds.
 */
function observed({ live }: Casebook, observer: ActivityObserver): (take: Take<StepOrder>) => Take<StepInput> {
  return (take) => async (input) => {
    const planned: Instant[] = [];
    const answer = await take({ ...input, planned: (at) => planned.push(at) });
    const at = planned.at(-1); // a transaction that lost a race runs again and tells it again
    if (at !== undefined && answer.result !== 'superseded')
      observer.stepTaken({ action: input.step.action, lagMs: Math.max(0, live.realOf(live.now()) - live.realOf(at)) });
    return answer;
  };
}
