/** Lives that are played on a real server with scripted activities, to record their histories and to compare later ones with them. */
import type { StepInput } from '#contracts/activities.js';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { type ChaseAction, chaseWorkflowType } from '#contracts/chase.js';
import { chaseWorkflowId } from '#contracts/ids.js';
import { taskQueues } from '#contracts/task-queues.js';
import { ScriptedCasebook, aPlan } from './activation-casebook.js';
import { ScriptedFailure } from './activation-harness.js';
import { type ScriptedServer, until } from './replay-server.js';
import { eventTypes } from './replay-histories.js';
import { unchecked } from './unchecked.js';

/** Short enough to wait for on a real server, long enough that a timer is seen before it fires. */
const gapMs = 1_000;
const dayMs = 86_400_000;

/** Plays one life to its end. @returns the chase that was played */
export type Scenario = (server: ScriptedServer) => Promise<{ readonly tenantId: string; readonly invoiceId: string }>;

const soon = (steps: number, clock = false): ScriptedCasebook =>
  new ScriptedCasebook({ steps, firstAtMs: Date.now() + gapMs, gapMs, clock, realTime: !clock });

async function ended(server: ScriptedServer, chase: { tenantId: string; invoiceId: string }): Promise<void> {
  await until('the chase ends', async () => (await server.gateway.describe(chase))?.status !== 'RUNNING');
}

const waitsForNews = (server: ScriptedServer, chase: { tenantId: string; invoiceId: string }, revision: number): Promise<unknown> =>
  until(`revision ${revision} is followed`, async () => {
    const view = await server.gateway.view(chase);
    return view !== null && !view.acting && (view.plan?.revision ?? 0) >= revision && view.signalsWaiting === 0;
  });

/** Waits until the history holds an event of a type and its workflow task is over. */
async function hasSettled(server: ScriptedServer, chase: { tenantId: string; invoiceId: string }, type: string): Promise<void> {
  const handle = server.client.workflow.getHandle(chaseWorkflowId(chase.invoiceId));
  await until(`${type} has been dealt with`, async () => {
    const types = eventTypes(unchecked(JSON.parse(historyToJSON(await handle.fetchHistory()))));
    return types.includes(type) && types.lastIndexOf('WORKFLOW_TASK_COMPLETED') > types.lastIndexOf('WORKFLOW_TASK_SCHEDULED');
  });
}

