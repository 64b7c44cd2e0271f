/** The cheapest durable life there can be: n timers, n activities, one signal. What our workflow costs is measured against it. */
import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

const { nothing } = proxyActivities<{ nothing(id: string): Promise<void> }>({ startToCloseTimeout: '1 minute' });
const paymentReceived = defineSignal('paymentReceived');

/** @param life `id` names the life to the activity, `gapMs` is the length of each timer */
export async function bareLifeWorkflow(life: { id: string; steps: number; gapMs: number }): Promise<void> {
  let paid = false;
  setHandler(paymentReceived, () => {
    paid = true;
  });
  for (let step = 0; step < life.steps; step++) {
    await sleep(life.gapMs);
    await nothing(life.id);
  }
  await condition(() => paid);
}

/** Sleeps until nobody waits for it any more: what a start costs a server whose worker works. */
export async function sleeperWorkflow(): Promise<void> {
  await sleep('300 days');
}

/** The cheapest durable step there can be: a timer until an instant, an activity. @param step `id` names it, `at` is in milliseconds */
export async function bareStepWorkflow(step: { id: string; at: number }): Promise<void> {
  await sleep(Math.max(1, step.at - Date.now()));
  await nothing(step.id);
}
