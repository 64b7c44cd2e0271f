import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { StepInput } from '#contracts/activities.js';
import { ScriptedCasebook, chaseInput } from '#testing/activation-casebook.js';
import { ScriptedFailure, WorkflowRun, later } from '#testing/activation-harness.js';
import { unchecked } from '#testing/unchecked.js';

const hourMs = 3_600_000;
const startMs = Date.parse('2026-11-01T08:00:00Z');
const steps = 4;

/** One thing that can happen; numbers choose among what is possible at that moment. */
const happenings = fc.array(
  fc.record({
    what: fc.constantFrom('fact', 'deliver', 'direct', 'timer', 'commit', 'finish', 'fail', 'clock', 'garbage', 'nothing'),
    which: fc.nat({ max: 5 }),
    repeat: fc.boolean(),
    /** Goes into the same activation as the next one. */
    together: fc.boolean(),
  }),
  { minLength: 5, maxLength: 40 },
);
type Happening = { what: string; which: number; repeat: boolean; together: boolean };
type Job = ReturnType<typeof WorkflowRun.signalJob>;

/** A world in which the casebook, the relay, the timers and the provider go their own ways. */
class World {
  readonly casebook: ScriptedCasebook;
  /** Signals of the relay that are on their way. */
  readonly #underway: { name: string; payload: unknown }[] = [];
  /** What the activity has committed, but not yet answered. */
  #committed: unknown = null;
  #batch: Job[] = [];

  private constructor(
    casebook: ScriptedCasebook,
    readonly run: WorkflowRun,
  ) {
    this.casebook = casebook;
  }

  static async start(): Promise<World> {
    const casebook = new ScriptedCasebook({ steps, firstAtMs: startMs + hourMs, gapMs: hourMs });
    const scripts = { ...casebook.scripts, sendMessage: () => later };
    return new World(
      casebook,
      await WorkflowRun.start({ workflowType: 'invoiceChaseWorkflow', args: [chaseInput], scripts, nowMs: startMs }),
    );
  }

  async happen(happening: Happening, change: 'hold-only' | 'pay-too'): Promise<void> {
    if (this.run.closedBy !== null) return;
    this.#happen(happening, change);
    if (!happening.together) await this.flush();
  }

  /** Gives the workflow what has been collected, signals first as the Core does, or as it came. */
  async flush(): Promise<void> {
    const jobs = this.#batch;
    this.#batch = [];
    if (jobs.length > 0 && this.run.closedBy === null) await this.run.together(jobs);
  }

  /** Delivers all that is on its way, ends what runs and lets time pass until nothing more happens. */
  async settle(): Promise<void> {
    await this.flush();
    for (let i = 0; i < 200 && this.run.closedBy === null; i++) {
      const [next] = this.#underway.splice(0, 1);
      if (next) await this.run.signal(next.name, next.payload);
      else if (this.run.activities.size > 0) {
        this.#commit();
        this.#happen({ what: 'finish', which: 0, repeat: false, together: false }, 'pay-too');
        await this.flush();
      } else if (this.run.timers.size > 0) await this.run.fireTimer();
      else break;
    }
  }

  record(change: 'pay' | 'hold' | 'release'): void {
    const name = { pay: 'paymentReceived', hold: 'chasePaused', release: 'chaseResumed' }[change];
    this.#underway.push({ name, payload: this.casebook.fact(change) });
  }

  #happen({ what, which, repeat }: Happening, change: 'hold-only' | 'pay-too'): void {
    const changes = change === 'pay-too' ? (['pay', 'hold', 'release'] as const) : (['hold', 'release'] as const);
    const chosen = changes[which % changes.length] ?? 'release';
    if (what === 'fact') this.record(chosen);
    else if (what === 'deliver') this.#deliver(which, repeat);
    else if (what === 'direct') this.#batch.push(WorkflowRun.signalJob(chosen === 'hold' ? 'chasePaused' : 'chaseResumed', { note: 'x' }));
    else if (what === 'garbage') this.#batch.push(WorkflowRun.signalJob(repeat ? 'invoiceChanged' : 'nonsense', [which]));
    else if (what === 'clock') this.#batch.push(WorkflowRun.signalJob('clockAdvanced', { now: '2099-01-01T00:00:00Z' }));
    else if (what === 'timer' && this.run.timers.size > 0) this.#batch.push(this.run.timerJob());
    else this.#work(what);
  }

  #work(what: string): void {
    if (this.run.activities.size === 0) return;
    if (what === 'commit') this.#commit();
    if (what === 'fail') this.#batch.push(this.run.activityJob(this.run.pending, new ScriptedFailure('OutcomeUnknown')));
    if (what === 'finish' && this.#committed !== null) this.#batch.push(this.run.activityJob(this.run.pending, this.#committed));
    if (what === 'fail' || what === 'finish') this.#committed = null;
  }

  #commit(): void {
    this.#committed ??= this.casebook.takeStep(unchecked<StepInput>(this.run.pending.input), this.run.nowMs);
  }

  #deliver(which: number, repeat: boolean): void {
    const chosen = this.#underway[which % Math.max(1, this.#underway.length)];
    if (chosen === undefined) return;
    if (!repeat) this.#underway.splice(this.#underway.indexOf(chosen), 1);
    this.#batch.push(WorkflowRun.signalJob(chosen.name, chosen.payload));
  }
}

/** What holds in every world. */
async function expectSound({ run, casebook }: World): Promise<void> {
  const keys = casebook.sent.map(({ key }) => key);
  expect(keys).toEqual([1, 2, 3, 4].slice(0, keys.length).map((n) => `reminder-${n}`));
  casebook.sent.forEach(({ atMs }, i) => expect(atMs).toBeGreaterThanOrEqual(startMs + hourMs * (i + 1)));
  expect(await run.replayDifference()).toBeNull();
  await run.dispose();
}

// A run lives a whole life of the workflow in virtual time: a third of the usual number.
const some = { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 300) / 3) };

describe('whatever the order of things', () => {
  test.prop([happenings], some)('a chase whose payment is told ends as paid', async (story) => {
    const world = await World.start();
    for (const happening of story) await world.happen(happening, 'pay-too');
    if (!world.casebook.paid) world.record('pay');
    await world.settle();
    expect(world.run.result).toEqual({ outcome: 'paid' });
    await expectSound(world);
  });

  test.prop([happenings], some)('a chase that is not paid takes every step once, on time and in order', async (story) => {
    const world = await World.start();
    for (const happening of story) await world.happen(happening, 'hold-only');
    await world.flush();
    world.record('release');
    await world.settle();
    expect(world.casebook.sent).toHaveLength(steps);
    expect(world.run.closedBy).toBeNull();
    await expectSound(world);
  });
});
