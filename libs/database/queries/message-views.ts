/** Messages as the API shows them. */
import { type NoticeBrief, noticeColumnsSql, todayOfDebtorSql } from './notice-brief.js';
import { channels } from '#domain/policy/facts/facts.js';
import { afterPosition, Conditions, type ListOrder, pageOrder, type PageRequest, pageSql } from './list.js';
import type { Tx } from '../tx.js';

/** A message; `html` and `text` only where one message is read. */
export interface MessageView {
  readonly id: string;
  readonly debtor_id: string;
  readonly channel: string;
  readonly provider: string;
  readonly template: string;
  readonly template_version: string;
  readonly tone: string;
  readonly language: string;
  readonly recipient: string;
  readonly subject: string;
  readonly status: string;
  readonly provider_message_id: string | null;
  readonly detail: string | null;
  readonly attempts: number;
  readonly claimed_at: Date;
  readonly sent_at: Date | null;
  readonly recorded_at: Date;
  readonly updated_at: Date;
  /** The formal notice it is, or is a copy of. */
  readonly notice: NoticeBrief | null;
  readonly steps: readonly { readonly invoice: string; readonly step: string; readonly occurrence: number; readonly cycle: number }[];
  readonly html?: string;
  readonly text?: string;
  readonly from_name?: string | null;
  readonly from_address?: string | null;
  readonly reply_to?: string | null;
  readonly payload?: string | null;
  readonly sort_value: string;
}

const messageColumns = (
  more: string,
): string => `m.id, m.debtor_id, m.channel, m.provider, m.template, m.template_version, m.tone, m.language, m.recipient,
  m.subject, m.status, m.provider_message_id, m.detail, m.attempts, m.claimed_at, m.sent_at, m.recorded_at, m.updated_at${more},
  (select ${noticeColumnsSql('n', todayOfDebtorSql('m.debtor_id'))} from notice n where n.id = m.notice_id) as notice,
  (select coalesce(jsonb_agg(jsonb_build_object('invoice', l.invoice_id, 'step', l.step, 'occurrence', l.occurrence, 'cycle', l.cycle) order by l.invoice_id), '[]')
     from ledger l where l.message_id = m.id) as steps, m.recorded_at::text as sort_value`;

type MessageRow = MessageView & Record<string, unknown>;

const bodies = ', m.html, m.text, m.payload, m.from_name, m.from_address, m.reply_to';

/** A message with its sender and bodies. */
export const findMessageView = (tx: Tx, id: string): Promise<MessageView | null> =>
  tx.one<MessageRow>(`select ${messageColumns(bodies)} from message m where m.id = $1 and m.tenant_id = $2`, [id, tx.tenantId]);

/** What a list of messages is narrowed to. */
export interface MessageFilter {
  readonly invoiceId?: string | undefined;
  readonly debtorId?: string | undefined;
  readonly status?: string | undefined;
  readonly channel?: string | undefined;
}

const newestFirst: ListOrder = { value: 'm.recorded_at', type: 'timestamptz', id: 'm.id', descending: true };
const everyChannel = channels.map((channel) => `m.channel = '${channel}'`);

/** A page of messages, newest first. */
export async function listMessageViews(tx: Tx, filter: MessageFilter, page: PageRequest): Promise<MessageView[]> {
  const conditions = new Conditions('m.tenant_id', tx.tenantId);
  const { invoiceId, debtorId, status, channel } = filter;
  if (invoiceId !== undefined) conditions.add('m.id in (select l.message_id from ledger l where l.invoice_id = ?)', invoiceId);
  if (debtorId !== undefined) conditions.add('m.debtor_id = ?', debtorId);
  if (status !== undefined) conditions.add('m.status = ?', status);
  if (channel !== undefined) conditions.add('m.channel = ?', channel);
  afterPosition(conditions, newestFirst, page);
  const limit = conditions.bind(page.limit + 1);
  const named = invoiceId ?? debtorId ?? status ?? channel;
  const pageOf = pageSql('message m', { conditions, order: newestFirst, limit }, named === undefined ? everyChannel : []);
  return tx.query<MessageRow>(
    `select ${messageColumns('')} from ${pageOf} page join message m on m.id = page.id where m.tenant_id = $1 ${pageOrder(newestFirst)}`,
    conditions.values,
  );
}
