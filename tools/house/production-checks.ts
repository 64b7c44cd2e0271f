/** Everything that is not fit for production, at once: settings, accounts, the database and the way to Temporal. */
import pg from 'pg';
import { type Env, findingsIn } from '#config/app-config.js';
import type { ProductionFinding } from '#config/production/production-findings.js';
import type { BoundaryFinding } from '#database/boundary/inspect-boundary.js';
import { inspectDurability } from '#database/boundary/inspect-durability.js';
import { pendingMigrations } from '#database/migrate.js';
import type { ProcessName } from '#settings/setting.js';
import { lookAtBoundary } from './boundary-check.js';
import { connectProblem } from './database-access.js';
import { reaches } from './reach.js';

const asFinding = ({ what, why, mend }: BoundaryFinding): ProductionFinding => ({ about: 'PostgreSQL', what, why, mend });

async function durabilityOf(url: string): Promise<ProductionFinding[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'maanwerk-doctor', connectionTimeoutMillis: 3_000 });
  await client.connect();
  try {
    return (await inspectDurability(async (text, values) => (await client.query(text, [...values])).rows)).map(asFinding);
  } finally {
    await client.end();
  }
}

const shutOutFinding = (what: string): ProductionFinding => ({
  about: 'PostgreSQL',
  what,
  why: 'the process would not start',
  mend: 'start that server, or make the accounts again: `maanwerk db accounts`',
});

async function databaseFindings(env: Env): Promise<ProductionFinding[]> {
  const { shutOut, findings } = await lookAtBoundary(env);
  // What a hosted server does not let anybody close is noted by the plain doctor.
  const open = findings.filter(({ about }) => about !== 'note');
  const found = [...shutOut.map(shutOutFinding), ...open.map(asFinding)];
  for (const name of ['DATABASE_API_URL', 'DATABASE_WORKER_URL', 'DATABASE_RELAY_URL', 'DATABASE_URL']) {
    const url = env[name];
    if (!url || (await connectProblem(url)) !== undefined) continue;
    found.push(...(await durabilityOf(url)));
  }
  const owner = env['DATABASE_URL'];
  if (owner && (await connectProblem(owner)) === undefined && (await pendingMigrations(owner)))
    found.push({
      about: 'PostgreSQL',
      what: 'migrations wait to be run',
      why: 'the new version needs them',
      mend: '`maanwerk db migrate`',
    });
  return found;
}

async function temporalFindings(env: Env): Promise<ProductionFinding[]> {
  const address = env['TEMPORAL_ADDRESS'];
  if (!address || (await reaches(address))) return [];
  return [
    { about: 'TEMPORAL_ADDRESS', what: `Temporal does not answer at ${address}`, why: 'the worker would not start', mend: 'start it' },
  ];
}

/** Looks at everything; the same thing found by two accounts is said once. */
export async function findForProduction(env: Env, start?: ProcessName): Promise<ProductionFinding[]> {
  const asProduction = { ...env, MAANWERK_ENV: 'production' };
  const found = [...findingsIn(asProduction, start), ...(await databaseFindings(env)), ...(await temporalFindings(env))];
  return [...new Map(found.map((finding) => [finding.what, finding])).values()];
}
