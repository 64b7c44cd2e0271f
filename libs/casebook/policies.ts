import type { Tx } from '#database/tx.js';
import { parsePolicy } from '#domain/policy/language/parse-policy.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { readZone } from '#database/repositories/creditors.repository.js';
import { type TimeZone, usualZone } from '#domain/calendar/zone.js';

/** A published version, ready to decide with. */
export interface PublishedPolicy {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly policy: Policy;
}

/**
 * How long the newest version of a key, and the creditor's zone, are taken for granted: a newly published version counts for new invoices,
 * another zone for every day, after at most this.
 */
const newestFreshMs = 2_000;

/**
 * A policy on the creditor's clock. All days of a creditor are made in one zone: the one he names; only where he names none does each policy
 * keep its own.
 */
export const inZone = (policy: Policy, zone: TimeZone | null): Policy =>
  zone === null || zone === policy.timeZone ? policy : { ...policy, timeZone: zone };

interface Row {
  id: string;
  key: string;
  version: number;
  body: unknown;
}

/**
 * Published policies by id, on their creditor's clock. A version never changes, so it is read once per process; only "the newest" and the
 * zone are asked again.
 */
export class PublishedPolicies {
  private readonly byId = new Map<string, PublishedPolicy>();
  private readonly newest = new Map<string, { id: string; readAt: number }>();
  private readonly moved = new Map<string, PublishedPolicy>();
  private readonly zones = new Map<string, { zone: TimeZone | null; readAt: number }>();

  /** A version that was read before, without waiting: portfolios ask for the same few a hundred thousand times. */
  known(tenantId: string, id: string): PublishedPolicy | null {
    const known = this.byId.get(`${tenantId}/${id}`);
    const seen = this.zones.get(tenantId);
    return known && seen && Date.now() - seen.readAt < newestFreshMs ? this.onClock(known, seen.zone) : null;
  }

  /** The version an invoice is pinned to. @throws Error when the row is missing or unreadable: published versions are never removed */
  async version(tx: Tx, id: string): Promise<PublishedPolicy> {
    return this.onClock(await this.stored(tx, id), await this.ownZone(tx));
  }

  /** The newest version of a key, or null when the tenant has no such policy. */
  async newestOf(tx: Tx, key: string): Promise<PublishedPolicy | null> {
    const cached = this.newest.get(`${tx.tenantId}/${key}`);
    if (cached && Date.now() - cached.readAt < newestFreshMs) return this.version(tx, cached.id);
    const row = await tx.one<Row>(
      'select id, key, version, body from policy_version where tenant_id = $1 and key = $2 order by version desc limit 1',
      [tx.tenantId, key],
    );
    if (!row) return null;
    const policy = this.keep(tx.tenantId, row);
    this.newest.set(`${tx.tenantId}/${key}`, { id: policy.id, readAt: Date.now() });
    return this.onClock(policy, await this.ownZone(tx));
  }

  /** The zone in which the days of this tenant are made. */
  async zone(tx: Tx): Promise<TimeZone> {
    return (await this.ownZone(tx)) ?? usualZone;
  }

  /** The zone that the creditor names, or null: then each policy keeps its own. */
  async ownZone(tx: Tx): Promise<TimeZone | null> {
    const cached = this.zones.get(tx.tenantId);
    if (cached && Date.now() - cached.readAt < newestFreshMs) return cached.zone;
    const zone = await readZone(tx);
    this.zones.set(tx.tenantId, { zone, readAt: Date.now() });
    return zone;
  }

  private async stored(tx: Tx, id: string): Promise<PublishedPolicy> {
    const known = this.byId.get(`${tx.tenantId}/${id}`);
    if (known) return known;
    const row = await tx.one<Row>('select id, key, version, body from policy_version where id = $1 and tenant_id = $2', [id, tx.tenantId]);
    if (!row) throw new Error(`policy version ${id} is missing`);
    return this.keep(tx.tenantId, row);
  }

  /** One object a version and zone, for what is compiled from a policy is kept by it. */
  private onClock(published: PublishedPolicy, zone: TimeZone | null): PublishedPolicy {
    const policy = inZone(published.policy, zone);
    if (policy === published.policy) return published;
    const key = `${published.id} ${policy.timeZone}`;
    const known = this.moved.get(key);
    if (known) return known;
    const moved = { ...published, policy };
    this.moved.set(key, moved);
    return moved;
  }

  private keep(tenantId: string, row: Row): PublishedPolicy {
    const parsed = parsePolicy(row.body);
    if (!('policy' in parsed)) throw new Error(`policy version ${row.id} cannot be read: ${parsed.findings[0]?.detail ?? 'unknown'}`);
    const published: PublishedPolicy = { id: row.id, key: row.key, version: row.version, policy: parsed.policy };
    this.byId.set(`${tenantId}/${row.id}`, published);
    return published;
  }
}
