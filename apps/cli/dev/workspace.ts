import { v7 as uuidv7 } from 'uuid';
import { hashApiKey, issueApiKey } from '#casebook/api-keys.js';
import { Database } from '#database/database.js';
import { migrate } from '#database/migrate.js';
import type { Tx } from '#database/tx.js';
import { readyMadePolicies } from '#domain/policy/policies.js';
import { lastSettings } from './last-settings.js';

/** The creditor of every development start: fictional, with an IBAN of the bank that gives out test numbers. */
export const DEMO_CREDITOR = {
  name: 'Bakkerij De Gouden Aar B.V.',
  addressLines: ['Korenmolenlaan 12', '3447 GG Woerden'],
  iban: 'NL91ABNA0417164300',
  accountName: 'Bakkerij De Gouden Aar B.V.',
  kvk: '12345678',
  email: 'debiteuren@goudenaar.example',
  phone: '+31348000000',
  contactPerson: 'Noor van den Berg',
};

/** Fixed, so that URLs and workflow ids stay the same from one reset to the next. */
export const DEMO_TENANT_ID = '01980000-0000-7000-8000-000000000001';

export interface WorkspaceOptions {
  readonly databaseUrl: string;
  readonly pepper: string;
  /** Env file of the last start: its key is used again while the database still knows it. */
  readonly envFile: string;
}

export interface Workspace {
  readonly tenantId: string;
  readonly apiKey: string;
  readonly applied: readonly string[];
}

async function insertTenant(tx: Tx): Promise<void> {
  await tx.query(`insert into tenant (id, name, mode, creditor) values ($1, $2, 'test', $3) on conflict (id) do nothing`, [
    tx.tenantId,
    DEMO_CREDITOR.name,
    JSON.stringify(DEMO_CREDITOR),
  ]);
}

/** A published version never changes: a ready-made policy that reads differently by now becomes the next version. */
const PUBLISH_IF_CHANGED = `
  insert into policy_version (id, tenant_id, key, version, name, body)
  select $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5::jsonb from policy_version where tenant_id = $2 and key = $3
  having coalesce((array_agg(body order by version desc))[1] <> $5::jsonb, true)`;

async function publishPolicies(tx: Tx): Promise<void> {
  for (const { policy, names } of readyMadePolicies)
    await tx.query(PUBLISH_IF_CHANGED, [uuidv7(), tx.tenantId, policy.key, names.nl, JSON.stringify(policy)]);
}

async function usableKey(tx: Tx, options: WorkspaceOptions): Promise<string> {
  const last = lastSettings(options.envFile)?.['MAANWERK_API_KEY'];
  if (last !== undefined) {
    const known = await tx.one('select 1 as known from api_key where hash = $1 and revoked_at is null', [hashApiKey(last, options.pepper)]);
    if (known !== null) return last;
  }
  const order = { name: 'maanwerk dev', mode: 'test', scopes: ['admin'], pepper: options.pepper } as const;
  return (await issueApiKey(tx, order)).key;
}

/** Brings the database up to date and makes sure of one creditor, its policies and one administrator's key. Safe to repeat. */
export async function ensureWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { applied } = await migrate(options.databaseUrl);
  const database = await Database.connect({ url: options.databaseUrl, role: 'owner', applicationName: 'maanwerk-cli', poolSize: 1 });
  try {
    const apiKey = await database.ofTenant(DEMO_TENANT_ID, async (tx) => {
      await insertTenant(tx);
      await publishPolicies(tx);
      return usableKey(tx, options);
    });
    return { tenantId: DEMO_TENANT_ID, apiKey, applied };
  } finally {
    await database.close();
  }
}
