/**
 * Drives the real workflow code without a server: plays the Core's part by feeding activations to the SDK's workflow sandbox in virtual
 * time, and counts what a history would hold. Checks commands, not the server's behaviour.
 *
 * The sandbox is an internal of the SDK (`@temporalio/worker/lib/...`); this is the only file that knows it, and
 * `activation-guard.activation.spec.ts` fails with a clear message when an upgrade moved it.
 */
import { setImmediate } from 'node:timers/promises';
import { TypedSearchAttributes, defaultPayloadConverter } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import { coresdk, type temporal } from '@temporalio/proto';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { buildWorkflowBundle } from '#temporal/workflow-bundle.js';

type Payload = temporal.api.common.v1.IPayload;
type Command = coresdk.workflow_commands.IWorkflowCommand;
type Job = coresdk.workflow_activation.IWorkflowActivationJob;
type Sandbox = Awaited<ReturnType<ReusableVMWorkflowCreator['createWorkflow']>>;

/** An activity's script: gives the result, throws a {@link ScriptedFailure}, or answers {@link later}. */
export type Script = (input: never, nowMs: number) => unknown;
/** Scripts by activity name. */
export type Scripts = Readonly<Record<string, Script>>;
/** Answer of a script whose activity goes on until the test finishes it. */
export const later = Symbol('later');

/** An activity that has failed for good, as the workflow sees it. */
export class ScriptedFailure extends Error {
  constructor(readonly type: string) {
    super(`scripted ${type}`);
  }
}

/** Outcome of an activity that was cancelled with its workflow. */
export const cancelled = Symbol('cancelled');

/** A scheduled activity that has not been answered. */
export interface PendingActivity {
  readonly seq: number;
  readonly name: string;
  readonly input: unknown;
  readonly options: coresdk.workflow_commands.IScheduleActivity;
}

/** A timer that runs. */
export interface PendingTimer {
  readonly seq: number;
  readonly firesAtMs: number;
  readonly summary: string | null;
}

const toPayload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const fromPayload = (payload: Payload | null | undefined): unknown => (payload ? defaultPayloadConverter.fromPayload(payload) : undefined);
const toMs = (duration: { seconds?: unknown; nanos?: number | null } | null | undefined): number =>
  Number(duration?.seconds ?? 0) * 1000 + Math.floor((duration?.nanos ?? 0) / 1_000_000);

let creator: Promise<ReusableVMWorkflowCreator> | null = null;

/** The sandbox with our bundle, built once a process. */
async function sandboxCreator(): Promise<ReusableVMWorkflowCreator> {
  creator ??= (async () => {
    const quiet = (): void => undefined;
    const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
    const { code } = await buildWorkflowBundle({ logger });
    return ReusableVMWorkflowCreator.create(parseWorkflowCode(code), activationLimitMs, new Set());
  })();
  return creator;
}

/** An activation runs a few milliseconds; a loop without end must end the test. */
const activationLimitMs = 5_000;

/** Events of a history after which the server suggests to continue as new. */
const suggestedAtEvents = 4_096;

let runs = 0;

