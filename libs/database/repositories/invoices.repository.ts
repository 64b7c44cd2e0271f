import { chaseWorkflowId } from '#contracts/ids.js';
import { Chase } from '../entities/chase.entity.js';
import { Invoice } from '../entities/invoice.entity.js';
import type { LimitationFacts } from '#domain/policy/facts/facts.js';
import type { Tx } from '../tx.js';
import { eventInsertSql, eventValues, type NewEvent } from './events.repository.js';

/** Which balance of an invoice changes. */
export type BalanceColumn = 'paid' | 'credited' | 'written_off';

/** Adds to a balance (subtracts when negative). @returns what is open afterwards; the table refuses more than the total */
export async function addToBalance(tx: Tx, invoiceId: string, change: { column: BalanceColumn; amount: bigint }): Promise<bigint> {
  const row = await tx.one<{ open: bigint }>(
    `update invoice set ${change.column} = ${change.column} + $3, version = version + 1, updated_at = now() where id = $1 and tenant_id = $2 returning open`,
    [invoiceId, tx.tenantId, change.amount],
    `balance-${change.column}`,
  );
  if (!row) throw new Error(`invoice ${invoiceId} vanished under its debtor's lock`);
  return row.open;
}

/** Adds what was paid to several invoices at once. @returns what is open of each afterwards */
export async function addPaid(
  tx: Tx,
  parts: readonly { readonly invoiceId: string; readonly amount: bigint }[],
): Promise<Map<string, bigint>> {
  const rows = await tx.query<{ id: string; open: bigint }>(
    `update invoice i set paid = i.paid + x.amount, version = i.version + 1, updated_at = now()
     from unnest($2::uuid[], $3::bigint[]) as x (id, amount) where i.id = x.id and i.tenant_id = $1 returning i.id, i.open`,
    [tx.tenantId, parts.map(({ invoiceId }) => invoiceId), parts.map(({ amount }) => amount)],
    'balances-paid',
  );
  return new Map(rows.map(({ id, open }) => [id, open]));
}

/** Money that came in for what was written off: that much is paid and no longer written off. @returns how much, at most `amount` */
export async function recoverWrittenOff(tx: Tx, invoiceId: string, amount: bigint): Promise<bigint> {
  const row = await tx.one<{ back: bigint }>(
    `with b as (select id, least(written_off, $3::bigint) as back from invoice where id = $1 and tenant_id = $2)
     update invoice i set written_off = written_off - b.back, paid = paid + b.back, version = version + 1, updated_at = now()
     from b where i.id = b.id returning b.back`,
    [invoiceId, tx.tenantId, amount],
  );
  return row?.back ?? 0n;
}

/** Changes terms of an invoice. */
export async function updateInvoice(
  tx: Tx,
  invoiceId: string,
  changes: Partial<Pick<Invoice, 'dueDate' | 'policyVersionId' | 'termBasis' | 'directDebitPending'>>,
): Promise<void> {
  await tx.manager.update(
    Invoice,
    { id: invoiceId, tenantId: tx.tenantId },
    { ...changes, version: () => 'version + 1', updatedAt: () => 'now()' },
  );
}

/** What is recorded about the limitation of the claim, in place of what was recorded before. */
export async function recordLimitation(tx: Tx, invoiceId: string, limitation: LimitationFacts): Promise<void> {
  await tx.query('update invoice set limitation = $3, version = version + 1, updated_at = now() where id = $1 and tenant_id = $2', [
    invoiceId,
    tx.tenantId,
    JSON.stringify(limitation),
  ]);
}

/** Until when the claim may be demanded, and the last warning that was given for that day (months before it). */
export async function setLimitation(tx: Tx, invoiceId: string, to: { lastDay: string; warned: number | null }): Promise<void> {
  await tx.query(
    'update chase set limitation_last_day = $3, limitation_warned = $4 where invoice_id = $1 and tenant_id = $2',
    [invoiceId, tx.tenantId, to.lastDay, to.warned],
    'set-limitation',
  );
}

/** Ends a chase. */
export async function closeChase(tx: Tx, invoiceId: string, end: { outcome: string; at: Date; reason: string | null }): Promise<void> {
  await tx.manager.update(Chase, { invoiceId, tenantId: tx.tenantId }, { outcome: end.outcome, closedAt: end.at, closeReason: end.reason });
}

