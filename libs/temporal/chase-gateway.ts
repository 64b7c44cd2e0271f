/** The only door from our processes to the chases that run in Temporal: typed start, signal, look. Used by the relay and the CLI. */
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { type ChaseInput, type ChasePlan, type ChaseView, chaseQueryName, chaseWorkflowType } from '#contracts/chase.js';
import { chaseWorkflowId } from '#contracts/ids.js';
import { type FactSignal, type SignalPayload, clockSignalName } from '#contracts/signals.js';
import { taskQueues } from '#contracts/task-queues.js';
import { type ChaseMarks, ChaseAttributes, chaseWords } from './chase-attributes.js';

/** Which chase is meant. */
export interface ChaseRef extends Pick<ChaseInput, 'tenantId' | 'invoiceId'> {
  /** What its row says; absent: the id that new chases get. */
  readonly workflowId?: string;
}

/** What a start needs besides the input. */
export interface ChaseStart extends ChaseInput, ChaseRef, ChaseMarks {
  /** The plan made in the transaction that opened the chase: saves the first planning (6 events). */
  readonly plan?: ChasePlan;
  /** Starts even though this cycle's run has completed: for a reconciler that found the chase open in the database. */
  readonly again?: boolean;
}

/**
 * `running`: a run of this cycle (or, for a late repeat, of a later one) exists now. `ended`: this cycle has already completed, nothing was
 * started. `earlier-cycle-runs`: the previous cycle has not ended yet (its worker may be down); try again later.
 */
export type StartOutcome = 'running' | 'ended' | 'earlier-cycle-runs';

/** A run as the server knows it. */
export interface ChaseRun {
  readonly status: string;
  readonly cycle: number;
  readonly runId: string;
  readonly events: number;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
}

/** Options of the gateway. */
export interface ChaseGatewayOptions {
  /** Another queue than the product's, for tests and benches. */
  readonly taskQueue?: string;
  /** Longest one call may take. */
  readonly rpcTimeoutMs?: number;
  /** Hears which search attributes the namespace lacks, whenever that changes: chases are started without them. */
  readonly onUnregistered?: (names: readonly string[]) => void;
}

/** No call takes this long on a server that works; the relay retries, and must not hang on one chase. */
const longestRpcMs = 15_000;

/** Talks to Temporal with ids that make repeats harmless. What the server cannot do now is thrown; what is normal life is returned. */
export class ChaseGateway {
  readonly #client: Client;
  readonly #taskQueue: string;
  readonly #rpcTimeoutMs: number;
  readonly #attributes: ChaseAttributes;

  constructor(client: Client, { taskQueue = taskQueues.chase, rpcTimeoutMs = longestRpcMs, onUnregistered }: ChaseGatewayOptions = {}) {
    this.#client = client;
    this.#attributes = new ChaseAttributes(onUnregistered);
    this.#taskQueue = taskQueue;
    this.#rpcTimeoutMs = rpcTimeoutMs;
  }

  /**
   * Sees to it that this cycle's chase runs, once. A repeat of a start whose run has completed starts nothing: for the first cycle the
   * server refuses it (reuse policy), for a later one, which is rare, the last run's memo tells its cycle. Beyond the server's retention
   * both know nothing; then the database's answer to the first plan, `closed`, ends the stray run at once.
   */
  async start(start: ChaseStart): Promise<StartOutcome> {
    if (start.cycle <= 1) return this.#startFirst(start);
    const last = await this.describe(start);
    if (last !== null && last.status === 'RUNNING') return last.cycle < start.cycle ? 'earlier-cycle-runs' : 'running';
    if (last !== null && last.status === 'COMPLETED' && last.cycle >= start.cycle && start.again !== true) return 'ended';
    return this.#startLater(start);
  }

