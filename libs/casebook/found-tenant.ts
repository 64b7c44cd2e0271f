import { v7 as uuidv7 } from 'uuid';
import { Database } from '#database/database.js';
import type { Tx } from '#database/tx.js';
import { policyToJson } from '#domain/policy/parse-policy.js';
import { readyMadePolicies } from '#domain/policy/policies.js';
import { issueApiKey, type KeyMode } from './api-keys.js';

/** The creditor as every message names him. */
export interface CreditorInput {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly iban: string;
  readonly kvk: string | null;
  readonly email: string;
  readonly phone: string | null;
  readonly contactPerson?: string | null;
}

/** A tenant to be founded. */
export interface TenantOrder {
  readonly name: string;
  readonly mode: KeyMode;
  readonly creditor: CreditorInput;
  readonly pepper: string;
}

/** An invented creditor for development, demo and tests; its bank account is the one banks print in examples. */
export const exampleCreditor: CreditorInput = {
  name: 'Voorbeeld Installatie B.V.',
  addressLines: ['Keizersgracht 100', '1015 CV Amsterdam'],
  iban: 'NL91ABNA0417164300',
  kvk: '12345678',
  email: 'debiteuren@voorbeeld-installatie.example',
  phone: '020 555 01 23',
  contactPerson: 'Sanne de Vries',
};

/** Founds a tenant with the five ready-made policies and an administrator's key. Runs as the owner of the schema. */
export async function foundTenant(url: string, order: TenantOrder): Promise<{ tenantId: string; apiKey: string }> {
  return asOwner(url, async (db) => {
    const tenantId = uuidv7();
    const apiKey = await db.ofTenant(tenantId, async (tx) => {
      await tx.query('insert into tenant (id, name, mode, creditor) values ($1, $2, $3, $4)', [
        tenantId,
        order.name,
        order.mode,
        JSON.stringify(order.creditor),
      ]);
      await publishReadyMade(tx);
      return (await issueApiKey(tx, { name: 'administrator', mode: order.mode, scopes: ['admin'], pepper: order.pepper })).key;
    });
    return { tenantId, apiKey };
  });
}

/** The development tenant of a database and a fresh key for it; founds it when there is none. */
export async function developmentTenant(url: string, pepper: string): Promise<{ tenantId: string; apiKey: string; founded: boolean }> {
  const known = await asOwner(url, (db) =>
    db.ofSystem((tx) => tx.one<{ id: string }>(`select id from tenant where mode = 'test' order by created_at limit 1`)),
  );
  if (!known)
    return { ...(await foundTenant(url, { name: exampleCreditor.name, mode: 'test', creditor: exampleCreditor, pepper })), founded: true };
  const apiKey = await asOwner(url, (db) =>
    db.ofTenant(known.id, (tx) => issueApiKey(tx, { name: 'development', mode: 'test', scopes: ['admin'], pepper })),
  );
  return { tenantId: known.id, apiKey: apiKey.key, founded: false };
}

/** Publishes version 1 of each ready-made policy. */
async function publishReadyMade(tx: Tx): Promise<void> {
  for (const { policy, names } of readyMadePolicies) {
    await tx.query('insert into policy_version (id, tenant_id, key, version, name, body) values ($1, $2, $3, 1, $4, $5)', [
      uuidv7(),
      tx.tenantId,
      policy.key,
      names.nl,
      JSON.stringify(policyToJson(policy)),
    ]);
  }
}

async function asOwner<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await Database.connect({ url, role: 'owner', applicationName: 'maanwerk-founding', poolSize: 1 });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}
