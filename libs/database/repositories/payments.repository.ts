import type { IsoDate } from '#domain/calendar/iso-date.js';
import { v7 as uuidv7 } from 'uuid';
import type { Cents } from '#domain/money/money.js';
import { Allocation } from '../entities/allocation.entity.js';
import { PaymentEffect } from '../entities/payment-effect.entity.js';
import { Payment } from '../entities/payment.entity.js';
import type { CreditRecord } from './case-record.js';
import type { Tx } from '../tx.js';

/** A payment to be written. */
export type NewPayment = Omit<Payment, 'recordedAt' | 'tenantId' | 'reversedOn' | 'reversalReason'>;
/** A part of a payment, set off against a claim or left as credit. */
export type NewAllocation = Omit<Allocation, 'tenantId'>;

/** Writes a payment with its allocation. */
export async function insertPayment(tx: Tx, payment: NewPayment, parts: readonly NewAllocation[]): Promise<void> {
  await tx.manager.insert(Payment, { ...payment, tenantId: tx.tenantId });
  await tx.manager.insert(
    Allocation,
    parts.map((part) => ({ ...part, tenantId: tx.tenantId })),
  );
}

/** A payment by its id. */
export async function findPayment(tx: Tx, id: string): Promise<Payment | null> {
  return tx.manager.findOneBy(Payment, { id, tenantId: tx.tenantId });
}

/** A payment that the same outside event already made. */
export async function findPaymentBySource(tx: Tx, sourceKey: string): Promise<Payment | null> {
  return tx.manager.findOneBy(Payment, { sourceKey, tenantId: tx.tenantId });
}

/** What a payment was set off against. */
export async function allocationsOf(tx: Tx, paymentId: string): Promise<Allocation[]> {
  return tx.manager.findBy(Allocation, { paymentId, tenantId: tx.tenantId });
}

/** A part of a credit that is set off against the principal of an invoice. */
export interface CreditUse {
  readonly invoiceId: string;
  readonly amount: Cents;
}

/** Sets a credit, or a part of it, off against invoices; what is left of it stays credit. */
export async function useCredit(tx: Tx, credit: CreditRecord, uses: readonly CreditUse[]): Promise<void> {
  const { tenantId } = tx;
  const left = uses.reduce((rest, { amount }) => rest - amount, credit.amount);
  const rows = uses.map(({ invoiceId, amount }) => ({ invoiceId, amount, part: 'principal' }));
  if (left > 0n) rows.push({ invoiceId: '', amount: left, part: 'credit' });
  else if (credit.hint !== null) await releaseCredit(tx, credit.paymentId);
  const [first, ...others] = rows.map((row) => ({ ...row, invoiceId: row.invoiceId === '' ? null : row.invoiceId }));
  if (!first || uses.length === 0) return;
  await tx.manager.update(Allocation, { id: credit.id, tenantId }, first);
  for (const row of others) await tx.manager.insert(Allocation, { ...row, id: uuidv7(), tenantId, paymentId: credit.paymentId });
}

/** Lets a credit go that waited for a person: it is set off like any other. */
export async function releaseCredit(tx: Tx, paymentId: string): Promise<void> {
  await tx.manager.update(Payment, { id: paymentId, tenantId: tx.tenantId }, { hint: null });
}

/** Amounts that came in for an invoice and did not go back: of whole payments that named it or gave it something, and of what they gave it. */
export async function earlierAmountsOf(tx: Tx, invoiceId: string): Promise<Cents[]> {
  const rows = await tx.query<{ amount: bigint }>(
    `with given as (select p.amount as whole, sum(a.amount)::bigint as part from allocation a join payment p on p.id = a.payment_id
       where a.invoice_id = $1 and a.tenant_id = $2 and p.status = 'assigned' and a.part = 'principal' group by p.id)
     select whole as amount from given union select part from given
     union select amount from payment where invoice_id = $1 and tenant_id = $2 and status = 'assigned'`,
    [invoiceId, tx.tenantId],
  );
  return rows.map((row) => row.amount);
}

