import type { ChaseActivities } from '#contracts/activities.js';
import type { Casebook } from '#casebook/casebook.js';
import type { ChannelRegistry } from '#channels/registry.js';
import { HandOver } from './chase/hand-over.activity.js';
import { MessageSender, type SenderSettings } from './chase/message-sender.js';
import { OpenCallTask } from './chase/open-call-task.activity.js';
import { PlanNext } from './chase/plan-next.activity.js';
import { RecordSignal } from './chase/record-signal.activity.js';
import { RunInternalStep } from './chase/run-internal-step.activity.js';
import { SendMessage } from './chase/send-message.activity.js';

/** Everything the worker can do for a chase, listed one by one: an activity that is forgotten here does not compile. */
export function chaseActivities(book: Casebook, channels: ChannelRegistry, settings: SenderSettings): ChaseActivities {
  const planNext = new PlanNext(book);
  const sendMessage = new SendMessage(book, new MessageSender(book, channels, settings));
  const openCallTask = new OpenCallTask(book);
  const handOver = new HandOver(book);
  const runInternalStep = new RunInternalStep(book);
  const recordSignal = new RecordSignal(book);
  return {
    planNext: (input) => planNext.run(input),
    sendMessage: (input) => sendMessage.run(input),
    openCallTask: (input) => openCallTask.run(input),
    handOver: (input) => handOver.run(input),
    runInternalStep: (input) => runInternalStep.run(input),
    recordSignal: (input) => recordSignal.run(input),
  };
}
