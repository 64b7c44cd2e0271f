/** A real dev server with one chase worker whose activities are scripted: for recording histories and for what only a server can show. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { startTemporal } from '#embedded/temporal/start-temporal.js';
import { ensureTemporalCli } from '#embedded/temporal/temporal-cli.js';
import { ChaseGateway } from '#temporal/chase-gateway.js';
import { temporalClient } from '#temporal/connection.js';
import { installRuntime, runChaseWorker } from '#temporal/run-worker.js';
import { buildWorkflowBundle } from '#temporal/workflow-bundle.js';
import type { ChaseActivities } from '#contracts/activities.js';
import { type ScriptedCasebook, chaseInput } from './activation-casebook.js';
import { ScriptedFailure, type Scripts } from './activation-harness.js';

/** Whether the dev server can be started without fetching anything. */
export async function devServerIsThere(): Promise<boolean> {
  return ensureTemporalCli({ offline: true }).then(
    () => true,
    () => false,
  );
}

/** Waits until `probe` gives something, asking every 20 ms. @throws after `deadlineMs`, naming what was waited for */
export async function until<T>(what: string, probe: () => T | Promise<T>, deadlineMs = 20_000): Promise<NonNullable<T>> {
  for (const end = Date.now() + deadlineMs; Date.now() < end; await pause(20)) {
    const found = await probe();
    if (found !== null && found !== undefined && found !== false) return found;
  }
  throw new Error(`${what}: not within ${deadlineMs} ms`);
}

/** The server publishes its counters about once a second. */
const quietMs = 2_500;

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A dev server for one spec file. */
export class ScriptedServer {
  #count = 0;

  private constructor(
    readonly client: Client,
    readonly gateway: ChaseGateway,
    /** Scripts by invoice, so that chases of several tests share one worker. */
    private readonly scripts: Map<string, Scripts>,
    private readonly metricsUrl: string,
    /** Where it is, for further workers. */
    readonly temporal: { readonly address: string; readonly namespace: string },
    private readonly end: () => Promise<void>,
  ) {}

  /** Starts server and worker. */
  static async start(): Promise<ScriptedServer> {
    const folder = mkdtempSync(join(tmpdir(), 'maanwerk-temporal-'));
    const skipping = ['--dynamic-config-value', 'frontend.WorkflowTimeSkippingEnabled=true'];
    const server = await startTemporal({ dataFile: join(folder, 'temporal.db'), uiPort: false, extraArgs: skipping });
    installRuntime({ logger: quiet });
    const temporal = { address: server.address, namespace: 'default' };
    const { code } = await buildWorkflowBundle();
    const scripts = new Map<string, Scripts>();
    const worker = await runChaseWorker({ temporal, bundle: { code }, activities: scriptedActivities(scripts) });
    const client = temporalClient(temporal);
    return new ScriptedServer(client, new ChaseGateway(client), scripts, server.metricsUrl, temporal, async () => {
      await worker.shutdown();
      await client.connection.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** A chase of its own with its casebook; not started yet. */
  chase(casebook: ScriptedCasebook, scripts: Scripts = casebook.scripts) {
    this.#count += 1;
    const input = { ...chaseInput, invoiceId: `01920000-0000-7000-8000-${String(this.#count).padStart(12, '0')}` };
    this.scripts.set(input.invoiceId, scripts);
    return { ...input, debtorId: '01920000-0000-7000-8000-00000000dead', currency: 'EUR' };
  }

  /**
   * Billable actions so far, as the server counts them. A batch of markers counts once, not each marker in it. The page lags behind, so it
   * is asked until it has not changed for {@link quietMs}.
   */
  async actions(): Promise<number> {
    let last = -1;
    let since = Date.now();
    return until('the count of actions rests', async () => {
      const now = await this.#actionsNow();
      if (now !== last) since = Date.now();
      last = now;
      return Date.now() - since > quietMs ? now : null;
    });
  }

  async #actionsNow(): Promise<number> {
    const page = await (await fetch(this.metricsUrl)).text();
    const counted = page.split('\n').filter((line) => line.startsWith('action{') && !line.includes('command_RecordMarker'));
    return counted.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** A number nobody else in this file has. */
  serial(): number {
    this.#count += 1;
    return this.#count;
  }

  /** A client of another namespace of this server; its user closes the connection. */
  clientOf(namespace: string): Client {
    return temporalClient({ address: this.temporal.address, namespace });
  }

  /** Ends worker and server. */
  stop(): Promise<void> {
    return this.end();
  }
}

const names = ['planNext', 'sendMessage', 'openCallTask', 'handOver', 'runInternalStep', 'recordSignal'] as const;

/** Scripts as activities: a {@link ScriptedFailure} becomes a failure that is not retried; a promise is awaited. */
function scriptedActivities(scripts: ReadonlyMap<string, Scripts>): ChaseActivities {
  const activity = (name: string) => async (input: { chase?: { invoiceId: string }; invoiceId?: string }) => {
    const script = scripts.get(input.chase?.invoiceId ?? input.invoiceId ?? '')?.[name];
    try {
      return await script?.(input as never, Date.now());
    } catch (error) {
      throw error instanceof ScriptedFailure ? ApplicationFailure.nonRetryable(error.message, error.type) : error;
    }
  };
  return Object.fromEntries(names.map((name) => [name, activity(name)])) as unknown as ChaseActivities;
}
