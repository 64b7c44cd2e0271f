/** Debtors as the API and the console show them. */
import type { Tx } from '../tx.js';
import { debtorKinds } from '#domain/policy/facts/facts.js';
import { afterPosition, type ByReference, Conditions, type ListOrder, pageOrder, type PageRequest, pageSql } from './list.js';

/** A hold that stands. */
export interface HoldView {
  readonly id: string;
  readonly reason: string;
  readonly until: string | null;
  readonly created_at: string;
}

/** What one payment left over: the debtor's money, and why it waits for a person. The amount is text, in minor units. */
export interface CreditOriginView {
  readonly payment: string;
  readonly invoice: string | null;
  readonly currency: string;
  readonly amount: string;
  readonly hint: string | null;
}

/** One debtor, ready to be shown. */
export interface DebtorView {
  readonly id: string;
  readonly external_id: string | null;
  readonly name: string;
  readonly kind: string;
  readonly language: string;
  readonly segment: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: Readonly<Record<string, string>> | null;
  readonly kvk: string | null;
  readonly preferred_channel: string | null;
  readonly refused_channels: string[];
  readonly failed_channels: string[];
  readonly do_not_contact: boolean;
  readonly payment_score: number | null;
  readonly test_clock_id: string | null;
  readonly version: number;
  readonly erased_at: Date | null;
  /** Holds ever made plus holds ever lifted: with `version` it changes whenever the view does. */
  readonly hold_changes: bigint;
  readonly holds: readonly HoldView[];
  readonly credits: readonly CreditOriginView[];
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly sort_value: string;
}

const columnsSql = `d.id, d.external_id, d.name, d.kind, d.language, d.segment, d.email, d.phone, d.address, d.kvk, d.preferred_channel,
  d.refused_channels, d.failed_channels, d.do_not_contact, d.payment_score, d.test_clock_id, d.version, d.erased_at, d.created_at, d.updated_at,
  h.changes as hold_changes, h.holds, c.credits, d.created_at::text as sort_value`;
/** What belongs to `debtor d`. */
const hangingSql = `cross join lateral (select count(*) + count(lifted_at) as changes,
    coalesce(jsonb_agg(jsonb_build_object('id', id, 'reason', reason, 'until', until, 'created_at', created_at) order by created_at)
      filter (where lifted_at is null), '[]') as holds
    from debtor_hold where debtor_id = d.id and tenant_id = d.tenant_id) h
  cross join lateral (select coalesce(jsonb_agg(jsonb_build_object('payment', p.id, 'invoice', p.invoice_id, 'currency', p.currency,
      'amount', a.amount::text, 'hint', p.hint) order by p.paid_on, p.id, a.id), '[]') as credits
    from payment p join allocation a on a.payment_id = p.id
    where p.debtor_id = d.id and p.tenant_id = d.tenant_id and p.status = 'assigned' and a.part = 'credit') c`;

const selectSql = `select ${columnsSql} from debtor d ${hangingSql}`;

type Row = DebtorView & Record<string, unknown>;

/** One debtor; null when this tenant has no such debtor. */
export async function findDebtorView(tx: Tx, which: ByReference): Promise<DebtorView | null> {
  return 'uuid' in which
    ? tx.one<Row>(`${selectSql} where d.tenant_id = $1 and d.id = $2`, [tx.tenantId, which.uuid], 'debtor-view')
    : tx.one<Row>(`${selectSql} where d.tenant_id = $1 and d.external_id = $2`, [tx.tenantId, which.externalId]);
}

/** The id behind a reference; null when this tenant has no such debtor. */
export async function resolveDebtor(tx: Tx, which: ByReference): Promise<string | null> {
  const row =
    'uuid' in which
      ? await tx.one<{ id: string }>('select id from debtor where tenant_id = $1 and id = $2', [tx.tenantId, which.uuid], 'debtor-id')
      : await tx.one<{ id: string }>('select id from debtor where tenant_id = $1 and external_id = $2', [tx.tenantId, which.externalId]);
  return row?.id ?? null;
}

/** What a list of debtors is narrowed to. */
export interface DebtorFilter {
  readonly kind?: string | undefined;
  readonly segment?: string | undefined;
  readonly externalId?: string | undefined;
}

const newestFirst: ListOrder = { value: 'd.created_at', type: 'timestamptz', id: 'd.id', descending: true };
const everyKind = debtorKinds.map((kind) => `d.kind = '${kind}'`);

/** A page of debtors, newest first, with one row more than asked for when there are more. */
export async function listDebtorViews(tx: Tx, { kind, segment, externalId }: DebtorFilter, page: PageRequest): Promise<DebtorView[]> {
  const conditions = new Conditions('d.tenant_id', tx.tenantId);
  if (kind !== undefined) conditions.add('d.kind = ?', kind);
  if (segment !== undefined) conditions.add('d.segment = ?', segment);
  if (externalId !== undefined) conditions.add('d.external_id = ?', externalId);
  afterPosition(conditions, newestFirst, page);
  const limit = conditions.bind(page.limit + 1);
  const named = kind ?? segment ?? externalId;
  const pageOf = pageSql('debtor d', { conditions, order: newestFirst, limit }, named === undefined ? everyKind : []);
  return tx.query<Row>(
    `select ${columnsSql} from ${pageOf} page join debtor d on d.id = page.id ${hangingSql} where d.tenant_id = $1 ${pageOrder(newestFirst)}`,
    conditions.values,
  );
}
