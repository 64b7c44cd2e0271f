/** The creditor of a tenant: what stands in his messages, with a version for changes. */
import type { AllowedSenders } from '#domain/messages/allowed-senders.js';
import type { Tx } from '../tx.js';
import { allowedSendersSql } from './allowed-senders.sql.js';
import { brandOf, type MessageBrand } from './brands.repository.js';
import { isTimeZone, type TimeZone } from '#domain/calendar/zone.js';

/** A creditor as stored. */
export interface CreditorRow {
  readonly id: string;
  readonly mode: string;
  /** Read it with the shape of whoever needs it. */
  readonly creditor: unknown;
  /** What the operator allowed him to send as. */
  readonly allowed: AllowedSenders;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const sql = `select t.id, t.mode, t.creditor, ${allowedSendersSql('t')} as allowed, t.version, t.created_at as "createdAt", t.updated_at as "updatedAt"
  from tenant t where t.id = $1`;

/** The creditor of the transaction. @throws Error when there is none: every key belongs to one */
export async function readCreditor(tx: Tx): Promise<CreditorRow> {
  return theOne(await tx.one<CreditorRow>(sql, [tx.tenantId], 'read-creditor'));
}

/** The same, under a lock that two changes cannot hold at once; messages that read his data meanwhile do not wait for it. */
export async function lockCreditor(tx: Tx): Promise<CreditorRow> {
  return theOne(await tx.one<CreditorRow>(`${sql} for no key update of t`, [tx.tenantId], 'lock-creditor'));
}

/** Writes what stands in messages from now on; a message that was claimed keeps what it has. */
export async function writeCreditor(tx: Tx, creditor: Readonly<Record<string, unknown>>): Promise<void> {
  await tx.query(
    'update tenant set creditor = $2, version = version + 1, updated_at = now() where id = $1',
    [tx.tenantId, JSON.stringify(creditor)],
    'write-creditor',
  );
}

function theOne<Row>(row: Row | null): Row {
  if (!row) throw new Error('the tenant of this transaction does not exist');
  return row;
}

/** The zone that the creditor of the transaction names; null when he names none, or one that the engine does not know. */
export async function readZone(tx: Tx): Promise<TimeZone | null> {
  const row = await tx.one<{ zone: string | null }>(
    `select creditor->>'timeZone' as zone from tenant where id = $1`,
    [tx.tenantId],
    'creditor-zone',
  );
  return isTimeZone(row?.zone) ? row.zone : null;
}

/** The creditor as messages need him. */
export interface MessageCreditor extends Pick<CreditorRow, 'creditor' | 'allowed'> {
  /** He is there for trying things out. */
  readonly isTest: boolean;
  /** Null: he has chosen no look of his own. */
  readonly brand: MessageBrand | null;
}

const forMessagesSql = `select t.mode, t.creditor, ${allowedSendersSql('t')} as allowed, ${brandOf('t')} as brand from tenant t where t.id = $1`;

/** What stands in his messages, how they look, and what he may send as. @throws Error when there is no such creditor */
export async function creditorOf(tx: Tx): Promise<MessageCreditor> {
  const row = await tx.one<Pick<CreditorRow, 'creditor' | 'allowed' | 'mode'> & { brand: MessageBrand | null }>(
    forMessagesSql,
    [tx.tenantId],
    'creditor-for-messages',
  );
  const { creditor, allowed, mode, brand } = theOne(row);
  return { creditor, allowed, isTest: mode !== 'live', brand };
}