/** One workflow run in virtual time. Every method that lets something happen resolves when the workflow has come to rest again. */
export class WorkflowRun {
  /** Virtual time of the server. */
  nowMs: number;
  /** Events the history would hold. */
  events = 1;
  /** Billable actions: start, signals, timers, activities. */
  actions = 1;
  /** Every command in order. */
  readonly commands: string[] = [];
  /** What it returned, or the arguments of the run it continues as; `undefined` while it runs. */
  result: unknown;
  /** Set when the workflow failed or was cancelled. */
  closedBy: 'completed' | 'failed' | 'cancelled' | 'continued' | null = null;
  readonly timers = new Map<number, PendingTimer>();
  readonly activities = new Map<number, PendingActivity>();
  readonly #sandbox: Sandbox;
  readonly #scripts: Scripts;
  readonly #runId: string;
  readonly #activations: {
    readonly nowMs: number;
    readonly isLong: boolean;
    readonly jobs: Job[];
    readonly commands: string;
    readonly patches: string[];
  }[] = [];
  #resolved: Job[] = [];

  private constructor(sandbox: Sandbox, scripts: Scripts, at: { runId: string; nowMs: number }) {
    this.#sandbox = sandbox;
    this.#scripts = scripts;
    this.#runId = at.runId;
    this.nowMs = at.nowMs;
  }

  /** Starts a workflow. `signals` arrive with the start, as with signal-with-start. */
  static async start(options: {
    readonly workflowType: string;
    readonly args: readonly unknown[];
    readonly scripts: Scripts;
    readonly nowMs: number;
    readonly signals?: readonly Job[];
  }): Promise<WorkflowRun> {
    runs += 1;
    const runId = `run-${runs}`;
    const sandbox = await newSandbox(options.workflowType, runId, options.nowMs);
    const run = new WorkflowRun(sandbox, options.scripts, { runId, nowMs: options.nowMs });
    const signals = options.signals ?? [];
    run.events += signals.length;
    run.actions += signals.length;
    await run.#task([initJob(options.workflowType, options.args, runId), ...signals]);
    return run;
  }

  /** A signal's job, for {@link together} and {@link start}. */
  static signalJob(signalName: string, payload?: unknown): Job {
    return { signalWorkflow: { signalName, input: payload === undefined ? [] : [toPayload(payload)], identity: 'test', headers: {} } };
  }

  /** A signal alone. */
  signal(name: string, payload?: unknown): Promise<void> {
    return this.together([WorkflowRun.signalJob(name, payload)]);
  }

  /** A signal whose payload no converter can read. */
  signalRaw(signalName: string, payload: Payload): Promise<void> {
    return this.together([{ signalWorkflow: { signalName, input: [payload], identity: 'test', headers: {} } }]);
  }

  /** Several things in one activation, in the given order. */
  async together(jobs: readonly Job[]): Promise<void> {
    this.events += jobs.length;
    this.actions += jobs.filter((job) => job.signalWorkflow).length;
    await this.#task([...jobs]);
  }

  /** The job of a timer that fires; moves the clock to it. */
  timerJob(timer: PendingTimer = this.#nextTimer()): Job {
    this.timers.delete(timer.seq);
    this.nowMs = Math.max(this.nowMs, timer.firesAtMs);
    return { fireTimer: { seq: timer.seq } };
  }

  /** Sleeps until the next timer and fires it. */
  async fireTimer(): Promise<void> {
    await this.together([this.timerJob()]);
  }

  /** The job of an activity that ends with `outcome`; started and completed are two events, one is counted here. */
  activityJob(activity: PendingActivity, outcome: unknown): Job {
    this.activities.delete(activity.seq);
    this.events += 1;
    return resolution(activity, outcome);
  }

  /** Ends an activity that was answered {@link later}. A {@link ScriptedFailure} fails it. */
  async finish(activity: PendingActivity, outcome: unknown): Promise<void> {
    await this.together([this.activityJob(activity, outcome)]);
  }

  /** The only pending activity. */
  get pending(): PendingActivity {
    const [only, ...more] = this.activities.values();
    if (only === undefined || more.length > 0) throw new Error(`${this.activities.size} activities are pending, not one`);
    return only;
  }

  /** The workflow is cancelled by an operator. */
  async cancel(): Promise<void> {
    await this.together([{ cancelWorkflow: { reason: 'test' } }]);
  }

  /** Asks a query. */
  async query(queryType: string): Promise<unknown> {
    const completion = await this.#activate([{ queryWorkflow: { queryId: 'q', queryType, arguments: [], headers: {} } }], 'query');
    const answer = completion.map((command) => command.respondToQuery).find((found) => found !== undefined && found !== null);
    if (answer?.succeeded === undefined || answer.succeeded === null)
      throw new Error(`query ${queryType} failed: ${answer?.failed?.message ?? 'no answer'}`);
    return fromPayload(answer.succeeded.response);
  }

  /** What the Temporal UI shows as current details. */
  async currentDetails(): Promise<string> {
    const metadata = (await this.query('__temporal_workflow_metadata')) as { currentDetails?: string };
    return metadata.currentDetails ?? '';
  }

  /** Feeds every activation again to a fresh instance and returns the first one whose commands differ, `null` when it replays. */
  async replayDifference(): Promise<{ at: number; was: string; is: string } | null> {
    const [first] = this.#activations;
    if (first === undefined) return null;
    const type = first.jobs[0]?.initializeWorkflow?.workflowType ?? '';
    const again = await newSandbox(type, this.#runId, first.nowMs);
    for (const [at, { nowMs, isLong, jobs, commands, patches }] of this.#activations.entries()) {
      // As the Core does: it looks ahead for the markers of the task and tells of them first.
      const known = patches.map((patchId): Job => ({ notifyHasPatch: { patchId } }));
      const is = describeCommands(await activate(again, { runId: this.#runId, nowMs, jobs: [...known, ...jobs], replaying: true, isLong }));
      if (is !== commands) return { at, was: commands, is };
    }
    return null;
  }

  /** Frees the sandbox. */
  async dispose(): Promise<void> {
    await this.#sandbox.dispose();
  }

  #nextTimer(): PendingTimer {
    const [next] = [...this.timers.values()].sort((a, b) => a.firesAtMs - b.firesAtMs);
    if (next === undefined) throw new Error('no timer runs');
    return next;
  }

  /** One workflow task, three events; then what the scripts answered at once, in further tasks. */
  async #task(jobs: Job[]): Promise<void> {
    this.events += 3;
    this.#apply(await this.#activate(jobs, 'task'));
    const resolved = this.#resolved;
    this.#resolved = [];
    if (resolved.length > 0 && this.closedBy === null) {
      this.events += resolved.length * 2;
      await this.#task(resolved);
    }
  }

  #answer(activity: PendingActivity): unknown {
    const script = this.#scripts[activity.name];
    if (script === undefined) throw new Error(`the workflow called ${activity.name}, which has no script`);
    try {
      return script(activity.input as never, this.nowMs);
    } catch (failure) {
      if (failure instanceof ScriptedFailure) return failure;
      throw failure;
    }
  }

  #apply(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.startTimer) this.#startTimer(command);
      else if (command.cancelTimer) this.#cancelTimer(command.cancelTimer.seq ?? 0);
      else if (command.scheduleActivity) this.#schedule(command.scheduleActivity);
      else if (command.setPatchMarker)
        this.events += 2; // the marker, and the search attribute that names it
      else this.#close(command);
    }
  }

  #startTimer({ startTimer, userMetadata }: Command): void {
    const seq = startTimer?.seq ?? 0;
    const summary = fromPayload(userMetadata?.summary);
    const firesAtMs = this.nowMs + toMs(startTimer?.startToFireTimeout);
    this.timers.set(seq, { seq, firesAtMs, summary: typeof summary === 'string' ? summary : null });
    this.events += 1;
    this.actions += 1;
  }

  #cancelTimer(seq: number): void {
    if (this.timers.delete(seq)) this.events += 1;
  }

  #schedule(options: coresdk.workflow_commands.IScheduleActivity): void {
    const activity = pendingOf(options);
    this.events += 1;
    this.actions += 1;
    const answer = this.#answer(activity);
    if (answer === later) this.activities.set(activity.seq, activity);
    else this.#resolved.push(resolution(activity, answer));
  }

  #close(command: Command): void {
    if (command.completeWorkflowExecution) {
      this.closedBy = 'completed';
      this.result = fromPayload(command.completeWorkflowExecution.result);
    } else if (command.continueAsNewWorkflowExecution) {
      this.closedBy = 'continued';
      this.result = (command.continueAsNewWorkflowExecution.arguments ?? []).map(fromPayload);
    } else if (command.cancelWorkflowExecution) this.closedBy = 'cancelled';
    else if (command.failWorkflowExecution) this.closedBy = 'failed';
    else if (command.requestCancelActivity) return;
    else throw new Error(`the harness does not know the command ${JSON.stringify(command)}`);
    this.events += 1;
  }

  async #activate(jobs: Job[], kind: 'task' | 'query'): Promise<readonly Command[]> {
    const isLong = this.events >= suggestedAtEvents;
    const commands = await activate(this.#sandbox, { runId: this.#runId, nowMs: this.nowMs, jobs, replaying: false, isLong });
    if (kind === 'task') {
      this.commands.push(...commands.map(commandName));
      const patches = commands.flatMap(({ setPatchMarker }) => setPatchMarker?.patchId ?? []);
      this.#activations.push({ nowMs: this.nowMs, isLong, jobs, commands: describeCommands(commands), patches });
    }
    return commands;
  }
}

