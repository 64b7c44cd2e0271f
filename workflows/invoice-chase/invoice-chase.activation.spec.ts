import { afterEach, describe, expect, it } from 'vitest';
import type { ChasePlan } from '#contracts/chase.js';
import type { StepInput } from '#contracts/activities.js';
import { type CasebookSettings, ScriptedCasebook, aPlan, chaseInput } from '#testing/activation-casebook.js';
import { ScriptedFailure, type Scripts, WorkflowRun, cancelled, later } from '#testing/activation-harness.js';
import { unchecked } from '#testing/unchecked.js';

const dayMs = 86_400_000;
const startMs = Date.parse('2026-11-01T08:00:00Z');
const live = (steps: number): CasebookSettings => ({ steps, firstAtMs: startMs + 14 * dayMs, gapMs: 14 * dayMs });

const open: WorkflowRun[] = [];
type Signals = Parameters<typeof WorkflowRun.signalJob>[];
/** Starts a chase without a plan, so that it begins by planning. */
async function begin(scripts: Scripts, signals: Signals = [], plan?: ChasePlan): Promise<WorkflowRun> {
  const jobs = signals.map(([name, payload]) => WorkflowRun.signalJob(name, payload));
  const args = plan === undefined ? [chaseInput] : [chaseInput, plan];
  const run = await WorkflowRun.start({ workflowType: 'invoiceChaseWorkflow', args, scripts, nowMs: startMs, signals: jobs });
  open.push(run);
  return run;
}
afterEach(async () => {
  // Whatever a test did, the run replays: the same activations give the same commands.
  for (const run of open.splice(0)) {
    expect(await run.replayDifference()).toBeNull();
    await run.dispose();
  }
});

/** A casebook whose messages are answered by the test. */
function slowSending(casebook: ScriptedCasebook): Scripts {
  return { ...casebook.scripts, sendMessage: () => later };
}
const result = (casebook: ScriptedCasebook, run: WorkflowRun): unknown =>
  casebook.takeStep(unchecked<StepInput>(run.pending.input), run.nowMs);

