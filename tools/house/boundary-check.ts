/** Whether the accounts of API, worker and relay are what they should be, asked of the database with each of them. */
import pg from 'pg';
import type { Env } from '#config/app-config.js';
import { type Door, doors } from '#database/boundary/accounts.js';
import { type BoundaryFinding, inspectBoundary } from '#database/boundary/inspect-boundary.js';
import { connectProblem } from './database-access.js';

/** The setting that holds the URL of an account. */
export const settingOf = (door: Door): `DATABASE_${'API' | 'WORKER' | 'RELAY'}_URL` =>
  (({ api: 'DATABASE_API_URL', worker: 'DATABASE_WORKER_URL', relay: 'DATABASE_RELAY_URL' }) as const)[door];

/** What an account finds when it logs in itself. */
async function lookAs(door: Door, url: string): Promise<BoundaryFinding[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'maanwerk-doctor', connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select session_user::text as name');
    return await inspectBoundary({ name: rows[0]?.name ?? '', door }, async (text, values) => (await client.query(text, [...values])).rows);
  } finally {
    await client.end();
  }
}

/** What was found of the accounts in these settings. */
export interface BoundaryLook {
  /** Settings that name no account. */
  readonly unnamed: readonly string[];
  /** Accounts that do not get in, with the reason. */
  readonly shutOut: readonly string[];
  readonly findings: readonly BoundaryFinding[];
}

/** Looks with every account that the settings name. */
export async function lookAtBoundary(env: Env): Promise<BoundaryLook> {
  const unnamed: string[] = [];
  const shutOut: string[] = [];
  const findings: BoundaryFinding[] = [];
  for (const door of doors) {
    const name = settingOf(door);
    const url = env[name];
    if (!url) {
      unnamed.push(name);
      continue;
    }
    const problem = await connectProblem(url);
    if (problem !== undefined) shutOut.push(`${name}: ${problem}`);
    else findings.push(...(await lookAs(door, url)));
  }
  return { unnamed, shutOut, findings };
}
