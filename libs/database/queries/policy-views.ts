/** Policies as the API shows them. */
import { Conditions, type PageRequest } from './list.js';
import type { Tx } from '../tx.js';

/** A published policy version. */
export interface PolicyView {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly name: string;
  readonly body: unknown;
  readonly published_at: Date;
  readonly sort_value: string;
}

type PolicyRow = PolicyView & Record<string, unknown>;
const policySql = 'select id, key, version, name, body, published_at, key as sort_value from policy_version p';

/** The newest version of a key, or the one asked for. */
export const findPolicyView = (tx: Tx, key: string, version: number | null): Promise<PolicyView | null> =>
  tx.one<PolicyRow>(`${policySql} where tenant_id = $1 and key = $2 and ($3::int is null or version = $3) order by version desc limit 1`, [
    tx.tenantId,
    key,
    version,
  ]);

/** A page of policies by key, each in its newest version. */
export async function listPolicyViews(tx: Tx, page: PageRequest): Promise<PolicyView[]> {
  const conditions = new Conditions('p.tenant_id', tx.tenantId);
  conditions.add('p.version = (select max(v.version) from policy_version v where v.tenant_id = p.tenant_id and v.key = p.key)');
  if (page.after) conditions.add('p.key > ?', page.after.value);
  const limit = conditions.bind(page.limit + 1);
  return tx.query<PolicyRow>(`${policySql} ${conditions.where} order by p.key limit ${limit}`, conditions.values);
}
