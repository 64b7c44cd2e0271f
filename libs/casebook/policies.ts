import type { Tx } from '#database/tx.js';
import { parsePolicy } from '#domain/policy/language/parse-policy.js';
import type { Policy } from '#domain/policy/language/policy.js';

/** A published version, ready to decide with. */
export interface PublishedPolicy {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly policy: Policy;
}

/** How long the newest version of a key is taken for granted: a newly published version counts for new invoices after at most this. */
const newestFreshMs = 2_000;

interface Row {
  id: string;
  key: string;
  version: number;
  body: unknown;
}

/** Published policies by id. A version never changes, so it is read once per process; only "the newest" is asked again. */
export class PolicyShelf {
  private readonly byId = new Map<string, PublishedPolicy>();
  private readonly newest = new Map<string, { policy: PublishedPolicy; readAt: number }>();

  /** A version that was read before, without waiting: portfolios ask for the same few a hundred thousand times. */
  known(tenantId: string, id: string): PublishedPolicy | null {
    return this.byId.get(`${tenantId}/${id}`) ?? null;
  }

  /** The version an invoice is pinned to. @throws Error when the row is missing or unreadable: published versions are never removed */
  async version(tx: Tx, id: string): Promise<PublishedPolicy> {
    const known = this.byId.get(`${tx.tenantId}/${id}`);
    if (known) return known;
    const row = await tx.one<Row>('select id, key, version, body from policy_version where id = $1 and tenant_id = $2', [id, tx.tenantId]);
    if (!row) throw new Error(`policy version ${id} is missing`);
    return this.keep(tx.tenantId, row);
  }

  /** The newest version of a key, or null when the tenant has no such policy. */
  async newestOf(tx: Tx, key: string): Promise<PublishedPolicy | null> {
    const cached = this.newest.get(`${tx.tenantId}/${key}`);
    if (cached && Date.now() - cached.readAt < newestFreshMs) return cached.policy;
    const row = await tx.one<Row>(
      'select id, key, version, body from policy_version where tenant_id = $1 and key = $2 order by version desc limit 1',
      [tx.tenantId, key],
    );
    if (!row) return null;
    const policy = this.keep(tx.tenantId, row);
    this.newest.set(`${tx.tenantId}/${key}`, { policy, readAt: Date.now() });
    return policy;
  }

  private keep(tenantId: string, row: Row): PublishedPolicy {
    const parsed = parsePolicy(row.body);
    if (!('policy' in parsed)) throw new Error(`policy version ${row.id} cannot be read: ${parsed.findings[0]?.detail ?? 'unknown'}`);
    const published: PublishedPolicy = { id: row.id, key: row.key, version: row.version, policy: parsed.policy };
    this.byId.set(`${tenantId}/${row.id}`, published);
    return published;
  }
}
