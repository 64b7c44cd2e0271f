import { hashApiKey, issueApiKey } from '#casebook/api-keys.js';
import { provisionTenant } from '#casebook/provision-tenant.js';
import type { Account } from '#database/boundary/accounts.js';
import { makeAccounts } from '#database/boundary/draw-boundary.js';
import { Database } from '#database/database.js';
import { migrate } from '#database/migrate.js';
import { lastSettings } from './last-settings.js';

/** The creditor of every development start: the invented printer whose invoices lie in demo/invoices. */
export const DEMO_CREDITOR = {
  name: 'Drukkerij De Gouden Letter B.V.',
  addressLines: ['Zetterskade 12', '3512 AB Utrecht'],
  iban: 'NL93RABO0314159265',
  accountName: 'Drukkerij De Gouden Letter B.V.',
  kvk: '99900017',
  email: 'debiteuren@degoudenletter.example.com',
  phone: '+31305550100',
  contactPerson: 'Noor van den Berg',
};

export interface WorkspaceOptions {
  readonly databaseUrl: string;
  /** What API, worker and relay log in with; they are made where they are named. */
  readonly accounts: readonly Account[];
  readonly pepper: string;
  /** Env file of the last start: its key is used again while the database still knows it. */
  readonly envFile: string;
}

export interface Workspace {
  readonly tenantId: string;
  readonly apiKey: string;
  readonly applied: readonly string[];
}

type Entry = Pick<Workspace, 'tenantId' | 'apiKey'>;

/** Scripts and open terminals hold the key of the last start, so it stays the same while it works. */
async function entryOfLastStart(owner: Database, options: WorkspaceOptions): Promise<Entry | undefined> {
  const apiKey = lastSettings(options.envFile)?.['MAANWERK_API_KEY'];
  if (apiKey === undefined) return undefined;
  const known = await owner.ofSystem((tx) =>
    tx.one<{ tenant_id: string }>('select tenant_id from api_key where hash = $1 and revoked_at is null', [
      hashApiKey(apiKey, options.pepper),
    ]),
  );
  return known === null ? undefined : { tenantId: known.tenant_id, apiKey };
}

/** The database outlived its env file: the same creditor, a new key. */
async function newEntry(owner: Database, pepper: string): Promise<Entry | undefined> {
  const tenant = await owner.ofSystem((tx) => tx.one<{ id: string }>('select id from tenant where name = $1', [DEMO_CREDITOR.name]));
  if (tenant === null) return undefined;
  const order = { name: 'maanwerk dev', mode: 'test', scopes: ['admin'], pepper } as const;
  const { key } = await owner.ofTenant(tenant.id, (tx) => issueApiKey(tx, order));
  return { tenantId: tenant.id, apiKey: key };
}

/** Brings the database up to date and makes sure of one creditor with its policies and an administrator's key. Safe to repeat. */
export async function ensureWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { applied } = await migrate(options.databaseUrl);
  if (options.accounts.length > 0) await makeAccounts(options.databaseUrl, options.accounts);
  const owner = await Database.connect({ url: options.databaseUrl, role: 'owner', applicationName: 'maanwerk-cli', poolSize: 1 });
  try {
    const { pepper } = options;
    const entry =
      (await entryOfLastStart(owner, options)) ??
      (await newEntry(owner, pepper)) ??
      (await provisionTenant(owner, { name: DEMO_CREDITOR.name, mode: 'test', creditor: DEMO_CREDITOR, language: 'nl', pepper }));
    return { ...entry, applied };
  } finally {
    await owner.close();
  }
}