  /** Signals a fact to a running chase; `not-running` when none runs. Then nothing is lost: the fact is in the database. */
  async signal<Name extends FactSignal>(ref: ChaseRef, name: Name, payload: SignalPayload<Name>): Promise<'delivered' | 'not-running'> {
    return this.#send(ref, name, payload);
  }

  /** Tells a chase on a test clock the clock's new instant (RFC 3339, UTC). */
  async advanceClock(ref: ChaseRef, now: string): Promise<'delivered' | 'not-running'> {
    return this.#send(ref, clockSignalName, { now });
  }

  /** The latest run of a chase; `null` when the server knows none. */
  async describe(ref: ChaseRef): Promise<ChaseRun | null> {
    const description = await orNull(this.#rpc(() => this.#handle(ref).describe()));
    if (description === null) return null;
    const cycle = description.memo?.['cycle'];
    return {
      status: description.status.name,
      cycle: typeof cycle === 'number' ? cycle : 1,
      runId: description.runId,
      events: description.historyLength,
      startedAt: description.startTime,
      closedAt: description.closeTime ?? null,
    };
  }

  /** What the workflow itself sees, for support; costs a query, so never for lists. `null` when the server knows no run. */
  async view(ref: ChaseRef): Promise<ChaseView | null> {
    return orNull(this.#rpc(() => this.#handle(ref).query<ChaseView>(chaseQueryName)));
  }

  async #startFirst(start: ChaseStart): Promise<StartOutcome> {
    // A run that was terminated or failed by hand may be started again; only one that came to its end may not.
    const workflowIdReusePolicy = start.again === true ? 'ALLOW_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY';
    return this.#startUnless('ended', start, { workflowIdReusePolicy, workflowIdConflictPolicy: 'USE_EXISTING' });
  }

  async #startLater(start: ChaseStart): Promise<StartOutcome> {
    // FAIL, since USE_EXISTING would accept a run of an older cycle. Two relays may have looked at the same time: the server lets one in,
    // and the other is told to come again, when it will see the run that won.
    return this.#startUnless('earlier-cycle-runs', start, { workflowIdReusePolicy: 'ALLOW_DUPLICATE', workflowIdConflictPolicy: 'FAIL' });
  }

  async #startUnless(refused: StartOutcome, start: ChaseStart, policies: StartPolicies): Promise<StartOutcome> {
    try {
      // A namespace without our attributes refuses the whole start, and a chase that can only not be searched for must not stand still.
      await this.#attributes.orWithout((typedSearchAttributes) =>
        this.#rpc(() =>
          this.#client.workflow.start(chaseWorkflowType, {
            ...this.#options(start),
            ...policies,
            typedSearchAttributes: typedSearchAttributes(start),
          }),
        ),
      );
      return 'running';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return refused;
      throw error;
    }
  }

  #options(start: ChaseStart) {
    const { tenantId, invoiceId, cycle, plan } = start;
    const input: ChaseInput = { tenantId, invoiceId, cycle };
    return {
      args: plan === undefined ? [input] : [input, plan],
      workflowId: idOf(start),
      taskQueue: this.#taskQueue,
      memo: { cycle },
      ...chaseWords(start),
    };
  }

  async #send(ref: ChaseRef, name: string, payload: unknown): Promise<'delivered' | 'not-running'> {
    const sent = await orNull(
      this.#rpc(async () =>
        this.#handle(ref)
          .signal(name, payload)
          .then(() => true),
      ),
    );
    return sent === null ? 'not-running' : 'delivered';
  }

  #handle(ref: ChaseRef) {
    return this.#client.workflow.getHandle(idOf(ref));
  }

  #rpc<T>(call: () => Promise<T>): Promise<T> {
    return this.#client.connection.withDeadline(Date.now() + this.#rpcTimeoutMs, call);
  }
}

const idOf = ({ workflowId, invoiceId }: ChaseRef): string => workflowId ?? chaseWorkflowId(invoiceId);

type StartPolicies = Pick<Parameters<Client['workflow']['start']>[1], 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'>;

async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
