/** Invoices as the API and the console show them: invoice, chase, debtor's name and stage in one read. */
import type { Instant } from '#domain/calendar/zone.js';
import { chaseOutcomes } from '#domain/policy/facts/facts.js';
import type { WaitsFor } from '#domain/policy/attention.js';
import { type NoticeBrief, noticeBriefSql } from './notice-brief.js';
import type { Tx } from '../tx.js';
import { factColumnsSql, type InvoiceFactLines } from './invoice-facts.js';
import type { ByReference } from './list.js';
import { dayInZoneSql } from '../zone.sql.js';

/** A task of an invoice that is on somebody's list. */
export interface OpenTask {
  readonly id: string;
  readonly kind: string;
  readonly reason: string | null;
  readonly remedies: readonly string[];
}

/** One invoice, ready to be shown. Instants as dates, amounts in minor units. */
export interface InvoiceView {
  readonly id: string;
  readonly external_id: string | null;
  readonly number: string;
  readonly debtor_id: string;
  readonly debtor_external_id: string | null;
  readonly debtor_name: string;
  readonly debtor_kind: string;
  readonly test_clock_id: string | null;
  readonly issue_date: string;
  readonly due_date: string;
  readonly overdue_days: number;
  readonly currency: string;
  readonly total: bigint;
  readonly paid: bigint;
  readonly credited: bigint;
  readonly written_off: bigint;
  readonly open: bigint;
  readonly description: string | null;
  readonly payment_reference: string | null;
  readonly term_basis: string;
  /** Null: nobody said. */
  readonly claim_kind: string | null;
  readonly limitation_last_day: string | null;
  readonly time_barred: boolean;
  readonly policy_key: string;
  readonly policy_version: number;
  readonly status: string;
  /** Whether a dispute is open, of all or of a part of the invoice. */
  readonly disputed: boolean;
  readonly stage: string;
  readonly cycle: number;
  /** Null: the chase has the id of the first release. */
  readonly workflow_id: string | null;
  readonly outcome: string | null;
  readonly closed_at: Date | null;
  readonly close_reason: string | null;
  readonly paused_reason: string | null;
  readonly paused_until: string | null;
  readonly waits_for: WaitsFor | null;
  /** The task that is open about it: a question before a call or an approval. */
  readonly open_task: OpenTask | null;
  readonly plan: unknown;
  readonly adopted: unknown;
  readonly direct_debit_pending: boolean;
  readonly registered_at: Date;
  readonly version: number;
  readonly plan_revision: bigint;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** The value the list is sorted by, as text: JavaScript's dates would lose microseconds, and rows with them. */
  readonly notice: NoticeBrief | null;
  readonly sort_value: string;
}

/** One invoice with what belongs to it. */
export type InvoiceDetail = InvoiceView & InvoiceFactLines;

/** Where an invoice stands that is still chased. */
export const chasedStatuses = ['open', 'disputed', 'paused', 'on-hold', 'promised', 'payment-plan'] as const;
/** Where an invoice stands, in one word: what {@link statusSql} can say. */
export const invoiceStatuses = [...chasedStatuses, ...chaseOutcomes] as const;
/** One of {@link invoiceStatuses}. */
export type InvoiceStatus = (typeof invoiceStatuses)[number];

/**
 * What a chase that stands still stands still for, as its last plan says, so that list and plan never disagree. Of the row alone: the
 * indexes of migration 0020 are made of this very expression, and serve no other.
 */
export const statusSql = `(case when c.outcome is not null then c.outcome
  when c.next_kind = 'wait' and c.reason in ('disputed', 'paused') or c.next_kind <> 'closed' and c.reason in ('promised', 'payment-plan') then c.reason
  when c.next_kind = 'wait' and c.reason in ('on-hold', 'insolvent', 'deceased') then 'on-hold' else 'open' end)`;

const openTaskSql = `(select jsonb_build_object('id', t.id, 'kind', t.kind, 'reason', t.reason, 'remedies', to_jsonb(t.remedies)) from task t
  where t.invoice_id = i.id and t.status in ('open', 'claimed') order by t.kind = 'attention' desc, t.opened_at, t.id limit 1)`;
