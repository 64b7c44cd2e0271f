/**
 * The one read that decisions depend on. The lock comes first and in a statement of its own: under READ COMMITTED a statement sees what was
 * committed before it began, so facts read in the locking statement itself could be older than the lock.
 */
import type { CaseRecord } from './case-record.js';
import { caseRecordOf, changedCaseOf } from './case-rows.js';
import { caseOfInvoiceSql, caseSql, changedCaseSql } from './cases.sql.js';
import type { LockStatement } from '../database.js';
import type { Tx } from '../tx.js';

const lockSql = 'select id from debtor where id = $1 and tenant_id = $2 for update';

/** Takes the debtor's lock for the rest of the transaction. @returns false when this tenant has no such debtor */
export async function lockDebtor(tx: Tx, debtorId: string): Promise<boolean> {
  return (await tx.one(lockSql, [debtorId, tx.tenantId], 'lock-debtor')) !== null;
}

/** {@link lockDebtor} as the first thing of a transaction. */
export const debtorLock = (debtorId: string): LockStatement => ({ text: lockSql, ids: [debtorId] });

/** The same, found by one of his invoices. */
export const debtorLockOf = (invoiceId: string): LockStatement => ({
  text: 'select id from debtor where id = (select debtor_id from invoice where id = $1 and tenant_id = $2) and tenant_id = $2 for update',
  ids: [invoiceId],
});

/** Reads a debtor with every open chase, and the invoices `also` even when their chases are over. Null when there is no such debtor. */
export async function loadCase(tx: Tx, debtorId: string, also: readonly string[] = []): Promise<CaseRecord | null> {
  const row = await tx.one(caseSql, [tx.tenantId, debtorId, also], 'load-case');
  return row && caseRecordOf(row, tx.undone);
}

/** The same of the debtor who owes an invoice, which is part of the case even when its chase is over. */
export async function loadCaseOf(tx: Tx, invoiceId: string): Promise<CaseRecord | null> {
  const row = await tx.one(caseOfInvoiceSql, [tx.tenantId, invoiceId, [invoiceId]], 'load-case-of');
  return row && caseRecordOf(row, tx.undone);
}

/**
 * The case as it is now, from how it was read in this transaction: of the invoices only those are read that have a row which was written
 * since. It is what {@link loadCase} gives.
 */
export async function rereadCase(tx: Tx, before: CaseRecord, also: readonly string[]): Promise<CaseRecord | null> {
  const { horizon, written, deleted, undone } = before.mark;
  if (undone !== tx.undone) return loadCase(tx, before.debtor.id, also);
  const known = before.invoices.map(({ id }) => id);
  const row = await tx.one(changedCaseSql, [tx.tenantId, before.debtor.id, also, known, horizon, written, deleted], 'reread-case');
  return row && (changedCaseOf(before, row) ?? loadCase(tx, before.debtor.id, also));
}
