/** Whole lives of the real workflow on Temporal's own time-skipping server: months pass in moments, and timers are the server's. */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chaseWorkflowType } from '#contracts/chase.js';
import { chaseWorkflowId } from '#contracts/ids.js';
import { ensureTestServer } from '#embedded/temporal/temporal-cli.js';
import { buildWorkflowBundle } from '#temporal/workflow-bundle.js';
import { chaseInput, ScriptedCasebook } from '#testing/activation-casebook.js';

const dayMs = 86_400_000;
const taskQueue = 'whole-life';

describe('a chase on the time-skipping server', () => {
  let environment: TestWorkflowEnvironment;
  let workflowBundle: { readonly code: string };

  beforeAll(async () => {
    const { path } = await ensureTestServer();
    environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
    workflowBundle = await buildWorkflowBundle();
  });

  afterAll(async () => {
    await environment.teardown();
  });

  /** Runs work beside a worker whose activities are those of a casebook in memory: one reminder after 5 days, then one every 14. */
  async function life<T>(work: (book: ScriptedCasebook, startedMs: number) => Promise<T>): Promise<T> {
    const startedMs = await environment.currentTimeMs();
    const book = new ScriptedCasebook({ steps: 6, firstAtMs: startedMs + 5 * dayMs, gapMs: 14 * dayMs });
    const activities = Object.fromEntries(
      Object.entries(book.scripts).map(([name, script]) => [
        name,
        async (input: never) => script(input, Math.round(await environment.currentTimeMs())),
      ]),
    );
    const worker = await Worker.create({ connection: environment.nativeConnection, taskQueue, workflowBundle, activities });
    return worker.runUntil(() => work(book, startedMs));
  }

  const begin = (book: ScriptedCasebook) =>
    environment.client.workflow.start(chaseWorkflowType, {
      taskQueue,
      workflowId: `${chaseWorkflowId(chaseInput.invoiceId)}-${Math.round(book.plan().revision)}-${performance.now()}`,
      args: [chaseInput],
    });

  it('sleeps from step to step through three months, and ends when it is paid', async () => {
    await life(async (book, startedMs) => {
      const chase = await begin(book);
      await environment.sleep(76 * dayMs);
      expect(book.sent.map(({ atMs }) => Math.round((atMs - startedMs) / dayMs))).toEqual([5, 19, 33, 47, 61, 75]);
      await chase.signal('paymentReceived', book.fact('pay'));
      expect(await chase.result()).toMatchObject({ outcome: 'paid' });
    });
  });

  it('sends nothing after a payment, however long it goes on', async () => {
    await life(async (book) => {
      const chase = await begin(book);
      await environment.sleep(20 * dayMs);
      await chase.signal('paymentReceived', book.fact('pay'));
      expect(await chase.result()).toMatchObject({ outcome: 'paid' });
      await environment.sleep(100 * dayMs);
      expect(book.sent.map(({ key }) => key)).toEqual(['reminder-1', 'reminder-2']);
    });
  });
});