const disputedSql = `exists (select 1 from dispute x where x.tenant_id = i.tenant_id and x.invoice_id = i.id and x.status = 'open')`;

/** Today where the creditor lives: on the debtor's test clock, otherwise at the live instant that `now` binds. */
export const todaySql = (now: string): string => dayInZoneSql(`coalesce(k.now, ${now}::timestamptz)`);

/** What stands beside `invoice i`. */
export const fromSql = `join chase c on c.invoice_id = i.id join debtor d on d.id = i.debtor_id
  join policy_version p on p.id = i.policy_version_id left join test_clock k on k.id = d.test_clock_id`;

/** Columns of an {@link InvoiceView}, over `invoice i` and {@link fromSql}. */
export const invoiceColumnsSql = (
  sort: string,
  today: string,
): string => `select i.id, i.external_id, i.number, i.debtor_id, d.external_id as debtor_external_id,
  d.name as debtor_name, d.kind as debtor_kind, d.test_clock_id, i.issue_date, i.due_date,
  case when c.outcome is null then greatest(${today} - i.due_date, 0) else 0 end as overdue_days,
  i.currency, i.total, i.paid, i.credited, i.written_off, i.open, i.description, i.payment_reference, i.term_basis,
  i.limitation->>'claim' as claim_kind, c.limitation_last_day, coalesce(c.limitation_last_day < ${today}, false) as time_barred,
  p.key as policy_key, p.version as policy_version, ${statusSql} as status, ${disputedSql} as disputed, c.stage, c.cycle, c.workflow_id, c.outcome, c.closed_at, c.close_reason,
  c.paused_reason, c.paused_until, c.waits_for, ${openTaskSql} as open_task, c.plan, i.adopted, i.direct_debit_pending, i.registered_at, i.version, c.plan_revision, i.created_at,
  ${noticeBriefSql('i.id', today)} as notice, greatest(i.updated_at, c.updated_at) as updated_at, ${sort}::text as sort_value`;

const detailSql = `${invoiceColumnsSql("''", todaySql('$3'))}, ${factColumnsSql(todaySql('$3'))} from invoice i ${fromSql}`;
const byIdSql = `${detailSql} where i.tenant_id = $1 and i.id = $2`;
const byExternalIdSql = `${detailSql} where i.tenant_id = $1 and i.external_id = $2`;

/** One invoice at `now` (live; a debtor on a test clock has that clock's); null when this tenant has no such invoice. */
export async function findInvoiceView(tx: Tx, which: ByReference, now: Instant): Promise<InvoiceDetail | null> {
  return 'uuid' in which
    ? tx.one<InvoiceDetail & Record<string, unknown>>(byIdSql, [tx.tenantId, which.uuid, new Date(now)], 'invoice-view')
    : tx.one<InvoiceDetail & Record<string, unknown>>(byExternalIdSql, [tx.tenantId, which.externalId, new Date(now)], 'invoice-view-ext');
}

/** Ids behind a reference; null when this tenant has no such invoice. */
export async function resolveInvoice(tx: Tx, which: ByReference): Promise<{ id: string; debtor_id: string; version: number } | null> {
  return 'uuid' in which
    ? tx.one('select id, debtor_id, version from invoice where tenant_id = $1 and id = $2', [tx.tenantId, which.uuid], 'invoice-ids')
    : tx.one('select id, debtor_id, version from invoice where tenant_id = $1 and external_id = $2', [tx.tenantId, which.externalId]);
}

/**
 * The row of `invoice` that a number names, as a subquery of its `columns`; case, width and white space do not count. The invoice that is
 * spelled just so comes first: of invoices from before that rule several can have the number.
 */
export const invoiceByNumberSql = (columns: string, number: string): string =>
  `(select ${columns} from invoice y where y.tenant_id = $1
    and y.number_key = any(array[invoice_number_key(${number}), invoice_number_key(${number}) || ' ' || ${number}])
    order by y.number = ${number} desc limit 1)`;

/** The invoice that has a number, and how it is spelled there; null when it is free. */
export async function findInvoiceByNumber(tx: Tx, number: string): Promise<{ readonly id: string; readonly number: string } | null> {
  return tx.one<{ id: string; number: string }>(invoiceByNumberSql('y.id, y.number', '$2::text'), [tx.tenantId, number]);
}