/** A gate that holds an activity until the test opens it. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

async function paidAfter(server: ScriptedServer, steps: number): Promise<ReturnType<ScriptedServer['chase']>> {
  const casebook = soon(steps);
  const chase = server.chase(casebook);
  await server.gateway.start({ ...chase, plan: casebook.plan() });
  await until('all steps are taken', () => casebook.sent.length === steps);
  await waitsForNews(server, chase, steps + 1);
  await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
  await ended(server, chase);
  return chase;
}

/** All scenarios by name. A new one is added here and recorded by the first run of the end-to-end suite. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  'paid-at-once': (server) => paidAfter(server, 0),
  'paid-after-five-steps': (server) => paidAfter(server, 5),

  'promise-then-paid-in-a-timer': async (server) => {
    const casebook = new ScriptedCasebook({ steps: 1, firstAtMs: Date.now() + 30 * dayMs, gapMs: dayMs });
    const chase = server.chase(casebook);
    await server.gateway.start(chase);
    await waitsForNews(server, chase, 1);
    const promise = casebook.fact('release');
    await server.gateway.signal(chase, 'promiseMade', promise);
    await waitsForNews(server, chase, 2);
    await server.gateway.signal(chase, 'promiseMade', promise);
    await waitsForNews(server, chase, 2);
    await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
    await ended(server, chase);
    return chase;
  },

  'paid-while-sending': async (server) => {
    const casebook = soon(1);
    const sending = gate();
    const sendMessage = async (input: StepInput): Promise<unknown> => {
      const answer = casebook.takeStep(input, Date.now());
      await sending.passed;
      return answer;
    };
    const chase = server.chase(casebook, { ...casebook.scripts, sendMessage: unchecked(sendMessage) });
    await server.gateway.start(chase);
    await until('the message is being sent', () => casebook.sent.length === 1);
    await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
    await hasSettled(server, chase, 'WORKFLOW_EXECUTION_SIGNALED');
    sending.open();
    await ended(server, chase);
    return chase;
  },

  'direct-signals': async (server) => {
    const casebook = new ScriptedCasebook({ steps: 2, firstAtMs: Date.now() + dayMs, gapMs: dayMs });
    const chase = server.chase(casebook);
    await server.gateway.start(chase);
    await waitsForNews(server, chase, 1);
    await server.gateway.signal(chase, 'chasePaused', { reason: 'asked by telephone' });
    await until('the pause is recorded', () => casebook.held);
    await waitsForNews(server, chase, 2);
    await server.gateway.signal(chase, 'paymentReceived', { amount: '12500', currency: 'EUR', signalId: 'bank-7' });
    await ended(server, chase);
    return chase;
  },

  'direct-payment-while-sending': async (server) => {
    const casebook = soon(1);
    const sending = gate();
    let begun = false;
    const sendMessage = async (input: StepInput): Promise<unknown> => {
      begun = true;
      await sending.passed;
      return casebook.takeStep(input, Date.now());
    };
    const chase = server.chase(casebook, { ...casebook.scripts, sendMessage: unchecked(sendMessage) });
    await server.gateway.start(chase);
    await until('the message is being sent', () => begun);
    await server.gateway.signal(chase, 'paymentReceived', { amount: '12500', currency: 'EUR' });
    await until('the payment is recorded', () => casebook.paid);
    await hasSettled(server, chase, 'ACTIVITY_TASK_COMPLETED');
    sending.open();
    await ended(server, chase);
    return chase;
  },

  // Recorded before as `unreadable-signals`, when a signal that nobody knows was passed over without a word.
  'refused-signals': async (server) => {
    const casebook = soon(0);
    const record = (): unknown => casebook.plan();
    const chase = server.chase(casebook, { ...casebook.scripts, recordSignal: record });
    await server.gateway.start(chase);
    await waitsForNews(server, chase, 1);
    const handle = server.client.workflow.getHandle(chaseWorkflowId(chase.invoiceId));
    for (const [at, payload] of [42, null, ['?'], { plan: 'soon', recordedEventId: 7 }].entries()) {
      await handle.signal('paymentReceived', payload);
      await waitsForNews(server, chase, at + 2);
    }
    await handle.signal('noSuchSignal', { any: 'thing' });
    await waitsForNews(server, chase, 6);
    await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
    await ended(server, chase);
    return chase;
  },

  'test-clock': async (server) => {
    const startMs = Date.now();
    const casebook = soon(3, true);
    const chase = server.chase(casebook);
    await server.gateway.start(chase);
    await waitsForNews(server, chase, 1);
    for (let step = 1; step <= 3; step++) {
      await server.gateway.advanceClock(chase, new Date(startMs + step * gapMs).toISOString());
      await until('the step is taken', () => casebook.sent.length === step);
      await waitsForNews(server, chase, step + 1);
    }
    await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
    await ended(server, chase);
    return chase;
  },

  /** Attributes, summaries with the number, and an id that reads as the invoice: nothing of it is an event. */
  'shown-by-its-number': async (server) => {
    const casebook = soon(2);
    const chase = server.chase(casebook);
    const invoice = { number: '2026-0103', externalId: 'erp-103', dueDate: '2026-03-02' };
    await server.gateway.start({ ...chase, invoice, plan: { ...casebook.plan(), label: invoice.number } });
    await until('both steps are taken', () => casebook.sent.length === 2);
    await waitsForNews(server, chase, 3);
    await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
    await ended(server, chase);
    return chase;
  },

  'every-action': async (server) => {
    const actions: readonly ChaseAction[] = ['message', 'call', 'internal', 'handover'];
    let taken = 0;
    const plan = () => {
      const action = actions[taken];
      const over = { revision: taken + 1, at: new Date().toISOString(), wakeAt: new Date().toISOString() };
      return action === undefined
        ? aPlan({ ...over, next: 'closed', outcome: 'handed-over' })
        : aPlan({ ...over, next: 'step', step: { key: `step-${action}`, occurrence: 1, action }, stepTimeoutMs: 5_000 });
    };
    const step = (): unknown => {
      taken += 1;
      return { result: 'sent', plan: plan() };
    };
    const scripts = { planNext: plan, sendMessage: step, openCallTask: step, runInternalStep: step, handOver: step };
    const chase = server.chase(soon(0), scripts);
    await server.gateway.start(chase);
    await ended(server, chase);
    return chase;
  },

  'database-away-for-a-while': async (server) => {
    const casebook = soon(0);
    let attempts = 0;
    const planNext = (): unknown => {
      attempts += 1;
      if (attempts < 3) throw new Error('connect ECONNREFUSED');
      return casebook.plan();
    };
    const chase = server.chase(casebook, { ...casebook.scripts, planNext });
    await server.gateway.start(chase);
    await waitsForNews(server, chase, 1);
    await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
    await ended(server, chase);
    return chase;
  },

  'planning-fails-until-news': async (server) => {
    const casebook = soon(0);
    casebook.failure = 'Broken';
    const chase = server.chase(casebook);
    await server.gateway.start(chase);
    await hasSettled(server, chase, 'TIMER_STARTED');
    casebook.failure = null;
    await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
    await ended(server, chase);
    return chase;
  },

  'send-fails-for-good': async (server) => {
    const casebook = soon(1);
    const sendMessage = (): never => {
      casebook.held = true;
      throw new ScriptedFailure('OutcomeUnknown');
    };
    const chase = server.chase(casebook, { ...casebook.scripts, sendMessage });
    await server.gateway.start(chase);
    await hasSettled(server, chase, 'ACTIVITY_TASK_FAILED');
    await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
    await ended(server, chase);
    return chase;
  },

  gone: async (server) => {
    const casebook = soon(0);
    casebook.failure = 'InvoiceGone';
    const chase = server.chase(casebook);
    await server.gateway.start(chase);
    await ended(server, chase);
    return chase;
  },

  cancelled: async (server) => {
    const casebook = new ScriptedCasebook({ steps: 1, firstAtMs: Date.now() + dayMs, gapMs: dayMs });
    const chase = server.chase(casebook);
    await server.gateway.start(chase);
    await waitsForNews(server, chase, 1);
    await server.client.workflow.getHandle(chaseWorkflowId(chase.invoiceId)).cancel();
    await ended(server, chase);
    return chase;
  },

  'three-months-by-time-skipping': async (server) => {
    const casebook = new ScriptedCasebook({ steps: 6, firstAtMs: Date.now() + 14 * dayMs, gapMs: 14 * dayMs });
    const pays = unchecked<(input: StepInput, nowMs: number) => unknown>(casebook.scripts['sendMessage']);
    const sendMessage = (input: StepInput, nowMs: number): unknown => {
      // The server skips only while it is idle, so the payment is recorded by the last step itself.
      if (casebook.sent.length === 5) casebook.paid = true;
      return pays(input, nowMs);
    };
    const { tenantId, invoiceId, cycle } = server.chase(casebook, { ...casebook.scripts, sendMessage: unchecked(sendMessage) });
    // The server's own time skipping has no public option in the SDK yet.
    const skip = { [Symbol.for('__temporal_internal_client_workflow_start_options')]: { timeSkippingConfig: { enabled: true } } };
    const workflowId = chaseWorkflowId(invoiceId);
    await server.client.workflow.start(chaseWorkflowType, {
      args: [{ tenantId, invoiceId, cycle }],
      workflowId,
      taskQueue: taskQueues.chase,
      ...skip,
    });
    await ended(server, { tenantId, invoiceId });
    return { tenantId, invoiceId };
  },
};