describe('a whole life', () => {
  it.each([0, 1, 5, 20])('of %i steps and a payment costs the floor: 9 + 11n events and 2 + 2n actions', async (steps) => {
    const casebook = new ScriptedCasebook(live(steps));
    const run = await begin(casebook.scripts, [], casebook.plan());
    for (let i = 0; i < steps; i++) await run.fireTimer();
    expect(casebook.sent.map(({ atMs }) => atMs)).toEqual([...Array(steps).keys()].map((i) => startMs + 14 * dayMs * (i + 1)));
    await run.signal('paymentReceived', casebook.fact('pay'));
    expect(run.result).toEqual({ outcome: 'paid' });
    expect({ events: run.events, actions: run.actions }).toEqual({ events: 9 + 11 * steps, actions: 2 + 2 * steps });
    expect(casebook.calls).toEqual(Array(steps).fill('sendMessage'));
  });

  it('that starts without a plan, or with one that cannot be read, costs one planning more', async () => {
    for (const plan of [undefined, aPlan({ next: 'closed' })]) {
      const casebook = new ScriptedCasebook(live(2));
      const run = await begin(casebook.scripts, [], plan);
      await run.fireTimer();
      await run.fireTimer();
      await run.signal('paymentReceived', casebook.fact('pay'));
      expect(casebook.calls).toEqual(['planNext', 'sendMessage', 'sendMessage']);
      expect({ events: run.events, actions: run.actions }).toEqual({ events: 9 + 11 * 2 + 6, actions: 2 + 2 * 2 + 1 });
    }
  });

  it('says on its timer what it waits for, and where the case stands', async () => {
    const casebook = new ScriptedCasebook(live(1));
    const run = await begin(casebook.scripts);
    expect([...run.timers.values()]).toMatchObject([{ summary: 'waits until 2026-11-15T08:00:00.000Z for reminder-1' }]);
    const { events, actions } = run;
    expect(await run.currentDetails()).toBe('revision 1');
    expect({ events: run.events, actions: run.actions }).toEqual({ events, actions });
  });

  it('ends at once when the case is closed at the start', async () => {
    const run = await begin({}, [], aPlan({ next: 'closed', outcome: 'paid' }));
    expect(run.result).toEqual({ outcome: 'paid' });
    expect(run.events).toBe(5);
  });

  it('waits for years if need be', async () => {
    const run = await begin({}, [], aPlan({ at: '2036-11-01T08:00:00Z', wakeAt: '2036-11-01T08:00:00Z' }));
    expect([...run.timers.values()].map(({ firesAtMs }) => firesAtMs)).toEqual([Date.parse('2036-11-01T08:00:00Z')]);
  });

  it.each([
    ['message', 'sendMessage'],
    ['call', 'openCallTask'],
    ['handover', 'handOver'],
    ['internal', 'runInternalStep'],
  ])('takes a step of kind %s by %s, with the time its plan grants', async (action, activity) => {
    const step = { key: 's', occurrence: 2, action };
    const due = aPlan({
      next: 'step',
      step: unchecked(step),
      at: '2026-01-01T00:00:00Z',
      wakeAt: '2026-01-01T00:00:00Z',
      stepTimeoutMs: 2_500,
    });
    const run = await begin({ planNext: () => due, [activity]: () => later });
    expect(run.pending.name).toBe(activity);
    expect(run.pending.input).toEqual({ chase: chaseInput, step });
    expect(seconds(run.pending.options.startToCloseTimeout)).toBe(2.5);
    expect(seconds(run.pending.options.scheduleToCloseTimeout)).toBe(20 * 3600);
    await run.finish(run.pending, { result: 'sent', plan: aPlan({ next: 'closed', outcome: 'paid' }) });
    expect(run.result).toEqual({ outcome: 'paid' });
  });

  it.each([
    ['message', {}, 10],
    ['message', { stepHeartbeatMs: 3_000 }, 3],
    ['message', { stepHeartbeatMs: 1 }, 1],
    ['message', { stepTimeoutMs: 2_000 }, 2],
    ['call', {}, null],
    ['handover', { stepHeartbeatMs: 3_000 }, null],
  ] as const)(
    'hears within seconds that the worker of a step of kind %s is gone, where its plan says %j',
    async (action, over, expected) => {
      const due = aPlan({ next: 'step', step: { key: 's', occurrence: 1, action }, wakeAt: '2026-01-01T00:00:00Z' });
      const acting = { openCallTask: () => later, handOver: () => later, sendMessage: () => later };
      const run = await begin({ planNext: () => ({ ...due, ...over }), ...acting });
      const { heartbeatTimeout } = run.pending.options;
      // Only sending beats; any other activity would be taken for dead.
      expect(heartbeatTimeout ? seconds(heartbeatTimeout) : null).toBe(expected);
    },
  );

  it('gives a step a minute when its plan says nothing, and never less than a second', async () => {
    for (const [stepTimeoutMs, expected] of [
      [undefined, 60],
      [5, 1],
      [1e9, 600],
    ] as const) {
      const due = aPlan({ next: 'step', step: { key: 's', occurrence: 1, action: 'call' }, wakeAt: '2026-01-01T00:00:00Z' });
      const plan = stepTimeoutMs === undefined ? due : { ...due, stepTimeoutMs };
      const run = await begin({ planNext: () => plan, openCallTask: () => later });
      expect(seconds(run.pending.options.startToCloseTimeout)).toBe(expected);
    }
  });

  it('plans again when the instant of a plan without a step is reached', async () => {
    const casebook = new ScriptedCasebook(live(1));
    const inAWeek = new Date(startMs + 7 * dayMs).toISOString();
    const run = await begin(casebook.scripts, [], aPlan({ revision: 0, at: inAWeek, wakeAt: inAWeek, reason: 'promised' }));
    await run.fireTimer();
    expect(run.nowMs).toBe(startMs + 7 * dayMs);
    expect(casebook.calls).toEqual(['planNext']);
    await run.fireTimer();
    expect(casebook.sent).toHaveLength(1);
  });
});