/** What a payment filled of the terms of payment plans. */
export async function effectsOf(tx: Tx, paymentId: string): Promise<PaymentEffect[]> {
  return tx.manager.findBy(PaymentEffect, { paymentId, tenantId: tx.tenantId });
}

/** Notes that a payment filled so much of the terms of a plan. */
export async function insertEffect(tx: Tx, effect: Omit<PaymentEffect, 'id' | 'tenantId' | 'kind'>): Promise<void> {
  await tx.manager.insert(PaymentEffect, { ...effect, id: uuidv7(), tenantId: tx.tenantId, kind: 'instalment' });
}

/** How much of a payment came in for what had been written off. */
export async function recoveredBy(tx: Tx, paymentId: string): Promise<Cents> {
  const row = await tx.one<{ recovered: bigint }>(
    // The invoice is named for its index: events have none by what they are about.
    `select coalesce((data->>'recovered')::bigint, 0) as recovered from event
     where invoice_id = (select invoice_id from payment where id = $1) and subject_id = $1 and tenant_id = $2 and type = 'payment.received'`,
    [paymentId, tx.tenantId],
  );
  return row?.recovered ?? 0n;
}

/** Marks a payment as gone back. */
export async function markReversed(tx: Tx, id: string, reversal: { on: string; reason: string | null }): Promise<void> {
  await tx.manager.update(
    Payment,
    { id, tenantId: tx.tenantId },
    { status: 'reversed', reversedOn: reversal.on, reversalReason: reversal.reason },
  );
}

/** What a payment took off the principal of an invoice. */
export interface PrincipalPayment {
  readonly invoiceId: string;
  readonly on: IsoDate;
  readonly amount: Cents;
}

const principalSql = `
select a.invoice_id, p.paid_on, a.amount from allocation a join payment p on p.id = a.payment_id
where a.invoice_id = any($1) and a.tenant_id = $2 and p.status = 'assigned' and a.part = 'principal' order by p.paid_on, p.id`;

/** What was paid on the principal of invoices, and when; payments that went back are no payments. */
export async function principalPaymentsOf(tx: Tx, invoiceIds: readonly string[]): Promise<PrincipalPayment[]> {
  type Row = { readonly invoice_id: string; readonly paid_on: string; readonly amount: bigint };
  const rows = await tx.query<Row>(principalSql, [invoiceIds, tx.tenantId], 'principal-payments');
  return rows.map((row) => ({ invoiceId: row.invoice_id, on: row.paid_on, amount: row.amount }));
}

/** A payment that went back: storno, chargeback, entered by mistake. */
export interface ReturnedPaymentRow {
  readonly amount: Cents;
  readonly paidOn: IsoDate;
  readonly returnedOn: IsoDate;
}
/** By invoice, the last one that went back. */
export type ReturnedPayments = ReadonlyMap<string, ReturnedPaymentRow>;

const returnedSql = `
select distinct on (p.invoice_id) p.invoice_id, p.amount, p.paid_on, p.reversed_on from payment p
where p.invoice_id = any($1) and p.tenant_id = $2 and p.status = 'reversed' and p.reversed_on is not null
order by p.invoice_id, p.reversed_on desc, p.id desc`;

/** The last payment of each invoice that went back; invoices without one are absent. */
export async function returnedPaymentsOf(tx: Tx, invoiceIds: readonly string[]): Promise<ReturnedPayments> {
  type Row = { readonly invoice_id: string; readonly amount: bigint; readonly paid_on: string; readonly reversed_on: string };
  const rows = await tx.query<Row>(returnedSql, [invoiceIds, tx.tenantId], 'returned-payments');
  return new Map(rows.map((row) => [row.invoice_id, { amount: row.amount, paidOn: row.paid_on, returnedOn: row.reversed_on }]));
}
