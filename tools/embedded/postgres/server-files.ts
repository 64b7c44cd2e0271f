import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { canReach, type RunAs } from './run-as.js';

/** What a server of ours leaves behind for its next start; lies beside the data, readable by us only. */
const recordSchema = z.object({ pgdata: z.string(), password: z.string().min(1), port: z.number().int().optional() });
export type ServerRecord = z.infer<typeof recordSchema>;

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const PASSWORD_BYTES = 24;

export const recordPath = (dataDir: string) => join(dataDir, 'server.json');
export const logPath = (dataDir: string) => join(dataDir, 'postgres.log');

export function readRecord(dataDir: string): ServerRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(recordPath(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

export function writeRecord(dataDir: string, record: ServerRecord): void {
  writeFileSync(recordPath(dataDir), JSON.stringify(record), { mode: PRIVATE_FILE });
}

/**
 * Survives a reboot where the machine has /var/tmp. The name is random, so nobody can be waiting there with a folder of their own.
 */
function placeOutside(account: RunAs): string {
  const parent = ['/var/tmp', tmpdir()].find((folder) => existsSync(folder) && canReach(folder, account)) ?? tmpdir();
  return mkdtempSync(join(parent, 'maanwerk-postgres-'));
}

/** Makes the folder of the cluster: inside the project, or outside where the server's account cannot walk into the project. */
export function createRecord(dataDir: string, account: RunAs | undefined): ServerRecord {
  mkdirSync(dataDir, { recursive: true });
  const inside = account === undefined || canReach(dataDir, account);
  const pgdata = inside ? join(dataDir, 'pgdata') : join(placeOutside(account), 'pgdata');
  mkdirSync(pgdata, { recursive: true });
  chmodSync(pgdata, PRIVATE_FOLDER);
  if (account !== undefined) {
    chownSync(pgdata, account.uid, account.gid);
    if (!inside) chownSync(dirname(pgdata), account.uid, account.gid);
  }
  const record = { pgdata, password: randomBytes(PASSWORD_BYTES).toString('base64url') };
  writeRecord(dataDir, record);
  return record;
}

/** Removes the cluster and its record; the server must be stopped. */
export function removeServerFiles(dataDir: string): void {
  const record = readRecord(dataDir);
  if (record !== undefined) rmSync(record.pgdata, { recursive: true, force: true });
  if (record !== undefined && !record.pgdata.startsWith(dataDir)) rmSync(dirname(record.pgdata), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/** The first line of postmaster.pid; the file exists while a server runs, and after it was killed. */
export function postmasterPid(pgdata: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(pgdata, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Line 4 of postmaster.pid. */
export function postmasterPort(pgdata: string): number | undefined {
  try {
    const port = Number(readFileSync(join(pgdata, 'postmaster.pid'), 'utf8').split('\n')[3]);
    return Number.isInteger(port) && port > 0 ? port : undefined;
  } catch {
    return undefined;
  }
}
