import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { withFileLock } from '../file-lock.js';
import { launchOnFreePorts, preferredPort } from '../ports.js';
import { commandLine, isAlive, stopProcess } from '../processes.js';
import { spawnProcess } from '../spawn-process.js';
import { ensureTemporalCli } from './temporal-cli.js';

/** It serves within a second; a large file after a crash is replayed first. */
const START_DEADLINE_MS = 30_000;

/** SQLite is closed in order on SIGTERM; a second start finds its file whole either way. */
const STOP_STEPS = [{ signal: 'SIGTERM', graceMs: 5_000 }] as const;

/** One answer of a healthy server takes milliseconds. */
const PROBE_TIMEOUT_MS = 2_000;

/** What operators filter by: opaque ids and the creditor's references, set once at start. The contracts name the same. */
export const SEARCH_ATTRIBUTES = [
  'MaanwerkTenant',
  'MaanwerkDebtor',
  'MaanwerkCurrency',
  'MaanwerkInvoiceNumber',
  'MaanwerkExternalId',
  'MaanwerkDueDate',
] as const;

const recordSchema = z.object({ pid: z.number(), port: z.number(), httpPort: z.number(), uiPort: z.number(), metricsPort: z.number() });
type TemporalRecord = z.infer<typeof recordSchema>;

export interface StartTemporalOptions {
  /** SQLite file; a restart with the same file loses nothing. */
  readonly dataFile: string;
  readonly log?: (line: string) => void;
  /** Wanted port of the frontend; another one is taken when it is in use. */
  readonly port?: number;
  /** Wanted port of the web UI; `false` starts without it. */
  readonly uiPort?: number | false;
  readonly extraArgs?: readonly string[];
}

export interface RunningTemporal {
  /** host:port for SDK connections. */
  readonly address: string;
  readonly uiUrl: string | undefined;
  readonly metricsUrl: string;
  readonly pid: number;
  /** True when a server left over by an earlier start was taken over. */
  readonly adopted: boolean;
  readonly logFile: string;
  stop(): Promise<void>;
}

const recordFile = (dataFile: string) => `${dataFile}.json`;

function readRecord(dataFile: string): TemporalRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(recordFile(dataFile), 'utf8')));
  } catch {
    return undefined;
  }
}

/** The namespace answers over HTTP: frontend, history and storage are up. */
async function isServing(httpPort: number): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${httpPort}/api/v1/namespaces/default`;
    return (await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
}

/** A pid from a file may be anybody's by now: only a dev server on our own file is ours. */
const isOurs = (pid: number, dataFile: string): boolean =>
  isAlive(pid) && commandLine(pid).includes(`start-dev`) && commandLine(pid).includes(dataFile);

async function adopt(options: StartTemporalOptions): Promise<RunningTemporal | undefined> {
  const record = readRecord(options.dataFile);
  if (record === undefined || !isOurs(record.pid, options.dataFile)) return undefined;
  if (await isServing(record.httpPort)) {
    options.log?.(`Temporal ${record.pid} was left over by an earlier start: taken over`);
    return running(options, record, true);
  }
  options.log?.(`Temporal ${record.pid} was left over by an earlier start and does not answer: ended`);
  await stopProcess(record.pid, { steps: STOP_STEPS });
  return undefined;
}

function running(options: StartTemporalOptions, record: TemporalRecord, adopted: boolean): RunningTemporal {
  return {
    address: `127.0.0.1:${record.port}`,
    uiUrl: options.uiPort === false ? undefined : `http://127.0.0.1:${record.uiPort}`,
    metricsUrl: `http://127.0.0.1:${record.metricsPort}/metrics`,
    pid: record.pid,
    adopted,
    logFile: logFileOf(options.dataFile),
    stop: async () => {
      await stopProcess(record.pid, { steps: STOP_STEPS });
      rmSync(recordFile(options.dataFile), { force: true });
    },
  };
}

const logFileOf = (dataFile: string) => join(dirname(dataFile), 'temporal.log');

function commandArgs(options: StartTemporalOptions, ports: Omit<TemporalRecord, 'pid'>): string[] {
  const flags: Record<string, string> = {
    '--ip': '127.0.0.1',
    '--port': String(ports.port),
    '--http-port': String(ports.httpPort),
    '--metrics-port': String(ports.metricsPort),
    '--db-filename': options.dataFile,
    '--log-level': 'warn',
    ...(options.uiPort === false ? {} : { '--ui-ip': '127.0.0.1', '--ui-port': String(ports.uiPort) }),
  };
  return [
    'server',
    'start-dev',
    ...Object.entries(flags).flat(),
    ...(options.uiPort === false ? ['--headless'] : []),
    ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...(options.extraArgs ?? []),
  ];
}

async function startFresh(options: StartTemporalOptions): Promise<RunningTemporal> {
  const cli = await ensureTemporalCli(options.log === undefined ? {} : { log: options.log });
  const before = readRecord(options.dataFile);
  const ports = {
    port: await preferredPort(before?.port ?? options.port),
    httpPort: await preferredPort(before?.httpPort),
    uiPort: await preferredPort(before?.uiPort ?? (options.uiPort === false ? undefined : options.uiPort)),
    metricsPort: await preferredPort(before?.metricsPort),
  };
  const child = await spawnProcess({
    name: 'Temporal',
    command: cli.path,
    args: commandArgs(options, ports),
    logFile: logFileOf(options.dataFile),
    ready: { probe: () => isServing(ports.httpPort), deadlineMs: START_DEADLINE_MS },
  });
  const record = { pid: child.pid, ...ports };
  writeFileSync(recordFile(options.dataFile), JSON.stringify(record));
  return running(options, record, false);
}

/**
 * Starts the Temporal dev server on the loopback address with its data in a file, or takes over the one an earlier start left behind.
 * Correct, but one shard on SQLite: its figures say nothing about production.
 * @throws MissingTool when the CLI cannot be had, LaunchFailed when it does not serve
 */
export async function startTemporal(options: StartTemporalOptions): Promise<RunningTemporal> {
  mkdirSync(dirname(options.dataFile), { recursive: true });
  return withFileLock(`${options.dataFile}.lock`, async () => (await adopt(options)) ?? launchOnFreePorts(() => startFresh(options)));
}

/** Ends a dev server that an earlier start left behind on this file, if there is one; the file stays. */
export async function endLeftOverTemporal(dataFile: string): Promise<void> {
  const record = readRecord(dataFile);
  if (record !== undefined && isOurs(record.pid, dataFile)) await stopProcess(record.pid, { steps: STOP_STEPS });
}
