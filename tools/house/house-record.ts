import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { commandLine, isAlive, stopProcess } from '#embedded/processes.js';
import { PART_NAMES, programOf } from './parts.js';

const partSchema = z.object({ name: z.enum(PART_NAMES), pid: z.number().int() });
const recordSchema = z.object({ keeperPid: z.number().int(), parts: z.array(partSchema) });

/** Which processes a start made; read by `status`, `start` and by the next start. */
export type HouseRecord = z.output<typeof recordSchema>;

const recordFile = (stateDir: string) => join(stateDir, 'house.json');

/** Between SIGTERM and SIGKILL for parts whose keeper was killed. */
const LEFT_OVER_GRACE_MS = 6_000;

export function readHouse(stateDir: string): HouseRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(recordFile(stateDir), 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeHouse(stateDir: string, record: HouseRecord): void {
  writeFileSync(recordFile(stateDir), JSON.stringify(record));
}

export function forgetHouse(stateDir: string): void {
  rmSync(recordFile(stateDir), { force: true });
}

/** The process that holds the house together, if it is there. Pids are reused, so its command line must be ours too. */
export function livingKeeper(stateDir: string): number | undefined {
  const pid = readHouse(stateDir)?.keeperPid;
  return pid !== undefined && pid !== process.pid && isAlive(pid) && /maanwerk|apps\/cli|vitest|bench/.test(commandLine(pid))
    ? pid
    : undefined;
}

/** Ends parts whose keeper was killed: they would hold the ports and work on beside the new ones. */
export async function endLeftOvers(stateDir: string, log: (line: string) => void): Promise<void> {
  for (const { name, pid } of readHouse(stateDir)?.parts ?? []) {
    if (!isAlive(pid) || !commandLine(pid).includes(programOf(name))) continue;
    log(`${name} ${pid} was left over by an earlier start: ended`);
    await stopProcess(pid, { steps: [{ signal: 'SIGTERM', graceMs: LEFT_OVER_GRACE_MS }], group: true });
  }
}
