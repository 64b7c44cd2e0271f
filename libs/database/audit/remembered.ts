/** How far each chain was verified, so that a look begins where the one before ended. */
import type { Database } from '../database.js';
import type { Tx } from '../tx.js';
import { beginning, type Finding, type Place } from './check-seals.js';
import { namedAtMost } from './walk-chain.js';

/** What is remembered of a chain. */
export interface Remembered {
  /** Every seal up to here was seen to hold. */
  readonly sound: Place;
  /** Reading them once more got to here; at the beginning: it starts anew. */
  readonly again: Place;
  /** When the whole chain was last read to its end. */
  readonly wholeAt: Date | null;
}

interface CheckRow {
  readonly position: bigint;
  readonly hash: Buffer | null;
  readonly again_position: bigint;
  readonly again_hash: Buffer | null;
  readonly whole_at: Date | null;
}

const placeOf = (position: bigint, hash: Buffer | null): Place => (hash === null ? beginning : { position, hash });

/** What is remembered; the beginning when nothing is. */
export async function recall(db: Database, tenantId: string): Promise<Remembered> {
  const sql = 'select position, hash, again_position, again_hash, whole_at from audit_check where tenant_id = $1';
  const row = await db.ofSystem((tx) => tx.one<CheckRow & Record<string, unknown>>(sql, [tenantId]));
  if (!row) return { sound: beginning, again: beginning, wholeAt: null };
  return { sound: placeOf(row.position, row.hash), again: placeOf(row.again_position, row.again_hash), wholeAt: row.whole_at };
}

/** What was found of a chain, and what is to be remembered of it. */
export interface Outcome extends Remembered {
  readonly tenantId: string;
  readonly findings: readonly Finding[];
  readonly findingsCount: number;
}

const asJson = (findings: readonly Finding[]): string =>
  JSON.stringify(
    findings.slice(0, namedAtMost).map(({ code, position, eventId }) => ({ code, position: position?.toString() ?? null, eventId })),
  );

async function write(tx: Tx, outcome: Outcome): Promise<void> {
  const { sound, again, wholeAt } = outcome;
  await tx.query(
    `insert into audit_check (tenant_id, position, hash, again_position, again_hash, whole_at, checked_at, findings, findings_count)
     values ($1, $2, $3, $4, $5, $6, now(), $7, $8)
     on conflict (tenant_id) do update set position = excluded.position, hash = excluded.hash, again_position = excluded.again_position,
       again_hash = excluded.again_hash, whole_at = excluded.whole_at, checked_at = excluded.checked_at, findings = excluded.findings,
       findings_count = excluded.findings_count`,
    [
      outcome.tenantId,
      sound.position,
      sound.position === 0n ? null : sound.hash,
      again.position,
      again.position === 0n ? null : again.hash,
      wholeAt,
      asJson(outcome.findings),
      outcome.findingsCount,
    ],
  );
}

/** Remembers. What is there may be false: it saves reading, and nothing is believed because of it that is not read again in its turn. */
export const remember = (db: Database, outcome: Outcome): Promise<void> => db.ofSystem((tx) => write(tx, outcome));
