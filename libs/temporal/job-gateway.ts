/** The only door from our processes to the jobs that run in Temporal. */
import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { type JobInput, type JobView, jobQueryName, jobWorkflowTypes, type JobKind } from '#contracts/jobs.js';
import { jobWorkflowId } from '#contracts/ids.js';
import { taskQueues } from '#contracts/task-queues.js';

/** A job to be started. */
export interface JobStart extends JobInput {
  readonly kind: JobKind;
  /** Starts even though a run has completed: for a reconciler that found the job open in the database. */
  readonly again?: boolean;
}

/** Options of the gateway. */
export interface JobGatewayOptions {
  /** Another queue than the product's, for tests. */
  readonly taskQueue?: string;
  /** Longest one call may take. */
  readonly rpcTimeoutMs?: number;
}

/** As for chases: no call takes this long on a server that works. */
const longestRpcMs = 15_000;

/** Starts jobs with ids that make repeats harmless. What the server cannot do now is thrown. */
export class JobGateway {
  readonly #client: Client;
  readonly #taskQueue: string;
  readonly #rpcTimeoutMs: number;

  constructor(client: Client, { taskQueue = taskQueues.chase, rpcTimeoutMs = longestRpcMs }: JobGatewayOptions = {}) {
    this.#client = client;
    this.#taskQueue = taskQueue;
    this.#rpcTimeoutMs = rpcTimeoutMs;
  }

  /** Sees to it that the job's workflow runs, once. `ended`: it has run to its end already. */
  async start({ tenantId, jobId, kind, again }: JobStart): Promise<'running' | 'ended'> {
    const input: JobInput = { tenantId, jobId };
    try {
      await this.#rpc(() =>
        this.#client.workflow.start(jobWorkflowTypes[kind], {
          args: [input],
          workflowId: jobWorkflowId(jobId),
          taskQueue: this.#taskQueue,
          workflowIdReusePolicy: again === true ? 'ALLOW_DUPLICATE' : 'ALLOW_DUPLICATE_FAILED_ONLY',
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: kind,
          // Somebody waits for it: it does not stand behind the first tasks of all chases that were just registered.
          priority: { priorityKey: 1 },
        }),
      );
      return 'running';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'ended';
      throw error;
    }
  }

  /** What the workflow itself says, for support. */
  view(jobId: string): Promise<JobView> {
    return this.#rpc(() => this.#client.workflow.getHandle(jobWorkflowId(jobId)).query<JobView>(jobQueryName));
  }

  #rpc<T>(call: () => Promise<T>): Promise<T> {
    return this.#client.connection.withDeadline(Date.now() + this.#rpcTimeoutMs, call);
  }
}
