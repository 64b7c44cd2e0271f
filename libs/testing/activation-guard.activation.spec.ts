import { describe, expect, it } from 'vitest';
import { WorkflowRun } from './activation-harness.js';
import { ScriptedCasebook, chaseInput } from './activation-casebook.js';

/**
 * The harness drives internals of the SDK. When an upgrade moves them, everything fails in odd ways; this spec says so in one line.
 */
describe('activation harness', () => {
  it('still fits the installed SDK', async () => {
    const moved = 'the SDK has moved its workflow sandbox: adapt libs/testing/activation-harness.ts (the one file that knows it)';
    const worker: Record<string, unknown> = await import('@temporalio/worker/lib/worker.js');
    const sandbox: Record<string, unknown> = await import('@temporalio/worker/lib/workflow/reusable-vm.js');
    expect(typeof worker['parseWorkflowCode'], moved).toBe('function');
    expect(typeof sandbox['ReusableVMWorkflowCreator'], moved).toBe('function');
    const casebook = new ScriptedCasebook({ steps: 0, firstAtMs: 0, gapMs: 1 });
    const run = await WorkflowRun.start({ workflowType: 'invoiceChaseWorkflow', args: [chaseInput], scripts: casebook.scripts, nowMs: 0 });
    expect(run.commands, moved).toEqual(['scheduleActivity']);
    await run.signal('paymentReceived', casebook.fact('pay'));
    expect(run.result, moved).toEqual({ outcome: 'paid' });
    await run.dispose();
  });

  it('sees a workflow task that fails', async () => {
    const start = WorkflowRun.start({ workflowType: 'noSuchWorkflow', args: [], scripts: {}, nowMs: 0 });
    await expect(start).rejects.toThrow('no such function is exported');
  });
});
