/** `maanwerk audit verify` as an operator runs it: a process of its own, timed, with what it has resident meanwhile. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { hostEnvironment } from '#config/host.js';
import { bodyOfSeal } from '#database/audit/bodies.js';
import type { Database } from '#database/database.js';
import { cpuMsOf } from '../lib/processes.js';
import { residentMb } from '../lib/probe.js';
import { secondsOf } from '../lib/report.js';

const program = fileURLToPath(new URL('../../../apps/cli/main.js', import.meta.url));
const lookEveryMs = 50;

/** What a verification took. */
export interface Verification {
  readonly seconds: number;
  readonly nodeMs: number;
  readonly postgresMs: number;
  /** Resident: when it began to read, at most, and at the end. */
  readonly residentMb: { readonly begun: number; readonly most: number; readonly end: number };
}

const alive = (pid: number): number | null => {
  try {
    const mb = residentMb(pid);
    return Number.isNaN(mb) ? null : mb;
  } catch {
    return null;
  }
};

/** Verifies all chains. @throws Error when it finds something, or fails */
export async function verifyAll(url: string, postgresPid: number): Promise<Verification> {
  const since = performance.now();
  const postgresBefore = cpuMsOf(postgresPid);
  const child = spawn(process.execPath, [program, 'audit', 'verify', '--output', 'json'], {
    env: { ...hostEnvironment(), DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const seen: number[] = [];
  let nodeMs = 0;
  while (child.exitCode === null && child.pid !== undefined) {
    const mb = alive(child.pid);
    if (mb !== null) seen.push(mb);
    nodeMs = Math.max(nodeMs, cpuMsOf(child.pid, true));
    await pause(lookEveryMs);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`audit verify ended with ${code}`);
  // It has loaded its modules after a second; what it holds then is what it holds without reading.
  const begun = seen[Math.min(seen.length - 1, Math.floor(1_000 / lookEveryMs))] ?? Number.NaN;
  return {
    seconds: (performance.now() - since) / 1_000,
    nodeMs,
    postgresMs: cpuMsOf(postgresPid) - postgresBefore,
    residentMb: { begun, most: Math.max(...seen), end: seen.at(-1) ?? Number.NaN },
  };
}

/** The least that reading it all can cost: one statement that makes every body and every hash, inside Postgres. Seconds. */
export const bareHashing = (owner: Database): Promise<number> =>
  secondsOf(() =>
    owner.ofSystem(async (tx) => {
      await tx.query('set local statement_timeout = 0');
      await tx.query(
        `select count(*) from event_seal s join event e on e.id = s.event_id
         where s.hash = sha256(s.previous_hash || convert_to(${bodyOfSeal}, 'UTF8'))`,
      );
    }),
  );
