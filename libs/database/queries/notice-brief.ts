/** A notice in short: what invoices, plans, tasks, messages and timelines show of it. */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Tx } from '../tx.js';
import { dayInZoneSql } from '../zone.sql.js';

/** A formal notice: of an invoice the newest that names it and left, or is about to. */
export interface NoticeBrief {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly endedReason: string | null;
  readonly runOut: boolean;
  readonly sentOn: string;
  readonly receiptOn: string | null;
  readonly receiptBasis: string | null;
  readonly proof: string | null;
  readonly lastDay: string | null;
  readonly costsFrom: string | null;
  readonly announcedCosts: number;
  readonly currency: string;
}

/** Today on the clock of a debtor, as SQL: `debtor` is an SQL expression of ours. */
export const todayOfDebtorSql = (debtor: string): string =>
  dayInZoneSql(`coalesce((select k.now from debtor y join test_clock k on k.id = y.test_clock_id where y.id = ${debtor}), now())`);

/** SQL of a {@link NoticeBrief} as JSON. `notice` is the alias of its row, `today` an SQL expression of ours. */
export const noticeColumnsSql = (
  notice: string,
  today: string,
): string => `jsonb_build_object('id', ${notice}.id, 'kind', ${notice}.kind, 'state', ${notice}.state, 'endedReason', ${notice}.ended_reason,
    'runOut', coalesce(${notice}.state = 'sent' and ${notice}.costs_from <= ${today}, false), 'sentOn', ${notice}.sent_on,
    'receiptOn', ${notice}.receipt_on, 'receiptBasis', ${notice}.receipt_basis, 'proof', ${notice}.proof, 'lastDay', ${notice}.last_day,
    'costsFrom', ${notice}.costs_from, 'announcedCosts', ${notice}.announced_costs, 'currency', ${notice}.currency)`;

/**
 * The newest notice that names an invoice, of those that `which` allows (`n` is its row); null when there is none. All are SQL expressions
 * of ours.
 */
export const noticeBriefSql = (invoice: string, today: string, which = 'true'): string => `(
  select ${noticeColumnsSql('n', today)}
  from notice_claim nc join notice n on n.id = nc.notice_id where nc.invoice_id = ${invoice} and n.state <> 'withdrawn' and ${which} order by n.claimed_at desc, n.id desc limit 1)`;

/** The newest notice that names an invoice, as it stands on a day. */
export async function noticeBriefOf(tx: Tx, invoiceId: string, today: IsoDate): Promise<NoticeBrief | null> {
  const row = await tx.one<{ notice: NoticeBrief | null }>(
    `select ${noticeBriefSql('i.id', '$2::date')} as notice from invoice i where i.id = $1 and i.tenant_id = $3`,
    [invoiceId, today, tx.tenantId],
    'notice-brief',
  );
  return row?.notice ?? null;
}