const seconds = (duration: unknown): number => {
  const { seconds: whole, nanos } = unchecked<{ seconds: unknown; nanos?: number }>(duration);
  return Number(whole) + (nanos ?? 0) / 1e9;
};

describe('a payment and the timer in one activation', () => {
  it.each(['signal first', 'timer first'])('(%s) sends nothing', async (order) => {
    const casebook = new ScriptedCasebook(live(1));
    const run = await begin(casebook.scripts);
    const jobs = [WorkflowRun.signalJob('paymentReceived', casebook.fact('pay')), run.timerJob()];
    await run.together(order === 'signal first' ? jobs : jobs.reverse());
    expect(run.result).toEqual({ outcome: 'paid' });
    expect(casebook.calls).toEqual(['planNext']);
  });

  it.each(['signal first', 'timer first'])('(%s, straight to Temporal) records the payment before anything is sent', async (order) => {
    const casebook = new ScriptedCasebook(live(1));
    const run = await begin(casebook.scripts);
    const jobs = [WorkflowRun.signalJob('paymentReceived', { amount: '12500' }), run.timerJob()];
    await run.together(order === 'signal first' ? jobs : jobs.reverse());
    expect(casebook.calls).toEqual(['planNext', 'recordSignal']);
    expect(run.result).toEqual({ outcome: 'paid' });
  });
});