/** Opens a chase that was over, as a new cycle. */
export async function reopenChase(tx: Tx, invoiceId: string): Promise<void> {
  await tx.query(
    'update chase set outcome = null, closed_at = null, close_reason = null, cycle = cycle + 1 where invoice_id = $1 and tenant_id = $2',
    [invoiceId, tx.tenantId],
  );
}

/** Pauses or (with null) resumes one chase. */
export async function setPause(
  tx: Tx,
  invoiceId: string,
  pause: { reason: string; until: string | null; cause?: string } | null,
): Promise<void> {
  await tx.manager.update(
    Chase,
    { invoiceId, tenantId: tx.tenantId },
    { pausedReason: pause?.reason ?? null, pausedUntil: pause?.until ?? null, pausedCause: pause?.cause ?? null },
  );
}

/** A new invoice with everything that is written with it. */
export interface NewInvoice {
  readonly invoice: Pick<
    Invoice,
    | 'id'
    | 'debtorId'
    | 'number'
    | 'externalId'
    | 'issueDate'
    | 'dueDate'
    | 'currency'
    | 'total'
    | 'description'
    | 'termBasis'
    | 'paymentReference'
    | 'policyVersionId'
    | 'directDebitPending'
    | 'limitation'
  >;
  /** Last day on which the claim may be demanded without an interruption. */
  readonly limitationLastDay: string;
  readonly adopted: unknown;
  readonly registeredAt: string;
  /** Stored plan as JSON text, and its read-model columns. */
  readonly plan: {
    readonly json: string;
    readonly next: string;
    readonly step: string | null;
    readonly channel: string | null;
    readonly at: string | null;
    readonly reason: string;
    readonly waitsFor: string | null;
  };
  readonly event: NewEvent<'invoice.registered'>;
  readonly outbox: { readonly kind: string; readonly payload: string };
}

const insertSql = `
with i as (insert into invoice (id, tenant_id, debtor_id, number, external_id, issue_date, due_date, currency, total, description, term_basis, payment_reference, policy_version_id, adopted, direct_debit_pending, registered_at, limitation)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $26) returning created_at),
c as (insert into chase (invoice_id, tenant_id, debtor_id, plan, next_kind, next_step, next_channel, next_at, reason, workflow_id, limitation_last_day, waits_for, due_date, open)
  values ($1, $2, $3, $17, $18, $19, $20, $21, $22, $25, $27, $28, $7, $9)),
e as (${eventInsertSql(29)}),
o as (insert into outbox (tenant_id, invoice_id, kind, payload) values ($2, $1, $23, $24))
select created_at from i`;

/** Writes an invoice, its chase, its event and its outbox row in one statement: registering is the busiest write there is. @returns when it was written */
export async function insertInvoice(tx: Tx, row: NewInvoice): Promise<Date> {
  const { invoice: i, plan, event, outbox } = row;
  const written = await tx.one<{ created_at: Date }>(
    insertSql,
    [
      i.id,
      tx.tenantId,
      i.debtorId,
      i.number,
      i.externalId,
      i.issueDate,
      i.dueDate,
      i.currency,
      i.total,
      i.description,
      i.termBasis,
      i.paymentReference,
      i.policyVersionId,
      row.adopted === null ? null : JSON.stringify(row.adopted),
      i.directDebitPending,
      row.registeredAt,
      plan.json,
      plan.next,
      plan.step,
      plan.channel,
      plan.at,
      plan.reason,
      outbox.kind,
      outbox.payload,
      chaseWorkflowId(i.id),
      i.limitation === null ? null : JSON.stringify(i.limitation),
      row.limitationLastDay,
      plan.waitsFor,
      ...eventValues(tx, event),
    ],
    'insert-invoice',
  );
  if (!written) throw new Error('the invoice was not written');
  tx.wake('maanwerk_outbox');
  return written.created_at;
}

/** Claims of a debtor that are with the agency. */
export async function handedOverOf(tx: Tx, debtorId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select i.id from invoice i join chase c on c.invoice_id = i.id where i.debtor_id = $1 and i.tenant_id = $2 and c.outcome = 'handed-over'`,
    [debtorId, tx.tenantId],
    'handed-over-of',
  );
  return rows.map(({ id }) => id);
}
