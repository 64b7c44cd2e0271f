/** A new tenant with everything he needs to chase: creditor, the ready-made policies, one administrator key. Runs as the owner of the tables. */
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '#database/database.js';
import type { Tx } from '#database/tx.js';
import type { CreditorRecord } from '#database/repositories/case-record.js';
import { policyToJson } from '#domain/policy/language/parse-policy.js';
import { readyMadePolicies } from '#domain/policy/language/policies.js';
import type { Language } from '#domain/policy/facts/facts.js';
import { issueApiKey, type KeyMode } from './api-keys.js';

/** Who starts to chase; `language` is that of the names of the policies. */
export interface CreditorOrder {
  readonly name: string;
  readonly mode: KeyMode;
  readonly creditor: CreditorRecord;
  readonly language: Language;
}

/** The same with a first key. `pepper` is that of the API which will check it. */
export interface TenantOrder extends CreditorOrder {
  readonly pepper: string;
}

/** What was made; the key is shown here and never again. */
export interface ProvisionedTenant {
  readonly tenantId: string;
  readonly apiKey: string;
}

/** Makes the tenant of the transaction with its ready-made policies. The owner's transaction: the application itself may not make tenants. */
export async function openTenant(tx: Tx, order: CreditorOrder): Promise<void> {
  await tx.query('insert into tenant (id, name, mode, creditor) values ($1, $2, $3, $4)', [
    tx.tenantId,
    order.name,
    order.mode,
    JSON.stringify(order.creditor),
  ]);
  for (const { policy, names } of readyMadePolicies) {
    await tx.query('insert into policy_version (id, tenant_id, key, version, name, body) values ($1, $2, $3, 1, $4, $5)', [
      uuidv7(),
      tx.tenantId,
      policy.key,
      names[order.language],
      JSON.stringify(policyToJson(policy)),
    ]);
  }
}

/** Makes a tenant and an administrator's key in one transaction. `owner` is a {@link Database} connected with role `owner`. */
export async function provisionTenant(owner: Database, order: TenantOrder): Promise<ProvisionedTenant> {
  const tenantId = uuidv7();
  return owner.ofTenant(tenantId, async (tx) => {
    await openTenant(tx, order);
    const { key } = await issueApiKey(tx, { name: 'administrator', mode: order.mode, scopes: ['admin'], pepper: order.pepper });
    return { tenantId, apiKey: key };
  });
}
