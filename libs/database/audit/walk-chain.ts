/** Reads a chain from a place on, page by page: what is held in memory is one page, whatever the chain is long. */
import type { Database } from '../database.js';
import type { Tx } from '../tx.js';
import { bodyOfSeal } from './bodies.js';
import { type Finding, type Place, SealCheck, type SealRow } from './check-seals.js';

/** Seals read by one statement. */
const pageSize = 2_000;
/** So many findings of a creditor are named; the rest is counted. */
export const namedAtMost = 100;

/**
 * In the order of position and event: two seals of one position are both seen, whatever guard was taken away. Lateral, so that each event is
 * one step in the index: a join would read the whole table for every page.
 */
export const sealPageSql = `select s.position, s.version, s.event_id, s.event_seq, s.previous_hash, s.hash, e.event_tenant, e.seq, e.body
  from (select * from event_seal where tenant_id = $1 and position >= $2 and (position, event_id) > ($2, $3) order by position, event_id limit $4) s
  left join lateral (select e.tenant_id as event_tenant, e.seq, ${bodyOfSeal} as body from event e where e.id = s.event_id limit 1) e on true
  order by s.position, s.event_id`;

/** How a chain is walked. */
export interface WalkOrder {
  readonly tenantId: string;
  readonly from: Place;
  /** At most so many seals (rounded up to whole pages). */
  readonly atMost?: number;
  /** Not beyond this position. */
  readonly upTo?: bigint;
  /** Hears how many seals were read, page by page. */
  readonly heard?: (read: number) => void;
  /** In which time zone the server stood when seals of version 1 were made; its present default when left out. */
  readonly firstZone?: string | undefined;
}

/** What a walk came to. */
export interface Walked {
  readonly read: number;
  readonly place: Place;
  /** Up to here nothing was wrong. */
  readonly sound: Place;
  readonly findings: readonly Finding[];
  readonly findingsCount: number;
  /** Whether it came to the last seal. */
  readonly ended: boolean;
}

const zoneShape = /^[\w+/-]{1,64}$/;
const lowest = '00000000-0000-0000-0000-000000000000';
const highest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

async function page(tx: Tx, order: WalkOrder, after: { readonly place: Place; readonly eventId: string }): Promise<SealRow[]> {
  if (order.firstZone !== undefined) {
    // A statement of its own takes no parameters, and no account may call set_config (docs/adr/0021).
    if (!zoneShape.test(order.firstZone)) throw new TypeError('firstZone: not a time zone');
    await tx.query(`set local time zone '${order.firstZone}'`);
  }
  return tx.query<SealRow & Record<string, unknown>>(
    sealPageSql,
    [order.tenantId, after.place.position, after.eventId, pageSize],
    'seal-page',
  );
}

/** Walks. */
export async function walkChain(db: Database, order: WalkOrder): Promise<Walked> {
  const check = new SealCheck(order.tenantId, order.from);
  const findings: Finding[] = [];
  const counts = { read: 0, findings: 0 };
  let sound = order.from;
  let eventId = order.from.position === 0n ? lowest : highest;
  for (;;) {
    const before = { place: check.place, eventId };
    const seals = await db.ofSystem((tx) => page(tx, order, before));
    for (const seal of seals) {
      if (order.upTo !== undefined && seal.position > order.upTo) break;
      check.take(seal);
      counts.read += 1;
      counts.findings += check.findings.length;
      findings.push(...check.findings.splice(0).slice(0, namedAtMost - findings.length));
      if (counts.findings === 0) sound = check.place;
    }
    eventId = seals.at(-1)?.event_id ?? eventId;
    order.heard?.(counts.read);
    const ended = seals.length < pageSize;
    const enough =
      counts.read >= (order.atMost ?? Number.POSITIVE_INFINITY) || (order.upTo !== undefined && check.place.position >= order.upTo);
    if (ended || enough) return { read: counts.read, place: check.place, sound, findings, findingsCount: counts.findings, ended };
  }
}
