import type { Database } from '../database.js';

/** Events of one creditor that are sealed before the next one has his turn. */
const eventsATurn = 500;
/** Creditors that are sealed by one statement. */
const creditorsATurn = 50;

/** Events that are committed and wait for their seal; shared with the figures, so that both mean the same. */
export const unsealedEvents = 'from event_unsealed';

interface Turn {
  readonly tenant_id: string;
  readonly sealed: number;
  /** The number of the last event that was sealed. */
  readonly last_seq: bigint | null;
  readonly failure: string | null;
}

/** What sealing came to. */
export interface Sealed {
  readonly events: number;
  /** Creditors whose events could not be sealed: somebody laid hands on their chain. */
  readonly failures: readonly { readonly tenantId: string; readonly sqlState: string }[];
}

const allSql = 'select tenant_id, sealed, last_seq, failure from seal_events($1, $2, $3)';
/** Beyond what this run has sealed: rows that were taken away are passed over by every statement until a vacuum may remove them. */
const moreSql = 'select sealed, last_seq from seal_events_of($1, $2, $3)';

/**
 * Links committed events into their creditor's hash chain, a moment after they are written: chaining inside the writing transaction would let
 * a creditor's commits go one at a time (docs/adr/0003). A function of the database does it (docs/adr/0022): this process could not write a
 * seal. Creditors take turns, and one whose chain is broken holds up nobody else.
 */
export async function sealEvents(db: Database, stopped: () => boolean = () => false): Promise<Sealed> {
  let turns = await firstRound(db, stopped);
  const failures = turns.flatMap(({ tenant_id: tenantId, failure }) => (failure === null ? [] : [{ tenantId, sqlState: failure }]));
  let events = 0;
  for (;;) {
    events += turns.reduce((sum, { sealed }) => sum + sealed, 0);
    const more = turns.filter(({ sealed }) => sealed >= eventsATurn);
    if (more.length === 0 || stopped()) return { events, failures };
    turns = [];
    for (const turn of more) turns.push(await oneMore(db, turn));
  }
}

/** A turn of every creditor with something to seal. */
async function firstRound(db: Database, stopped: () => boolean): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (;;) {
    const after = turns.at(-1)?.tenant_id ?? null;
    const some = await db.ofSystem((tx) => tx.query<Turn & Record<string, unknown>>(allSql, [after, creditorsATurn, eventsATurn]));
    turns.push(...some);
    if (some.length < creditorsATurn || stopped()) return turns;
  }
}

async function oneMore(db: Database, { tenant_id, last_seq }: Turn): Promise<Turn> {
  const turn = await db.ofSystem((tx) =>
    tx.one<Pick<Turn, 'sealed' | 'last_seq'> & Record<string, unknown>>(moreSql, [tenant_id, last_seq ?? 0n, eventsATurn]),
  );
  return { tenant_id, sealed: turn?.sealed ?? 0, last_seq: turn?.last_seq ?? last_seq, failure: null };
}