const pendingOf = (options: coresdk.workflow_commands.IScheduleActivity): PendingActivity => ({
  seq: options.seq ?? 0,
  name: options.activityType ?? '',
  input: fromPayload(options.arguments?.[0]),
  options,
});

function resolution({ seq, name }: PendingActivity, outcome: unknown): Job {
  const failed = outcome === cancelled || outcome instanceof ScriptedFailure;
  if (!failed) return { resolveActivity: { seq, result: { completed: { result: toPayload(outcome) } } } };
  const cause =
    outcome === cancelled
      ? { message: 'cancelled', canceledFailureInfo: {} }
      : { message: outcome.message, applicationFailureInfo: { type: outcome.type, nonRetryable: true } };
  const failure = { message: 'Activity task failed', activityFailureInfo: { activityType: { name }, activityId: `${seq}` }, cause };
  return { resolveActivity: { seq, result: outcome === cancelled ? { cancelled: { failure } } : { failed: { failure } } } };
}

const commandName = (command: Command): string => Object.keys(command).find((key) => key !== 'userMetadata') ?? 'unknown';

/** Commands as comparable text: names, sequence numbers, arguments and durations. */
function describeCommands(commands: readonly Command[]): string {
  return JSON.stringify(commands.map((command) => coresdk.workflow_commands.WorkflowCommand.fromObject(command as never).toJSON()));
}

