/** What happened to one invoice, in the order it was committed, with the message, task or payment each event is about. */
import type { Tx } from '../tx.js';
import type { PageRequest } from './list.js';

/** One event of a timeline with what it is about. */
export interface TimelineRow {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly recorded_at: Date;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly message: { readonly id: string; readonly channel: string; readonly subject: string; readonly status: string } | null;
  readonly task: {
    readonly id: string;
    readonly kind: string;
    readonly status: string;
    readonly outcome: string | null;
    readonly note: string | null;
    readonly whyUnpaid: string | null;
  } | null;
  readonly payment: {
    readonly id: string;
    readonly amount: number;
    readonly currency: string;
    readonly paidOn: string;
    readonly status: string;
  } | null;
  readonly sort_value: string;
}

/** Events of the invoice itself, and those of its debtor that concern every invoice of his (a hold, a changed address). */
const sql = `select e.id, e.type, e.at, e.recorded_at, e.actor, e.data, e.seq::text as sort_value,
  case when m.id is not null then jsonb_build_object('id', m.id, 'channel', m.channel, 'subject', m.subject, 'status', m.status) end as message,
  case when t.id is not null then jsonb_build_object('id', t.id, 'kind', t.kind, 'status', t.status, 'outcome', t.outcome_code,
    'note', coalesce(t.notes->>e.id::text, case when e.type in ('call.outcome-recorded', 'approval.decided') then t.outcome->>'note' end), 'whyUnpaid', t.why_unpaid) end as task,
  case when p.id is not null then jsonb_build_object('id', p.id, 'amount', p.amount, 'currency', p.currency, 'paidOn', p.paid_on, 'status', p.status) end as payment
  from event e
  left join message m on m.id = e.subject_id and m.tenant_id = e.tenant_id
  left join task t on t.id = e.subject_id and t.tenant_id = e.tenant_id
  left join payment p on p.id = e.subject_id and p.tenant_id = e.tenant_id
  where e.tenant_id = $1 and (e.invoice_id = $2 or (e.debtor_id = $3 and e.invoice_id is null)) and e.seq > $4
  order by e.seq limit $5`;

/** A page of the timeline, oldest first. */
export async function timelineRows(tx: Tx, which: { invoiceId: string; debtorId: string }, page: PageRequest): Promise<TimelineRow[]> {
  const values = [tx.tenantId, which.invoiceId, which.debtorId, page.after?.value ?? '0', page.limit + 1];
  return tx.query<TimelineRow & Record<string, unknown>>(sql, values, 'timeline');
}
