import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { endsWithUs } from './end-with-us.js';
import { LaunchFailed } from './missing-tool.js';
import { isAlive, stopProcess, until } from './processes.js';

/** Between SIGTERM and SIGKILL unless the caller knows better: API and worker promise to be done in 9 s, Ctrl-C allows 10. */
const DEFAULT_GRACE_MS = 9_000;

/** Lines of its log shown when a process does not become ready. */
const LOG_TAIL_LINES = 15;

export interface ReadyProbe {
  /** True once the process serves. */
  readonly probe: () => Promise<boolean> | boolean;
  readonly deadlineMs: number;
}

export interface SpawnOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child; absent: ours. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Output is appended here, so it survives us. */
  readonly logFile: string;
  readonly ready?: ReadyProbe;
  readonly graceMs?: number;
  /** What asks it to end when we end without having stopped it; SIGTERM unless it means something else by that. */
  readonly endSignal?: NodeJS.Signals;
  /** Account to run under; only root may name one. */
  readonly runAs?: { readonly uid: number; readonly gid: number };
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the process is gone, for whatever reason; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** SIGTERM to its group, SIGKILL after the grace; resolves when it is gone. */
  stop(): Promise<void>;
}

/** The last lines of a log, for a message. */
function logTail(logFile: string, lines = LOG_TAIL_LINES): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

function launch(options: SpawnOptions): ChildProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const output = openSync(options.logFile, 'a');
  try {
    return spawn(options.command, options.args, {
      ...options.runAs,
      cwd: options.cwd,
      env: options.env,
      // Its own group: Ctrl-C in the terminal reaches only us, and we stop the parts in order.
      detached: true,
      stdio: ['ignore', output, output],
    });
  } finally {
    closeSync(output);
  }
}

/**
 * Starts a process that is supervised and not restarted: a dead part is reported by `exited`.
 * @throws LaunchFailed with the end of its log when it ends or misses its deadline before it is ready
 */
export async function spawnProcess(options: SpawnOptions): Promise<SpawnedProcess> {
  const child = launch(options);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  const { pid } = child;
  if (pid === undefined) {
    await exited;
    throw new LaunchFailed(`${options.name} could not be started: ${options.command}`, 'The program does not exist or may not be run.');
  }
  child.unref();
  void exited.then(endsWithUs(pid, options.endSignal ?? 'SIGTERM'));
  const stop = async () => {
    await stopProcess(pid, { steps: [{ signal: 'SIGTERM', graceMs: options.graceMs ?? DEFAULT_GRACE_MS }], group: true });
  };
  const spawned = { name: options.name, pid, logFile: options.logFile, exited, stop };
  if (options.ready !== undefined) await waitUntilReady(spawned, options.ready);
  return spawned;
}

async function waitUntilReady(spawned: SpawnedProcess, ready: ReadyProbe): Promise<void> {
  const outcome = await until(async () => {
    if (!isAlive(spawned.pid)) return 'ended';
    return (await ready.probe()) ? 'ready' : undefined;
  }, ready.deadlineMs);
  if (outcome === 'ready') return;
  await spawned.stop();
  const what = outcome === 'ended' ? 'ended before it was ready' : `was not ready within ${ready.deadlineMs / 1000} s`;
  throw new LaunchFailed(`${spawned.name} ${what} (log: ${spawned.logFile}).`, logTail(spawned.logFile));
}