interface Activation {
  readonly runId: string;
  readonly nowMs: number;
  readonly jobs: readonly Job[];
  readonly replaying: boolean;
  /** Whether the server suggests to continue as new. */
  readonly isLong: boolean;
}

async function activate(sandbox: Sandbox, { runId, nowMs, jobs, replaying, isLong }: Activation): Promise<readonly Command[]> {
  const activation = coresdk.workflow_activation.WorkflowActivation.fromObject({
    runId,
    timestamp: msToTs(nowMs),
    isReplaying: replaying,
    continueAsNewSuggested: isLong,
    jobs: [...jobs],
    availableInternalFlags: sdkFlags,
  });
  const completion = await sandbox.activate(activation);
  await sandbox.getAndResetSinkCalls(); // logs
  await setImmediate();
  if (completion.failed) throw new Error(`the workflow task failed: ${completion.failed.failure?.message ?? 'no message'}`);
  return completion.successful?.commands ?? [];
}

/** Flags a first task of a new run would record; with them a replay takes the same road. */
const sdkFlags = [1, 2, 3];

async function newSandbox(workflowType: string, runId: string, nowMs: number): Promise<Sandbox> {
  const start = new Date(nowMs);
  return (await sandboxCreator()).createWorkflow({
    info: {
      workflowId: 'chase/test',
      runId,
      workflowType,
      searchAttributes: {},
      typedSearchAttributes: new TypedSearchAttributes(),
      taskQueue: 'test',
      namespace: 'test',
      firstExecutionRunId: runId,
      originalExecutionRunId: runId,
      startTime: start,
      runStartTime: start,
      taskTimeoutMs: 10_000,
      attempt: 1,
      historyLength: 3,
      historySize: 300,
      continueAsNewSuggested: false,
      targetWorkerDeploymentVersionChanged: false,
      unsafe: { now: () => nowMs, isReplaying: false, isReplayingHistoryEvents: false, random: Math.random },
    } as never,
    randomnessSeed: [1, 2, 3, 4, 5, 6, 7, 8],
    now: nowMs,
    showStackTraceSources: false,
  });
}

const initJob = (workflowType: string, args: readonly unknown[], runId: string): Job => ({
  initializeWorkflow: { workflowId: 'chase/test', workflowType, arguments: args.map(toPayload), firstExecutionRunId: runId, headers: {} },
});
