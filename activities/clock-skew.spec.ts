import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { StepInput, StepResult } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import { aPlan } from '#testing/activation-casebook.js';
import { contextClock, idlePlan, idleStep, prematureMs, type SkewTools, unhurried } from './clock-skew.js';

const dueMs = Date.parse('2026-12-14T08:12:00Z');
const due = new Date(dueMs).toISOString();
const step = { key: 'reminder', occurrence: 1, action: 'message' } as const;
const input: StepInput = { chase: { tenantId: 't', invoiceId: 'i', cycle: 1 }, step };
const notYet: StepResult = { result: 'superseded', plan: aPlan({ revision: 2, next: 'step', step, at: due, wakeAt: due }) };

/** A worker that is `behindMs` behind the server, which has just reached the instant of the plan. */
class SlowWorker {
  nowMs: number;
  runs = 0;
  readonly heard: string[] = [];
  readonly tools: SkewTools;

  constructor(behindMs: number) {
    this.nowMs = dueMs - behindMs;
    this.tools = {
      now: () => this.nowMs,
      clock: {
        scheduledMs: () => dueMs,
        sleep: async (ms) => void (this.nowMs += ms),
      },
      observer: {
        stepTaken: () => undefined,
        attemptEnded: () => undefined,
        clockBehind: (ms) => void this.heard.push(`behind ${ms}`),
        clockWaited: () => void this.heard.push('waited'),
      },
    };
  }

  readonly send = async (): Promise<StepResult> => {
    this.runs += 1;
    return this.nowMs < dueMs ? notYet : { result: 'sent', plan: aPlan() };
  };
}

describe('a worker whose clock is behind', () => {
  it('by seconds waits in the activity and takes the step in the same attempt', async () => {
    const worker = new SlowWorker(3_000);
    expect((await unhurried(worker.tools, worker.send, idleStep)(input)).result).toBe('sent');
    expect(worker).toMatchObject({ runs: 2, nowMs: dueMs, heard: ['behind 3000', 'waited'] });
  });

  it('by an hour gives the attempt back, to be tried again soon', async () => {
    const worker = new SlowWorker(3_600_000);
    await expect(unhurried(worker.tools, worker.send, idleStep)(input)).rejects.toMatchObject({
      type: 'ClockBehind',
      nonRetryable: false,
      nextRetryDelay: 30_000,
    });
    expect(worker).toMatchObject({ runs: 1, heard: ['behind 3600000', 'waited'] });
  });

  it('by nothing answers at once', async () => {
    const worker = new SlowWorker(0);
    expect((await unhurried(worker.tools, worker.send, idleStep)(input)).result).toBe('sent');
    expect(worker).toMatchObject({ runs: 1, heard: ['behind 0'] });
  });

  it('plans no wait that the server has behind it', async () => {
    const worker = new SlowWorker(2_000);
    const plan = async (): Promise<ChasePlan> => (worker.nowMs < dueMs ? aPlan({ at: due, wakeAt: due }) : aPlan());
    expect((await unhurried(worker.tools, plan, idlePlan)(null)).wakeAt).toBeNull();
  });
});

describe('an answer is premature', () => {
  const waiting = aPlan({ at: due, wakeAt: due });

  it('only when its instant lies between the two clocks', () => {
    expect(prematureMs(waiting, dueMs, dueMs - 10)).toBe(10);
    expect(prematureMs(waiting, dueMs - 1, dueMs - 10)).toBe(0);
    expect(prematureMs(waiting, dueMs + 10, dueMs)).toBe(0);
    expect(prematureMs(waiting, null, dueMs - 10)).toBe(0);
    expect(prematureMs(aPlan(), dueMs, dueMs - 10)).toBe(0);
  });

  it('never when something was done, or another step is next', () => {
    expect(idleStep({ ...notYet, result: 'sent' }, input)).toBeNull();
    expect(idleStep(notYet, { ...input, step: { ...step, occurrence: 2 } })).toBeNull();
    expect(idlePlan(aPlan({ next: 'closed', outcome: 'paid' }))).toBeNull();
  });
});

describe('inside an activity of Temporal', () => {
  const behindMs = 40;
  const activity = () => new MockActivityEnvironment({ currentAttemptScheduledTimestampMs: dueMs });
  /** A worker whose clock stands `ms` before the plan's instant and then goes on like the real one. */
  function behind(ms: number): { readonly tools: SkewTools; readonly send: () => Promise<StepResult> } {
    const startedMs = performance.now();
    const now = (): number => dueMs - ms + (performance.now() - startedMs);
    return { tools: { now }, send: async () => (now() < dueMs ? notYet : { result: 'sent', plan: aPlan() }) };
  }

  it('the instant at which the server scheduled the attempt is its own, and outside there is none', async () => {
    expect(await activity().run(async () => contextClock.scheduledMs())).toBe(dueMs);
    expect(contextClock.scheduledMs()).toBeNull();
  });

  it('the wait is one of the activity: the step is taken when it is over', async () => {
    const { tools, send } = behind(behindMs);
    expect(await activity().run(unhurried(tools, send, idleStep), input)).toMatchObject({ result: 'sent' });
  });

  it('a wait ends at once when the activity is cancelled', async () => {
    const { tools, send } = behind(4_000);
    const environment = activity();
    const waiting = environment.run(unhurried(tools, send, idleStep), input);
    environment.cancel();
    await expect(waiting).rejects.toBeInstanceOf(CancelledFailure);
  });
});
