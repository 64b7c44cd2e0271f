/** What happened to one invoice, in the order it was committed, with the message, task or fact each event is about. */
import type { Tx } from '../tx.js';
import type { FactLine, HoldLine } from './invoice-facts.js';
import type { PageRequest } from './list.js';
import { type NoticeBrief, noticeColumnsSql, todayOfDebtorSql } from './notice-brief.js';
import { dayInZoneSql } from '../zone.sql.js';

/** A fact with the currency its amount is in. */
export type FactSubject = FactLine & { readonly currency: string };

/** One event of a timeline with what it is about. */
export interface TimelineRow {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly recorded_at: Date;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly texts: Readonly<Record<string, unknown>> | null;
  readonly message: { readonly id: string; readonly channel: string; readonly subject: string; readonly status: string } | null;
  readonly task: {
    readonly id: string;
    readonly kind: string;
    readonly status: string;
    readonly outcome: string | null;
    readonly note: string | null;
    readonly whyUnpaid: string | null;
    readonly assignee: string | null;
  } | null;
  readonly payment: {
    readonly id: string;
    readonly amount: number;
    readonly currency: string;
    readonly paidOn: string;
    readonly status: string;
  } | null;
  readonly dispute: FactSubject | null;
  readonly promise: FactSubject | null;
  readonly payment_plan: FactSubject | null;
  readonly hold: HoldLine | null;
  readonly handover: FactSubject | null;
  /** The formal notice that it is about, or whose message it is about. */
  readonly notice: NoticeBrief | null;
  readonly note: { readonly id: string; readonly text: string; readonly by: string | null } | null;
  readonly currency: string;
  readonly sort_value: string;
}

const fact = (alias: string, columns: string): string =>
  `case when ${alias}.id is not null then jsonb_build_object('id', ${alias}.id, ${columns}, 'currency', i.currency) end`;

/** Events of the invoice itself, and those of its debtor that concern every invoice of his (a hold, a changed address). */
const sql = `select e.id, e.type, e.at, e.recorded_at, e.actor, e.data, case when e.type = 'invoice.registered' then jsonb_build_object('number', i.number) else x.texts end as texts, i.currency, e.seq::text as sort_value,
  case when m.id is not null then jsonb_build_object('id', m.id, 'channel', m.channel, 'subject', m.subject, 'status', m.status) end as message,
  case when t.id is not null then jsonb_build_object('id', t.id, 'kind', t.kind, 'status', t.status, 'outcome', t.outcome_code,
    'note', coalesce(t.notes->>e.id::text, case when e.type in ('call.outcome-recorded', 'approval.decided') then t.outcome->>'note' end), 'whyUnpaid', t.why_unpaid, 'assignee', t.assignee) end as task,
  case when p.id is not null then jsonb_build_object('id', p.id, 'amount', p.amount, 'currency', p.currency, 'paidOn', p.paid_on, 'status', p.status) end as payment,
  ${fact('d', "'status', d.status, 'amount', d.amount, 'date', d.raised_on")} as dispute,
  ${fact('r', "'status', r.status, 'amount', r.amount, 'date', r.date")} as promise,
  ${fact(
    'n',
    `'status', n.status, 'date', ${dayInZoneSql('n.agreed_at')},
    'amount', (select sum(s.amount) from instalment s where s.plan_id = n.id)`,
  )} as payment_plan,
  case when h.id is not null then jsonb_build_object('id', h.id, 'reason', h.reason, 'until', h.until) end as hold,
  ${fact('l', `'status', 'submitted', 'amount', l.amount, 'date', ${dayInZoneSql('l.at')}`)} as handover,
  case when f.id is not null then ${noticeColumnsSql('f', todayOfDebtorSql('f.debtor_id'))} end as notice,
  case when o.id is not null then jsonb_build_object('id', o.id, 'text', o.text, 'by', o.written_by) end as note
  from event e join invoice i on i.id = $2 and i.tenant_id = e.tenant_id
  left join message m on m.id = e.subject_id and m.tenant_id = e.tenant_id
  left join task t on t.id = e.subject_id and t.tenant_id = e.tenant_id
  left join payment p on p.id = e.subject_id and p.tenant_id = e.tenant_id
  left join dispute d on d.id = e.subject_id and d.tenant_id = e.tenant_id
  left join promise r on r.id = e.subject_id and r.tenant_id = e.tenant_id
  left join payment_plan n on n.id = e.subject_id and n.tenant_id = e.tenant_id
  left join debtor_hold h on h.id = e.subject_id and h.tenant_id = e.tenant_id
  left join ledger l on l.id = e.subject_id and l.tenant_id = e.tenant_id and l.kind = 'handover'
  left join notice f on f.id = coalesce(m.notice_id, e.subject_id) and f.tenant_id = e.tenant_id
  left join note o on o.id = e.subject_id and o.tenant_id = e.tenant_id
  left join event_text x on x.event_id = e.id and x.tenant_id = e.tenant_id
  where e.tenant_id = $1 and (e.invoice_id = $2 or (e.debtor_id = $3 and e.invoice_id is null)) and e.seq > $4
  order by e.seq limit $5`;

/** A page of the timeline, oldest first. */
export async function timelineRows(tx: Tx, which: { invoiceId: string; debtorId: string }, page: PageRequest): Promise<TimelineRow[]> {
  const values = [tx.tenantId, which.invoiceId, which.debtorId, page.after?.value ?? '0', page.limit + 1];
  return tx.query<TimelineRow & Record<string, unknown>>(sql, values, 'timeline');
}

/** An event that tells how an invoice stood. */
export interface PastEvent {
  readonly seq: string;
  readonly type: string;
  readonly data: unknown;
  readonly subject_id: string | null;
}

const pastSql = `select e.seq::text as seq, e.type, e.data, e.subject_id from event e
  where e.tenant_id = $1 and (e.invoice_id = $2 or (e.debtor_id = $3 and e.invoice_id is null)) and e.type = any($4::text[]) and e.seq <= $5
  order by e.seq`;

/** The events of some types up to one of the timeline, oldest first. */
export function pastEvents(
  tx: Tx,
  which: { invoiceId: string; debtorId: string },
  { types, upTo }: { types: readonly string[]; upTo: string },
): Promise<PastEvent[]> {
  return tx.query<PastEvent & Record<string, unknown>>(pastSql, [tx.tenantId, which.invoiceId, which.debtorId, types, upTo], 'past-events');
}
