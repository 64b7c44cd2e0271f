/** A casebook in memory that answers a chase's activities in activation tests: a ladder of equal steps, payments, holds, revisions. */
import type { RecordSignalInput, StepInput, StepResult } from '#contracts/activities.js';
import type { ChaseInput, ChasePlan } from '#contracts/chase.js';
import { ScriptedFailure, type Scripts } from './activation-harness.js';

/** A plan with sense in every field; `over` replaces some. */
export function aPlan(over: Partial<ChasePlan> = {}): ChasePlan {
  return {
    revision: 1,
    next: 'wait',
    step: null,
    at: null,
    wakeAt: null,
    outcome: null,
    reason: 'no-step-left',
    summary: 'waits for news',
    details: 'waits for news',
    ...over,
  };
}

/** A chase's input for tests. */
export const chaseInput: ChaseInput = {
  tenantId: '01920000-0000-7000-8000-000000000001',
  invoiceId: '01920000-0000-7000-8000-000000000002',
  cycle: 1,
};

const iso = (ms: number): string => new Date(ms).toISOString();

/** Settings of a {@link ScriptedCasebook}. */
export interface CasebookSettings {
  readonly steps: number;
  readonly firstAtMs: number;
  readonly gapMs: number;
  /** On a test clock: plans carry no `wakeAt`. */
  readonly clock?: boolean;
  /** Each step is due `gapMs` after it was planned in real time, so that on a slow machine every step still has its timer. */
  readonly realTime?: boolean;
}

/** The database's side of a chase. Decides afresh in each activity, as the real one does. */
export class ScriptedCasebook {
  /** Steps that left, in order, each with the virtual instant. */
  readonly sent: { readonly key: string; readonly atMs: number; readonly afterPayment: boolean }[] = [];
  readonly recorded: RecordSignalInput[] = [];
  readonly calls: string[] = [];
  paid = false;
  held = false;
  /** While set, every activity fails like this. */
  failure: string | null = null;
  clockMs: number | null;
  #revision = 0;
  readonly #settings: CasebookSettings;

  constructor(settings: CasebookSettings) {
    this.#settings = settings;
    this.clockMs = settings.clock === true ? settings.firstAtMs - settings.gapMs : null;
  }

  /** What the harness calls. */
  get scripts(): Scripts {
    const named =
      (name: string, script: (input: never, nowMs: number) => unknown) =>
      (input: never, nowMs: number): unknown => {
        this.calls.push(name);
        if (this.failure !== null) throw new ScriptedFailure(this.failure);
        return script(input, nowMs);
      };
    const step = (input: StepInput, nowMs: number): StepResult => this.takeStep(input, nowMs);
    return {
      planNext: named('planNext', () => this.plan()),
      sendMessage: named('sendMessage', step),
      openCallTask: named('openCallTask', step),
      handOver: named('handOver', step),
      runInternalStep: named('runInternalStep', step),
      recordSignal: named('recordSignal', (input: RecordSignalInput) => this.record(input)),
    };
  }

  /** The plan after everything that is known, with a fresh revision. */
  plan(): ChasePlan {
    this.#revision += 1;
    const revision = this.#revision;
    const details = `revision ${revision}`;
    if (this.paid) return aPlan({ revision, details, next: 'closed', outcome: 'paid' });
    if (this.held || this.sent.length >= this.#settings.steps) return aPlan({ revision, details });
    const { clock, realTime, firstAtMs, gapMs } = this.#settings;
    const atMs = realTime === true ? Date.now() + gapMs : firstAtMs + this.sent.length * gapMs;
    return aPlan({
      revision,
      details,
      next: 'step',
      step: { key: `reminder-${this.sent.length + 1}`, occurrence: 1, action: 'message' },
      at: iso(atMs),
      wakeAt: clock === true ? null : iso(atMs),
      summary: `waits until ${iso(atMs)} for reminder-${this.sent.length + 1}`,
      ...(this.clockMs === null ? {} : { clockNow: iso(this.clockMs) }),
    });
  }

  /** Takes a step unless it is no longer due. */
  takeStep({ step }: StepInput, nowMs: number): StepResult {
    const due = !this.paid && !this.held && step.key === `reminder-${this.sent.length + 1}`;
    if (due) this.sent.push({ key: step.key, atMs: nowMs, afterPayment: this.paid });
    return { result: due ? 'sent' : 'superseded', plan: this.plan() };
  }

  /** Records a direct signal once. */
  record(input: RecordSignalInput): ChasePlan {
    if (!this.recorded.some(({ signalId }) => signalId === input.signalId)) {
      this.recorded.push(input);
      if (input.signal === 'paymentReceived') this.paid = true;
      if (input.signal === 'chasePaused') this.held = true;
      if (input.signal === 'chaseResumed') this.held = false;
    }
    return this.plan();
  }

  /** Records a fact as the API does and gives what the relay will send. */
  fact(change: 'pay' | 'hold' | 'release'): { readonly recordedEventId: string; readonly plan: ChasePlan } {
    if (change === 'pay') this.paid = true;
    else this.held = change === 'hold';
    const plan = this.plan();
    return { recordedEventId: `evt-${plan.revision}`, plan };
  }
}
