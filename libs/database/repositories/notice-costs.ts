/** What became of the claims of formal notices since: what the costs of each are reckoned from. */
import type { ClaimInTerm, CostedNotice } from '#domain/notice/notice-costs.js';
import type { Tx } from '../tx.js';

/** `c` is a claim of notice `n`. While the term has not begun, or runs, all that was paid was paid in time. */
const paidSince = (when: string): string => `coalesce((select sum(a.amount) from allocation a join payment p on p.id = a.payment_id
  where a.invoice_id = c.invoice_id and a.part = 'principal' and p.status <> 'reversed' and p.recorded_at > n.recorded_at and ${when}), 0)`;

/** SQL of a {@link ClaimInTerm} as JSON: `c` is a claim of notice `n`. */
export const claimInTermSql = `(select jsonb_build_object('amount', c.amount, 'paidInTime', ${paidSince("p.paid_on <= coalesce(n.last_day, 'infinity')")},
  'paidLate', ${paidSince('p.paid_on > n.last_day')}, 'undisputed', greatest(x.open - coalesce((select coalesce(q.amount, x.open) from dispute q
    where q.invoice_id = x.id and q.status = 'open' order by q.raised_on limit 1), 0), 0)) from invoice x where x.id = c.invoice_id)`;

/** A {@link ClaimInTerm} as the database gives it. */
export type ClaimInTermRow = Readonly<Record<keyof ClaimInTerm, number>>;

/** A notice with its claims as the database gives them. */
export interface CostedNoticeRow {
  readonly announced: number;
  readonly claims: readonly ClaimInTermRow[];
}

const claimOf = ({ amount, paidInTime, paidLate, undisputed }: ClaimInTermRow): ClaimInTerm => ({
  amount: BigInt(amount),
  paidInTime: BigInt(paidInTime),
  paidLate: BigInt(paidLate),
  undisputed: BigInt(undisputed),
});

/** A row as the domain reckons with it. */
export const costedNotice = ({ announced, claims }: CostedNoticeRow): CostedNotice => ({
  announcedCosts: BigInt(announced),
  claims: claims.map(claimOf),
});

/** SQL of a {@link CostedNoticeRow} as JSON: `n` is the notice. */
export const costedNoticeSql = `jsonb_build_object('announced', n.announced_costs, 'claims',
  (select coalesce(jsonb_agg(${claimInTermSql}), '[]') from notice_claim c where c.notice_id = n.id))`;

/** Notices as their costs are reckoned, in the order in which they were written. */
export async function costedNoticesOf(tx: Tx, ids: readonly string[]): Promise<CostedNotice[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ costed: CostedNoticeRow }>(
    `select ${costedNoticeSql} as costed from notice n where n.id = any($1::uuid[]) and n.tenant_id = $2 order by n.claimed_at, n.id`,
    [ids, tx.tenantId],
    'costed-notices',
  );
  return rows.map(({ costed }) => costedNotice(costed));
}
