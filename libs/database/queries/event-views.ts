/** The stream of events as the API shows it. */
import { Conditions, type PageRequest } from './list.js';
import type { Tx } from '../tx.js';

/** An event. */
export interface EventView {
  readonly id: string;
  readonly type: string;
  readonly debtor_id: string | null;
  readonly invoice_id: string | null;
  readonly subject_id: string | null;
  readonly actor: string;
  readonly request_id: string | null;
  readonly at: Date;
  readonly recorded_at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** Its words, where they are kept. */
  readonly texts: Readonly<Record<string, unknown>> | null;
  readonly sort_value: string;
}

/** What the stream is narrowed to. */
export interface EventFilter {
  readonly type?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly debtorId?: string | undefined;
}

/**
 * Numbers are given out before the commit, so an event with a lower number can become visible after one with a higher. Who follows the
 * stream by number would miss it for ever; so what is younger than the oldest running transaction is held back until that has ended.
 */
const settledSql = `(e.recorded_at < now() - interval '1 minute' or age(e.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid))`;

/** A page of the stream, oldest first. */
export async function listEventViews(tx: Tx, filter: EventFilter, page: PageRequest): Promise<EventView[]> {
  const conditions = new Conditions('e.tenant_id', tx.tenantId).add(settledSql);
  if (filter.type !== undefined) conditions.add('e.type = ?', filter.type);
  if (filter.invoiceId !== undefined) conditions.add('e.invoice_id = ?', filter.invoiceId);
  if (filter.debtorId !== undefined) conditions.add('e.debtor_id = ?', filter.debtorId);
  if (page.after) conditions.add('e.seq > ?::bigint', page.after.value);
  const limit = conditions.bind(page.limit + 1);
  return tx.query<EventView & Record<string, unknown>>(
    `select e.id, e.type, e.debtor_id, e.invoice_id, e.subject_id, e.actor, e.request_id, e.at, e.recorded_at, e.data, e.seq::text as sort_value,
     case when e.type = 'invoice.registered' then (select jsonb_build_object('number', i.number) from invoice i where i.id = e.invoice_id and i.tenant_id = e.tenant_id)
       else (select x.texts from event_text x where x.event_id = e.id and x.tenant_id = e.tenant_id) end as texts
     from event e ${conditions.where} order by e.seq limit ${limit}`,
    conditions.values,
  );
}
