import { createHash } from 'node:crypto';
import type { Database } from '#database/database.js';
import type { Tx } from '#database/tx.js';

/** Events sealed in one transaction. */
const batchSize = 1_000;
/** Sequence numbers commit out of order; this far behind the newest sealed one is still looked for stragglers. */
const lookBehind = 20_000;
/** Names the lock that lets one sealer work at a time. */
const sealerLock = 724_001;

const sealedFar = `coalesce((select max(event_seq) from event_seal), 0) - ${lookBehind}`;
/**
 * Events that are committed and not sealed; shared with the figures, so that both mean the same. Both sides are bounded: with the bound on the
 * events alone Postgres reads the whole chain, every second, for as long as the house exists.
 */
export const unsealedEvents = `from event e where e.seq > ${sealedFar}
         and not exists (select 1 from event_seal s where s.event_seq > ${sealedFar} and s.event_seq = e.seq)`;

interface Unsealed {
  readonly id: string;
  readonly tenant_id: string;
  readonly seq: bigint;
  readonly body: string;
}

/** Start of every tenant's chain. */
const firstHash = Buffer.alloc(32);

/** Link of the chain: SHA-256 over the previous hash and the event as Postgres writes it. */
const linkOf = (previous: Buffer, body: string): Buffer => createHash('sha256').update(previous).update(body, 'utf8').digest();

/**
 * Links committed events into their tenant's hash chain, a moment after they are written: chaining inside the writing transaction would
 * let a tenant's commits go one at a time (docs/adr/0003). @returns how many were sealed
 */
export async function sealEvents(db: Database): Promise<number> {
  return db.ofSystem(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [sealerLock]);
    const events = await tx.query<Unsealed>(
      `select e.id, e.tenant_id, e.seq, to_jsonb(e)::text as body ${unsealedEvents} order by e.seq limit $1`,
      [batchSize],
    );
    for (const tenantId of new Set(events.map((event) => event.tenant_id)))
      await sealTenant(
        tx,
        tenantId,
        events.filter((event) => event.tenant_id === tenantId),
      );
    return events.length;
  });
}

async function sealTenant(tx: Tx, tenantId: string, events: readonly Unsealed[]): Promise<void> {
  const last = await tx.one<{ position: bigint; hash: Buffer }>(
    'select position, hash from event_seal where tenant_id = $1 order by position desc limit 1',
    [tenantId],
  );
  const hashes: Buffer[] = [last?.hash ?? firstHash];
  for (const { body } of events) hashes.push(linkOf(hashes.at(-1) ?? firstHash, body));
  // One statement for all: sealed one by one they were a sixth of all statements of a busy worker.
  await tx.query(
    `insert into event_seal (tenant_id, position, event_id, event_seq, previous_hash, hash)
     select $1, $2 + t.n, t.event_id, t.event_seq, t.previous_hash, t.hash
     from unnest($3::uuid[], $4::bigint[], $5::bytea[], $6::bytea[]) with ordinality as t (event_id, event_seq, previous_hash, hash, n)`,
    [tenantId, last?.position ?? 0n, events.map(({ id }) => id), events.map(({ seq }) => seq), hashes.slice(0, -1), hashes.slice(1)],
    'seal-events',
  );
}

/** Recomputes a tenant's chain. @returns the first position that does not hold, or null when all do */
export async function firstBrokenSeal(tx: Tx, tenantId: string): Promise<bigint | null> {
  const seals = await tx.query<{ position: bigint; previous_hash: Buffer; hash: Buffer; body: string | null }>(
    `select s.position, s.previous_hash, s.hash, (select to_jsonb(e)::text from event e where e.id = s.event_id) as body from event_seal s where s.tenant_id = $1 order by s.position`,
    [tenantId],
  );
  let previous: Buffer = firstHash;
  for (const seal of seals) {
    if (!seal.previous_hash.equals(previous) || seal.body === null || !linkOf(previous, seal.body).equals(seal.hash)) return seal.position;
    previous = seal.hash;
  }
  return null;
}
