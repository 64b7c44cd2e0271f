import type { Database } from '#database/database.js';
import { unsealedEvents } from '#database/audit/seal-events.js';
import { overdueChases, overdueMinutes } from '#activities/housekeeping/housekeeping.js';

/** The state of the installation, over all tenants and workers. */
export interface Gauges {
  readonly outboxWaiting: number;
  /** Age of the first row that waits; 0 when none does. */
  readonly outboxOldestSeconds: number;
  readonly chasesOverdue: number;
  /** Being sent for longer than a send takes. */
  readonly messagesClaimed: number;
  /** Given up on: a person must say whether they arrived. */
  readonly messagesUnknown: number;
  readonly eventsUnsealed: number;
  /** What the last look at the hash chains found, of all creditors. */
  readonly auditFindings: number;
  /** How long ago the chain that was looked at longest ago was; since its first seal where nobody has yet. */
  readonly auditCheckedSeconds: number;
  /** Live chases that stand still until a person acts, by the reason of their plan. */
  readonly waitingForPerson: Readonly<Record<string, number>>;
}

/** A message is in doubt when its sending lasts this long: several times the longest single attempt (SEND_START_TO_CLOSE_MS). */
const doubtMinutes = 5;
/** Nobody acts differently above this, and counting on would make the page slow just when it is needed. */
const countedAtMost = 100_000;

const atMost = (rows: string): string => `(select count(*) from (select 1 ${rows} limit ${countedAtMost}) counted)::int`;

// One statement over partial indexes. The oldest row by number is the oldest by time but for transactions that overlapped.
const gaugesSql = `
select ${atMost('from outbox where done_at is null')} as "outboxWaiting",
  coalesce((select extract(epoch from now() - created_at) from outbox where done_at is null order by seq limit 1), 0)::float8 as "outboxOldestSeconds",
  ${atMost(overdueChases)} as "chasesOverdue",
  ${atMost(unsealedEvents)} as "eventsUnsealed",
  (select coalesce(sum(findings_count), 0) from audit_check)::float8 as "auditFindings",
  coalesce((select extract(epoch from now() - min(coalesce(a.checked_at, (select s.sealed_at from event_seal s where s.tenant_id = c.tenant_id order by s.position limit 1))))
    from event_chain c left join audit_check a on a.tenant_id = c.tenant_id), 0)::float8 as "auditCheckedSeconds",
  coalesce((select jsonb_object_agg(w.reason, w.n) from (select c.reason, count(*)::int as n from chase c join debtor d on d.id = c.debtor_id
    where c.waits_for = 'person' and c.outcome is null and d.test_clock_id is null group by c.reason) w), '{}') as "waitingForPerson",
  doubt.claimed::int as "messagesClaimed", doubt.unknown::int as "messagesUnknown"
from messages_in_doubt($3) doubt`;

/** Asks Postgres once for all of them. @throws the driver's error when it does not answer */
export async function readGauges(system: Database, now: Date): Promise<Gauges> {
  const row = await system.ofSystem((tx) => tx.one<Gauges & Record<string, unknown>>(gaugesSql, [now, overdueMinutes, doubtMinutes]));
  if (!row) throw new Error('the statement of the gauges gave no row');
  return row;
}
