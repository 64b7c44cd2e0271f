/** Signals that nobody knows, or that nobody can read; and what the Temporal UI shows of a chase on a test clock. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ChasePlan } from '#contracts/chase.js';
import { encryptedEncoding } from '#contracts/encrypted-payload.js';
import { type CasebookSettings, ScriptedCasebook, chaseInput } from '#testing/activation-casebook.js';
import { type Scripts, WorkflowRun } from '#testing/activation-harness.js';

const dayMs = 86_400_000;
const startMs = Date.parse('2026-11-01T08:00:00Z');
const live = (steps: number): CasebookSettings => ({ steps, firstAtMs: startMs + 14 * dayMs, gapMs: 14 * dayMs });

const open: WorkflowRun[] = [];
async function begin(scripts: Scripts, plans: readonly ChasePlan[] = []): Promise<WorkflowRun> {
  const run = await WorkflowRun.start({ workflowType: 'invoiceChaseWorkflow', args: [chaseInput, ...plans], scripts, nowMs: startMs });
  open.push(run);
  return run;
}
afterEach(async () => {
  for (const run of open.splice(0)) {
    expect(await run.replayDifference()).toBeNull();
    await run.dispose();
  }
});

describe('signals', () => {
  it('with a name nobody knows are told to the database once each, without what they held, and the chase goes on', async () => {
    const casebook = new ScriptedCasebook(live(1));
    const run = await begin(casebook.scripts);
    const before = run.events;
    await run.signal('paymentRecieved', { amount: '12500', iban: 'NL91ABNA0417164300', signalId: 'bank-1' });
    // Signal, task, marker and its attribute, the activity and the task after it; the timer of before goes and comes again.
    expect(run.events - before).toBe(1 + 3 + 2 + 3 + 3 + 2);
    await run.together([WorkflowRun.signalJob('toString', 7), WorkflowRun.signalJob('debtorHeld', { reason: 'illness' })]);
    expect(casebook.recorded.map(({ signal, payload }) => [signal, payload])).toEqual([
      ['paymentRecieved', {}],
      ['toString', {}],
      ['debtorHeld', {}],
    ]);
    expect(run.commands.filter((name) => name === 'setPatchMarker')).toHaveLength(1);
    await run.signal('paymentReceived', { amount: '12500', signalId: 'bank-1' });
    expect(run.result).toEqual({ outcome: 'paid' });
  });

  it('with a name nobody knows, ten thousand of them, do not fill the history', async () => {
    const casebook = new ScriptedCasebook(live(1));
    const run = await begin(casebook.scripts);
    const before = run.events;
    for (let n = 0; n < 100; n++) await run.together(Array.from({ length: 100 }, () => WorkflowRun.signalJob('noSuchSignal')));
    expect(casebook.recorded).toHaveLength(50);
    expect(run.events - before - 10_000).toBeLessThan(100 * 3 + 50 * 6 + 10);
    await run.fireTimer();
    expect(casebook.sent).toHaveLength(1);
  });

  it.each(['json/plain', 'no/such-encoding'])(
    'that no converter can read (%s) leave an event and never fail the chase',
    async (encoding) => {
      const casebook = new ScriptedCasebook(live(1));
      const run = await begin(casebook.scripts);
      const unreadable = { metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from('{"amount":') };
      await run.signalRaw('promiseMade', unreadable);
      expect(run.closedBy).toBeNull();
      expect(casebook.recorded).toMatchObject([{ signal: 'promiseMade', payload: { unreadable: true } }]);
    },
  );

  it('that are encrypted and cannot be decrypted here are no values: the task fails until a worker has the key', async () => {
    const casebook = new ScriptedCasebook(live(1));
    const run = await begin(casebook.scripts);
    // Its task failed, and it goes nowhere: there is nothing to be replayed.
    open.splice(open.indexOf(run), 1);
    const encrypted = { metadata: { encoding: Buffer.from(encryptedEncoding) }, data: Buffer.from('sealed') };
    await expect(run.signalRaw('promiseMade', encrypted)).rejects.toThrow('TEMPORAL_CODEC_KEYS');
    expect(casebook.recorded).toEqual([]);
    await run.dispose();
  });
});

describe('a test clock', () => {
  const clock = { ...live(3), clock: true };

  it('is shown where the case stands, also after it moved without anything to do', async () => {
    const casebook = new ScriptedCasebook(clock);
    const run = await begin(casebook.scripts, [casebook.plan()]);
    expect(await run.currentDetails()).toBe('revision 1\n\n- test clock: 2026-11-01T08:00:00.000Z');
    await run.signal('clockAdvanced', { now: '2026-11-03T00:00:00Z' });
    expect(await run.currentDetails()).toBe('revision 1\n\n- test clock: 2026-11-03T00:00:00Z');
    casebook.clockMs = startMs + 14 * dayMs;
    await run.signal('clockAdvanced', { now: new Date(startMs + 14 * dayMs).toISOString() });
    expect(await run.currentDetails()).toBe('revision 2\n\n- test clock: 2026-11-15T08:00:00.000Z');
  });
});
