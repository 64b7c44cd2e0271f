import { join } from 'node:path';
import type { Env } from '#config/app-config.js';
import { projectRoot } from '#embedded/project.js';
import { spawnProcess, type SpawnedProcess } from '#embedded/spawn-process.js';
import { reaches } from './reach.js';

/** Our own processes. */
export const PART_NAMES = ['simulator', 'api', 'worker'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** Nest, a migrated schema and a warm bundle take two seconds; a loaded CI machine ten times that. */
const READY_DEADLINE_MS = 60_000;

/** Between SIGTERM and SIGKILL; with the database's own stop it stays below the 10 s of Ctrl-C. */
const STOP_GRACE_MS = 6_000;

/** The program of a part, as tsc wrote it. */
export const programOf = (name: PartName): string => join(projectRoot, 'dist', 'apps', name, 'main.js');

/**
 * How Node runs a part; the Dockerfile says the same. Requests, activations and batches of the book die young, and with the 16 MB that Node
 * gives the young generation by itself much of it is copied once more: 300,000 debtors are decided a fifth faster with 32.
 */
export const nodeArgs = ['--enable-source-maps', '--max-semi-space-size=32'] as const;

/** Where a part says that it serves. */
export function healthUrl(name: PartName, env: Env): string {
  switch (name) {
    case 'api':
      return `http://127.0.0.1:${env['API_PORT']}/readyz`;
    case 'worker':
      return `http://127.0.0.1:${env['WORKER_METRICS_PORT']}/readyz`;
    case 'simulator':
      return `http://127.0.0.1:${env['SIMULATOR_PORT']}/mailbox`;
  }
}

/**
 * `serving`: our own start answers and is ready; `not-ready`: it answers and is not; `stranger`: somebody else has its port, or a start of ours
 * before this one; `silent`: nobody answers.
 */
export type Health = 'serving' | 'not-ready' | 'stranger' | 'silent';

/** One answer of a process on this machine takes milliseconds. */
const HEALTH_TIMEOUT_MS = 2_000;

/** Who answers where a part should. A part of a start that had no name for itself is known by its answer only. */
export async function healthOf(name: PartName, env: Env): Promise<Health> {
  const expected = env['MAANWERK_INSTANCE'];
  try {
    const response = await fetch(healthUrl(name, env), { redirect: 'manual', signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    await response.body?.cancel();
    if (expected && response.headers.get('maanwerk-instance') !== `${name}/${expected}`) return 'stranger';
    return response.ok ? 'serving' : 'not-ready';
  } catch {
    return (await reaches(new URL(healthUrl(name, env)).host)) ? 'stranger' : 'silent';
  }
}

export interface PartOptions {
  readonly env: Env;
  readonly logDir: string;
}

export function spawnPart(name: PartName, options: PartOptions): Promise<SpawnedProcess> {
  return spawnProcess({
    name,
    command: process.execPath,
    args: [...nodeArgs, programOf(name)],
    env: options.env,
    cwd: projectRoot,
    logFile: join(options.logDir, `${name}.log`),
    graceMs: STOP_GRACE_MS,
    ready: { probe: async () => (await healthOf(name, options.env)) === 'serving', deadlineMs: READY_DEADLINE_MS },
  });
}
