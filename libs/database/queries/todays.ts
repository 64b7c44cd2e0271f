/** Which days "today" is, where some debtors of a tenant live on clocks of their own: for conditions that an index can answer. */
import type { Instant } from '#domain/calendar/zone.js';
import type { Tx } from '../tx.js';
import { dayInZoneSql } from '../zone.sql.js';

/** On which days "today" lies where the debtors of a tenant live: all on the live clock, but for those on test clocks. */
export interface Todays {
  readonly first: string;
  readonly last: string;
  readonly alike: boolean;
}

/** See {@link Todays}; `now` is live. */
export async function todaysOf(tx: Tx, now: Instant): Promise<Todays> {
  const row = await tx.one<{ first: string; last: string }>(
    `select ${dayInZoneSql('least(min(k.now), $2::timestamptz)')} as first, ${dayInZoneSql('greatest(max(k.now), $2::timestamptz)')} as last
     from test_clock k where k.tenant_id = $1`,
    [tx.tenantId, new Date(now)],
    'todays',
  );
  if (!row) throw new Error('an aggregate without a row');
  return { ...row, alike: row.first === row.last };
}