describe('signals', () => {
  it('sent twice or late cost an awakening and no timer', async () => {
    const casebook = new ScriptedCasebook(live(2));
    const run = await begin(casebook.scripts);
    const promise = casebook.fact('release');
    const before = run.commands.length;
    await run.signal('promiseMade', promise);
    const commands = run.commands.slice(before);
    expect(commands).toEqual(['cancelTimer', 'startTimer']);
    await run.signal('promiseMade', promise);
    await run.signal('promiseMade', { ...promise, plan: { ...promise.plan, revision: 1 } });
    expect(run.commands.slice(before)).toEqual(commands);
  });

  it('arriving with the start are heard', async () => {
    const casebook = new ScriptedCasebook(live(2));
    const paid = casebook.fact('pay');
    const run = await begin(casebook.scripts, [
      ['paymentReceived', paid],
      ['promiseMade', { date: '2026-12-01' }],
    ]);
    expect(casebook.recorded).toHaveLength(1);
    expect(run.result).toEqual({ outcome: 'paid' });
  });

  it('of the relay heard while a message is being sent count when it is done', async () => {
    const casebook = new ScriptedCasebook(live(2));
    const run = await begin(slowSending(casebook));
    await run.fireTimer();
    const answer = result(casebook, run);
    await run.signal('paymentReceived', casebook.fact('pay'));
    expect(run.closedBy).toBeNull();
    await run.finish(run.pending, answer);
    expect(run.result).toEqual({ outcome: 'paid' });
  });

  it('straight to Temporal are recorded while a message is being retried for hours', async () => {
    const casebook = new ScriptedCasebook(live(2));
    const run = await begin(slowSending(casebook));
    await run.fireTimer();
    await run.signal('paymentReceived', { amount: '12500', signalId: 'bank-1' });
    expect(casebook.paid).toBe(true);
    await run.finish(run.pending, result(casebook, run));
    expect(casebook.sent).toEqual([]);
    expect(run.result).toEqual({ outcome: 'paid' });
  });

  it('straight to Temporal are recorded in order and once', async () => {
    const casebook = new ScriptedCasebook(live(2));
    const run = await begin(casebook.scripts);
    await run.together([
      WorkflowRun.signalJob('chasePaused', { reason: 'asked' }),
      WorkflowRun.signalJob('chaseResumed'),
      WorkflowRun.signalJob('chasePaused', { signalId: 'again' }),
      WorkflowRun.signalJob('chasePaused', { signalId: 'again' }),
    ]);
    expect(casebook.recorded.map(({ signal, signalId }) => [signal, signalId.replace(/^run-\d+/, 'run')])).toEqual([
      ['chasePaused', 'run/1'],
      ['chaseResumed', 'run/2'],
      ['chasePaused', 'again'],
    ]);
    expect(casebook.held).toBe(true);
    expect(run.timers.size).toBe(0);
  });

  it('with the end are recorded before the chase completes', async () => {
    const casebook = new ScriptedCasebook(live(1));
    const run = await begin(casebook.scripts);
    await run.together([
      WorkflowRun.signalJob('paymentReceived', casebook.fact('pay')),
      WorkflowRun.signalJob('promiseMade', { date: '2026-12-01' }),
    ]);
    expect(casebook.recorded.map(({ signal }) => signal)).toEqual(['promiseMade']);
    expect(run.result).toEqual({ outcome: 'paid' });
  });

  const garbage: readonly [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a number', 42],
    ['text', '} or 1=1'],
    ['a list', [{ amount: 1 }]],
    ['wrong types', { amount: {}, recordedEventId: 7, signalId: ['x'], plan: 'soon' }],
    ['a plan with a trap', { recordedEventId: 'e', plan: { revision: 'NaN', next: 'step', step: null } }],
    ['a name of Object', { recordedEventId: 'e', plan: { ['__proto__']: { revision: 9 }, constructor: 1 } }],
    ['depth', JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`)],
  ];
  it.each(garbage)('with %s never fail the chase', async (_, payload) => {
    const casebook = new ScriptedCasebook(live(1));
    const run = await begin({ ...casebook.scripts, recordSignal: () => casebook.plan() });
    for (const name of ['paymentReceived', 'invoiceChanged', 'clockAdvanced', 'noSuchSignal', 'toString']) await run.signal(name, payload);
    expect(run.closedBy).toBeNull();
    await run.fireTimer();
    expect(casebook.sent).toHaveLength(1);
    await run.signal('paymentReceived', casebook.fact('pay'));
    expect(run.result).toEqual({ outcome: 'paid' });
  });
});

describe('a test clock', () => {
  const clock = { ...live(3), clock: true };

  it('walks the chase through its steps without a timer', async () => {
    const casebook = new ScriptedCasebook(clock);
    const run = await begin(casebook.scripts);
    expect(run.timers.size).toBe(0);
    for (let step = 1; step <= 3; step++) {
      await run.signal('clockAdvanced', { now: new Date(startMs + 14 * dayMs * step - 1000).toISOString() });
      expect(casebook.sent).toHaveLength(step - 1);
      await run.signal('clockAdvanced', { now: new Date(startMs + 14 * dayMs * step).toISOString() });
      expect(casebook.sent).toHaveLength(step);
    }
    expect(run.commands).not.toContain('startTimer');
  });

  it('that jumps far takes the steps in order, one after the other', async () => {
    const casebook = new ScriptedCasebook(clock);
    const run = await begin(casebook.scripts);
    await run.signal('clockAdvanced', { now: '2028-01-01T00:00:00Z' });
    expect(casebook.sent.map(({ key }) => key)).toEqual(['reminder-1', 'reminder-2', 'reminder-3']);
  });

  it('that is ahead at the start acts at once', async () => {
    const casebook = new ScriptedCasebook(clock);
    casebook.clockMs = startMs + 14 * dayMs;
    await begin(casebook.scripts);
    expect(casebook.sent).toHaveLength(1);
  });
});

describe('when things fail', () => {
  it('planning waits for the database without an end, and costs no event while it does', async () => {
    const run = await begin({ planNext: () => later });
    const { retryPolicy, scheduleToCloseTimeout } = run.pending.options;
    expect(scheduleToCloseTimeout ?? null).toBeNull();
    expect(retryPolicy?.maximumAttempts ?? 0).toBe(0);
    expect(seconds(retryPolicy?.maximumInterval)).toBe(300);
    expect(retryPolicy?.nonRetryableErrorTypes).toEqual(['InvoiceGone']);
  });

  it('planning that fails for good for a day costs a chase some thirty timers, and is over soon after', async () => {
    const casebook = new ScriptedCasebook(live(1));
    casebook.failure = 'Broken';
    const run = await begin(casebook.scripts);
    while (run.nowMs < startMs + dayMs) await run.fireTimer();
    const rounds = casebook.calls.length;
    expect(rounds).toBeLessThanOrEqual(30);
    expect(run.events).toBe(4 + 6 + 1 + (rounds - 1) * 11);
    casebook.failure = null;
    const backAtMs = run.nowMs;
    await run.fireTimer();
    expect(run.nowMs - backAtMs).toBeLessThanOrEqual(3_600_000);
    await run.fireTimer();
    expect(casebook.sent).toHaveLength(1);
  });

  it('the first signal ends the pause', async () => {
    const casebook = new ScriptedCasebook(live(1));
    casebook.failure = 'Broken';
    const run = await begin(casebook.scripts);
    for (let i = 0; i < 6; i++) await run.fireTimer();
    casebook.failure = null;
    await run.signal('promiseMade', casebook.fact('release'));
    expect([...run.timers.values()].map(({ firesAtMs }) => firesAtMs)).toEqual([startMs + 14 * dayMs]);
  });

  it('a message that could not be sent for 20 hours is planned for again, and the chase lives', async () => {
    const casebook = new ScriptedCasebook(live(1));
    const run = await begin(slowSending(casebook));
    await run.fireTimer();
    casebook.held = true; // the ledger says unknown; the rules wait for a person
    await run.finish(run.pending, new ScriptedFailure('OutcomeUnknown'));
    expect([...run.timers.values()]).toMatchObject([{ summary: 'pauses 15 s after OutcomeUnknown, then goes on' }]);
    await run.fireTimer();
    expect(run.timers.size).toBe(0);
    expect(run.closedBy).toBeNull();
  });

  it.each(['planNext', 'sendMessage', 'recordSignal'])('InvoiceGone from %s ends the chase as gone', async (where) => {
    const casebook = new ScriptedCasebook(live(1));
    const gone = (): never => {
      throw new ScriptedFailure('InvoiceGone');
    };
    const run = await begin({ ...casebook.scripts, [where]: gone });
    if (where === 'sendMessage') await run.fireTimer();
    if (where === 'recordSignal') await run.signal('paymentReceived', {});
    expect(run.result).toEqual({ outcome: 'gone' });
  });

  it('a signal that can never be recorded does not hold up the chase', async () => {
    const casebook = new ScriptedCasebook(live(1));
    const refuse = (): never => {
      throw new ScriptedFailure('Whatever');
    };
    const run = await begin({ ...casebook.scripts, recordSignal: refuse });
    await run.signal('paymentReceived', {});
    await run.fireTimer();
    expect(casebook.sent).toHaveLength(1);
  });

  it('a step that never settles is slowed down', async () => {
    const due = aPlan({ next: 'step', step: { key: 's', occurrence: 1, action: 'message' }, wakeAt: '2026-01-01T00:00:00Z' });
    const run = await begin({ planNext: () => due, sendMessage: () => ({ result: 'superseded', plan: due }) });
    while (run.nowMs < startMs + dayMs) await run.fireTimer();
    expect(run.events).toBeLessThan(1_000);
  });

  it('an operator can cancel it while it waits and while it acts', async () => {
    const casebook = new ScriptedCasebook(live(1));
    const waiting = await begin(casebook.scripts);
    await waiting.cancel();
    expect(waiting.closedBy).toBe('cancelled');
    const acting = await begin(slowSending(new ScriptedCasebook(live(1))));
    await acting.fireTimer();
    await acting.cancel();
    expect(acting.commands).toContain('requestCancelActivity');
    await acting.finish(acting.pending, cancelled);
    expect(acting.closedBy).toBe('cancelled');
    expect(acting.timers.size).toBe(0);
  });
});
