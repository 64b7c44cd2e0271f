/** The notice of an invoice in short: what lists, tasks and plans show of it. */

/** The newest notice that names an invoice and left, or is about to. */
export interface NoticeBrief {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
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

/** SQL of a {@link NoticeBrief} as JSON, null when there is none. `invoice` and `today` are SQL expressions of ours. */
export const noticeBriefSql = (invoice: string, today: string): string => `(
  select jsonb_build_object('id', n.id, 'kind', n.kind, 'state', n.state, 'runOut', coalesce(n.state = 'sent' and n.costs_from <= ${today}, false), 'sentOn', n.sent_on,
    'receiptOn', n.receipt_on, 'receiptBasis', n.receipt_basis, 'proof', n.proof, 'lastDay', n.last_day, 'costsFrom', n.costs_from,
    'announcedCosts', n.announced_costs, 'currency', n.currency)
  from notice_claim nc join notice n on n.id = nc.notice_id where nc.invoice_id = ${invoice} and n.state <> 'withdrawn' order by n.claimed_at desc, n.id desc limit 1)`;
