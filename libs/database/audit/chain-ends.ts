/** What no walk along the seals sees: an end that is missing, and events that no seal names. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database.js';
import type { Finding, FindingCode, Place } from './check-seals.js';
import { namedAtMost } from './walk-chain.js';

/** An event is sealed within a second or two of its commit; one that waits longer than this was forgotten. */
export const waitsAtMostMinutes = 10;
/** A transaction may have been open for long and have committed this moment: so long a sealer has to come to it. */
const graceMs = 5_000;
const lookEveryMs = 500;

interface Ends {
  readonly head: bigint | null;
  readonly head_hash: Buffer | null;
  readonly last: bigint | null;
  readonly last_hash: Buffer | null;
}

const endsSql = `select c.position as head, c.hash as head_hash, s.position as last, s.hash as last_hash
  from (select 1) x left join event_chain c on c.tenant_id = $1
  left join lateral (select position, hash from event_seal where tenant_id = $1 order by position desc limit 1) s on true`;

/** Whether the head and the last seal, both of one moment, are the same. */
function endFinding({ head, head_hash, last, last_hash }: Ends): readonly [FindingCode, bigint, string] | null {
  if (head === null) return last === null ? null : ['head-missing', last, 'the chain has seals and no head'];
  const reached = last ?? 0n;
  if (head > reached) return ['end-missing', reached + 1n, `the chain ends at ${reached}, and its head stands at ${head}`];
  if (head < reached) return ['end-not-counted', head + 1n, `seals follow after ${head}, where the head stands`];
  return last_hash === null || head_hash?.equals(last_hash) === true
    ? null
    : ['head-changed', head, 'the head is not the hash of the last seal'];
}

/** Holds the head of a chain against its last seal. @returns what is wrong, and the last seal */
export async function checkEnd(db: Database, tenantId: string): Promise<{ readonly finding: Finding | null; readonly last: bigint }> {
  const ends = await db.ofSystem((tx) => tx.one<Ends & Record<string, unknown>>(endsSql, [tenantId]));
  if (!ends) throw new Error('the statement of the ends gave no row');
  const found = endFinding(ends);
  return { finding: found && { code: found[0], position: found[1], eventId: null, says: found[2] }, last: ends.last ?? 0n };
}

/** By a seal of its own creditor: one that was moved is outside of the chain where it is now. */
const sealed = 'exists (select 1 from event_seal s where s.event_id = e.id and s.tenant_id = e.tenant_id)';
const waiting = 'exists (select 1 from event_unsealed q where q.tenant_id = e.tenant_id and q.seq = e.seq and q.event_id = e.id)';

/** Numbers first: they are read from indexes, and tell that somebody is outside without naming him. */
const countsSql = `select (select count(*) from event where tenant_id = $1) as events, (select count(*) from event_seal where tenant_id = $1) as seals,
  (select count(*) from event_unsealed q join event e on e.id = q.event_id where q.tenant_id = $1 and ${waiting} and not ${sealed}) as waiting`;

const eventsWhere = (condition: string): string =>
  `select e.id from event e where e.tenant_id = $1 and ${condition} order by e.seq limit ${namedAtMost}`;
const outsideSql = eventsWhere(`not ${sealed} and not ${waiting}`);
const forgedSql = eventsWhere('e.seq > (select last_value from event_seq_seq)');
/** The oldest of the queue: more would be a scan of what a busy moment left in it. */
const lateSql = `select e.id from (select * from event_unsealed where tenant_id = $1 order by seq limit 10000) q join event e on e.id = q.event_id
  where e.recorded_at < now() - make_interval(mins => ${waitsAtMostMinutes}) order by e.seq limit ${namedAtMost}`;

const found = (code: FindingCode, says: string, rows: readonly { readonly id: string }[]): Finding[] =>
  rows.map(({ id }) => ({ code, position: null, eventId: id, says }));

async function idsOf(db: Database, sql: string, tenantId: string): Promise<{ id: string }[]> {
  return db.ofSystem((tx) => tx.query<{ id: string }>(sql, [tenantId]));
}

/** Events that wait for too long, seen again and again until a sealer had its time. */
async function late(db: Database, tenantId: string): Promise<{ id: string }[]> {
  const deadline = Date.now() + graceMs;
  let first: Set<string> | null = null;
  for (;;) {
    const rows = await idsOf(db, lateSql, tenantId);
    const seen: ReadonlySet<string> = (first ??= new Set(rows.map(({ id }) => id)));
    const still = rows.filter(({ id }) => seen.has(id));
    if (still.length === 0 || Date.now() > deadline) return still;
    await pause(lookEveryMs);
  }
}

/** Looks for events of a creditor that stand in no chain. `suspect`: the walk found something, so that numbers prove nothing. */
export async function checkOutside(db: Database, tenantId: string, suspect: boolean): Promise<Finding[]> {
  const counts = await db.ofSystem((tx) => tx.one<{ events: bigint; seals: bigint; waiting: bigint }>(countsSql, [tenantId]));
  const differ = suspect || counts?.events !== (counts?.seals ?? 0n) + (counts?.waiting ?? 0n);
  return [
    ...(differ ? found('event-outside', 'no seal names this event, and none is to come', await idsOf(db, outsideSql, tenantId)) : []),
    ...found('event-number-forged', 'the database never gave this number to an event', await idsOf(db, forgedSql, tenantId)),
    ...found('event-not-sealed', `the event waits for its seal for more than ${waitsAtMostMinutes} minutes`, await late(db, tenantId)),
  ];
}

const next = (table: string): string => `(select tenant_id from ${table} where tenant_id > $1 order by tenant_id limit 1)`;
const tables = ['event', 'event_seal', 'event_chain', 'event_unsealed'];

/** Every creditor of whom there is an event or a part of a chain, also one that does not exist: each is one step in the indexes. */
export async function creditorsWithEvents(db: Database): Promise<string[]> {
  const ids: string[] = [];
  let last = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const row = await db.ofSystem((tx) =>
      tx.one<{ id: string | null }>(`select min(x.id::text) as id from unnest(array[${tables.map(next).join(', ')}]) as x(id)`, [last]),
    );
    if (!row?.id) return ids;
    ids.push(row.id);
    last = row.id;
  }
}

/** The seal at a place; null when there is none. */
export const sealAt = (db: Database, tenantId: string, position: bigint): Promise<Place | null> =>
  db.ofSystem((tx) =>
    tx.one<{ position: bigint; hash: Buffer }>('select position, hash from event_seal where tenant_id = $1 and position = $2', [
      tenantId,
      position,
    ]),
  );
