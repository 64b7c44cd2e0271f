/** Formal notices as the API shows them. */
import { type CostedNoticeRow, costedNoticesOf, costedUntil } from '../repositories/notice-costs.js';
import type { Tx } from '../tx.js';
import { type FactFilter, factConditions, factsPage } from './fact-list.js';
import type { PageRequest } from './list.js';
import { dayInZoneSql } from '../zone.sql.js';

/** A claim of a notice. */
export interface NoticeClaimView {
  readonly invoice: string;
  readonly number: string;
  readonly amount: number;
  readonly dueDate: string;
  readonly termBasis: 'agreed' | 'unilateral' | 'none';
  readonly defaultBasis: '6:83a' | '6:82' | '6:119a-2' | null;
  readonly defaultSince: string | null;
}

/** A notice with its claims and messages. */
export interface NoticeView {
  readonly id: string;
  readonly debtor_id: string;
  readonly kind: string;
  readonly debtor_kind: string;
  readonly currency: string;
  readonly channel: string;
  readonly state: string;
  readonly sent_on: string;
  readonly posted_on: string | null;
  readonly receipt_on: string | null;
  readonly receipt_basis: string | null;
  readonly proof: string | null;
  readonly last_day: string | null;
  readonly costs_from: string | null;
  readonly announced_costs: bigint;
  readonly run_out: boolean;
  readonly ended_at: Date | null;
  readonly ended_reason: string | null;
  readonly ended_detail: string | null;
  readonly recorded_at: Date;
  readonly claims: readonly NoticeClaimView[];
  /** It and what stood before it when it was written, in that order: their costs are calculated together. */
  readonly costed: readonly CostedNoticeRow[];
  readonly messages: readonly { readonly id: string; readonly channel: string; readonly status: string; readonly copy: boolean }[];
  readonly sort_value: string;
}

const claimsSql = `
select coalesce(jsonb_agg(jsonb_build_object('invoice', c.invoice_id, 'number', i.number, 'amount', c.amount, 'dueDate', c.due_date, 'termBasis', c.term_basis,
  'defaultBasis', c.default_basis, 'defaultSince', c.default_since) order by c.due_date, i.number), '[]')
from notice_claim c join invoice i on i.id = c.invoice_id where c.notice_id = n.id`;

const messagesSql = `
select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'channel', m.channel, 'status', m.status, 'copy', m.id <> n.message_id) order by m.id <> n.message_id, m.id), '[]')
from message m where m.notice_id = n.id`;

const noticeSql = `select n.id, n.debtor_id, n.kind, n.debtor_kind, n.currency, n.channel, n.state, n.sent_on, n.posted_on, n.receipt_on, n.receipt_basis, n.proof,
  n.last_day, n.costs_from, n.announced_costs, n.ended_at, n.ended_reason, n.ended_detail, n.recorded_at,
  coalesce(n.state = 'sent' and n.costs_from <= ${dayInZoneSql('coalesce(k.now, now())')}, false) as run_out,
  (${claimsSql}) as claims, (${messagesSql}) as messages, n.recorded_at::text as sort_value
  from notice n join debtor d on d.id = n.debtor_id left join test_clock k on k.id = d.test_clock_id`;

type NoticeRow = Omit<NoticeView, 'costed'> & Record<string, unknown>;

/** Only of a letter whose term has run out costs are due. */
async function withCosts(tx: Tx, rows: readonly NoticeRow[]): Promise<NoticeView[]> {
  const debtorIds = new Set(rows.filter((row) => row.run_out).map((row) => row.debtor_id));
  const costed = await costedNoticesOf(tx, [...debtorIds]);
  return rows.map((row) => ({ ...row, costed: costedUntil(costed.get(row.debtor_id), row.id) }));
}

/** A notice by its id. */
export async function findNoticeView(tx: Tx, id: string): Promise<NoticeView | null> {
  const row = await tx.one<NoticeRow>(`${noticeSql} where n.id = $1 and n.tenant_id = $2`, [id, tx.tenantId], 'notice-view');
  return row && ((await withCosts(tx, [row]))[0] ?? null);
}

/** A page of notices, the newest first. */
export async function listNoticeViews(
  tx: Tx,
  filter: FactFilter & { readonly state?: string | undefined },
  page: PageRequest,
): Promise<NoticeView[]> {
  const conditions = factConditions(tx, 'n', {});
  if (filter.state !== undefined) conditions.add('n.state = ?', filter.state);
  if (filter.debtorId !== undefined) conditions.add('n.debtor_id = ?', filter.debtorId);
  if (filter.invoiceId !== undefined)
    conditions.add('exists (select 1 from notice_claim c where c.notice_id = n.id and c.invoice_id = ?)', filter.invoiceId);
  return withCosts(tx, await factsPage<NoticeRow>(tx, { sql: noticeSql, table: 'n', conditions }, page));
}
