/** What became of the claims of formal notices since: what the costs of each are calculated from. */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { ClaimInTerm, CostedNotice } from '#domain/notice/notice-costs.js';
import type { Tx } from '../tx.js';
import { dayInZoneSql } from '../zone.sql.js';

/** `c` is a claim of notice `n`. While the term has not begun, or runs, all that was paid was paid in time. */
const paidSince = (when: string): string => `coalesce((select sum(a.amount) from allocation a join payment p on p.id = a.payment_id
  where a.invoice_id = c.invoice_id and a.part = 'principal' and p.status <> 'reversed' and p.recorded_at > n.recorded_at and ${when}), 0)`;

/**
 * The day on which claim `c` was settled: its chase ended with nothing open any more, or money came in for it later. Null while it is owed.
 */
const settledOn = `case when x.open <= 0 then (select greatest(${dayInZoneSql('h.closed_at')}, max(p.paid_on))
    from chase h left join allocation a on a.invoice_id = h.invoice_id left join payment p on p.id = a.payment_id and p.status <> 'reversed'
    where h.invoice_id = x.id group by h.closed_at) end`;

/** SQL of a {@link ClaimInTerm} as JSON: `c` is a claim of notice `n`. */
const claimInTermSql = `(select jsonb_build_object('amount', c.amount, 'paidInTime', ${paidSince("p.paid_on <= coalesce(n.last_day, 'infinity')")},
  'paidLate', ${paidSince('p.paid_on > n.last_day')}, 'undisputed', greatest(x.open - coalesce((select coalesce(q.amount, x.open) from dispute q
    where q.invoice_id = x.id and q.status = 'open' order by q.raised_on limit 1), 0), 0), 'dueDate', c.due_date, 'settledOn', ${settledOn})
  from invoice x where x.id = c.invoice_id)`;

/** A {@link ClaimInTerm} as the database gives it, with the days between which it is owed. */
export type ClaimInTermRow = Readonly<Record<keyof ClaimInTerm, number>> & {
  readonly dueDate: IsoDate;
  readonly settledOn: IsoDate | null;
};

/** A notice with its claims as the database gives them. */
export interface CostedNoticeRow {
  readonly id: string;
  readonly announced: number;
  readonly claims: readonly ClaimInTermRow[];
}

const claimOf = ({ amount, paidInTime, paidLate, undisputed }: ClaimInTermRow): ClaimInTerm => ({
  amount: BigInt(amount),
  paidInTime: BigInt(paidInTime),
  paidLate: BigInt(paidLate),
  undisputed: BigInt(undisputed),
});

/** ISO dates in the order of time; null, which is none yet, last. */
const byDay = (one: IsoDate | null, other: IsoDate | null): number => {
  if (one === other) return 0;
  return one !== null && (other === null || one < other) ? -1 : 1;
};

/** A row as the domain calculates with it. */
export const costedNotice = ({ announced, claims }: CostedNoticeRow): CostedNotice => ({
  announcedCosts: BigInt(announced),
  claims: claims.map(claimOf),
  dueFrom: claims.map(({ dueDate }) => dueDate).sort(byDay)[0] ?? '',
  settledOn:
    claims
      .map((claim) => claim.settledOn)
      .sort(byDay)
      .at(-1) ?? null,
});

const costedSql = `select n.debtor_id, jsonb_build_object('id', n.id, 'announced', n.announced_costs, 'claims',
    (select coalesce(jsonb_agg(${claimInTermSql}), '[]') from notice_claim c where c.notice_id = n.id)) as costed
  from notice n where n.debtor_id = any($1::uuid[]) and n.tenant_id = $2 and n.state in ('claimed', 'sent', 'unknown')
    and n.kind <> 'notice-of-default' and n.currency = 'EUR' order by n.claimed_at, n.id`;

/**
 * The notices of debtors that count, as their costs are calculated, in the order in which they were written: the last letters in euros that
 * stand, whatever became of their claims.
 */
export async function costedNoticesOf(tx: Tx, debtorIds: readonly string[]): Promise<ReadonlyMap<string, readonly CostedNoticeRow[]>> {
  const found = new Map<string, CostedNoticeRow[]>();
  if (debtorIds.length === 0) return found;
  const rows = await tx.query<{ debtor_id: string; costed: CostedNoticeRow }>(costedSql, [debtorIds, tx.tenantId], 'costed-notices');
  for (const { debtor_id: debtorId, costed } of rows) found.set(debtorId, [...(found.get(debtorId) ?? []), costed]);
  return found;
}

/** A notice with those before it that their costs are calculated with; none when its own costs are not calculated. */
export const costedUntil = (of: readonly CostedNoticeRow[] | undefined, id: string | null): readonly CostedNoticeRow[] =>
  of?.slice(0, of.findIndex((costed) => costed.id === id) + 1) ?? [];
