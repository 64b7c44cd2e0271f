/**
 * The one read that decisions hang on. The lock comes first and in a statement of its own: under READ COMMITTED a statement sees what was
 * committed before it began, so facts read in the locking statement itself could be older than the lock.
 */
import { z } from 'zod';
import type { CaseRecord, InvoiceRecord } from './case-record.js';
import { contactSql, creditSql, invoiceSql, noticeSql } from './cases.sql.js';
import { creditRow, debtorRow, invoiceRow } from './case-rows.js';
import { noticesByInvoice } from './notice-rows.js';
import { channels, holdReasons } from '#domain/policy/facts/facts.js';
import type { Tx } from '../tx.js';

const lockSql = 'select id from debtor where id = $1 and tenant_id = $2 for update';

const loadSql = `
select to_jsonb(d) as debtor,
  (select jsonb_build_object('id', k.id, 'now', k.now) from test_clock k where k.id = d.test_clock_id) as clock,
  (select coalesce(jsonb_agg(jsonb_build_object('reason', h.reason, 'until', h.until) order by h.created_at, h.id), '[]') from debtor_hold h where h.debtor_id = d.id and h.lifted_at is null) as holds,
  (${contactSql}) as contacts,
  (${noticeSql}) as notices,
  (${invoiceSql}) as invoices,
  (${creditSql}) as credits
from debtor d where d.id = $1 and d.tenant_id = $2`;

const clockShape = z.object({ id: z.string(), now: z.string() }).nullable();
const holdShape = z.array(z.object({ reason: z.enum(holdReasons), until: z.string().nullable() }));
const contactShape = z.array(z.object({ at: z.string(), channel: z.enum(channels) }));

/** Takes the debtor's lock for the rest of the transaction. @returns false when this tenant has no such debtor */
export async function lockDebtor(tx: Tx, debtorId: string): Promise<boolean> {
  return (await tx.one(lockSql, [debtorId, tx.tenantId], 'lock-debtor')) !== null;
}

const lockOfSql =
  'select id from debtor where id = (select debtor_id from invoice where id = $1 and tenant_id = $2) and tenant_id = $2 for update';

/** {@link lockDebtor}, found by one of his invoices. @returns his id, or null when this tenant has no such invoice */
export async function lockDebtorOf(tx: Tx, invoiceId: string): Promise<string | null> {
  return (await tx.one<{ id: string }>(lockOfSql, [invoiceId, tx.tenantId], 'lock-debtor-of'))?.id ?? null;
}

/** Reads a debtor with every open chase, and the invoices `also` even when their chases are over. Null when there is no such debtor. */
export async function loadCase(tx: Tx, debtorId: string, also: readonly string[] = []): Promise<CaseRecord | null> {
  const row = await tx.one<Record<'debtor' | 'clock' | 'holds' | 'contacts' | 'notices' | 'invoices' | 'credits', unknown>>(
    loadSql,
    [debtorId, tx.tenantId, also],
    'load-case',
  );
  if (!row) return null;
  const clock = clockShape.parse(row.clock);
  const holds = holdShape.parse(row.holds);
  const contacts = contactShape.parse(row.contacts).map((contact) => ({ at: Date.parse(contact.at), channel: contact.channel }));
  const { record, facts } = debtorRow(row.debtor);
  const notices = noticesByInvoice(row.notices);
  const invoices: InvoiceRecord[] = z
    .array(z.unknown())
    .parse(row.invoices)
    .map((invoice) => invoiceRow(invoice, notices));
  const credits = z.array(z.unknown()).parse(row.credits).map(creditRow);
  // Money that a person has to decide about is not passed over: nothing is asked meanwhile.
  const unmatchedMoney = facts.unmatchedMoney || credits.some(({ hint }) => hint !== null);
  const now = clock && { id: clock.id, now: Date.parse(clock.now) };
  return { debtor: record, clock: now, facts: { ...facts, unmatchedMoney, holds, contacts }, invoices, credits };
}
