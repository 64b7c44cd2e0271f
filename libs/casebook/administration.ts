/**
 * What the operator of an installation does, and no key of the API may: creditors and their keys. Everything runs as the owner of the
 * tables, over all tenants.
 */
import { v7 as uuidv7 } from 'uuid';
import { type TimeZone, usualZone } from '#domain/calendar/zone.js';
import { readZone } from '#database/repositories/creditors.repository.js';
import type { Database } from '#database/database.js';
import type { CreditorRecord } from '#database/repositories/case-record.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import type { Tx } from '#database/tx.js';
import { type ApiKeyOrder, issueApiKey, type KeyMode } from './api-keys.js';
import { type CreditorOrder, openTenant } from './provision-tenant.js';

/** How the operator signs in the audit. */
const operator = 'cli';

/** A creditor as the operator sees him. */
export interface CreditorRow {
  readonly id: string;
  readonly name: string;
  readonly mode: KeyMode;
  readonly creditor: CreditorRecord;
  readonly createdAt: Date;
  /** Keys that open something now. */
  readonly liveKeys: number;
}

/** A key as the operator sees it: never its hash. */
export interface KeyRow {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** Name of the pepper it is stored under; null: not known. */
  readonly pepper: string | null;
}

const creditorSql = `
select t.id, t.name, t.mode, t.creditor, t.created_at as "createdAt",
  (select count(*)::int from api_key k where k.tenant_id = t.id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) as "liveKeys"
from tenant t`;
const keySql = `
select id, tenant_id as "tenantId", name, hint, scopes, created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt",
  revoked_at as "revokedAt", pepper
from api_key`;

/** Every creditor, oldest first. */
export const listCreditors = (owner: Database): Promise<CreditorRow[]> =>
  owner.ofSystem((tx) => tx.query<CreditorRow>(`${creditorSql} order by t.created_at, t.id`));

/** One creditor; null when there is none. */
export const findCreditor = (owner: Database, id: string): Promise<CreditorRow | null> =>
  owner.ofSystem((tx) => tx.one<CreditorRow>(`${creditorSql} where t.id = $1`, [id]));

/** Makes a creditor with the ready-made policies. @returns the creditor that has this name in this mode already, when there is one */
export async function createCreditor(owner: Database, order: CreditorOrder): Promise<{ readonly id: string; readonly made: boolean }> {
  const id = uuidv7();
  return owner.ofTenant(id, async (tx) => {
    // Two operators at once must not both find nobody; there is no unique name to stop the second.
    await tx.query('lock table tenant in share row exclusive mode');
    const known = await tx.one<{ id: string }>('select id from tenant where name = $1 and mode = $2', [order.name, order.mode]);
    if (known) return { id: known.id, made: false };
    await openTenant(tx, order);
    return { id, made: true };
  });
}

/** Makes a key and notes that in the creditor's audit. @returns the key, the only time anybody sees it */
export async function createKey(
  owner: Database,
  tenantId: string,
  order: ApiKeyOrder,
): Promise<{ readonly row: KeyRow; readonly key: string }> {
  return owner.ofTenant(tenantId, async (tx) => {
    const { id, key } = await issueApiKey(tx, order);
    const row = await tx.one<KeyRow>(`${keySql} where id = $1`, [id]);
    if (!row) throw new Error('the key that was just stored is not there');
    await recordKeyEvent(tx, 'key.issued', row);
    return { row, key };
  });
}

/** Keys of a creditor, oldest first, revoked ones too. */
export const listKeys = (owner: Database, tenantId: string): Promise<KeyRow[]> =>
  owner.ofTenant(tenantId, (tx) => tx.query<KeyRow>(`${keySql} where tenant_id = $1 order by created_at, id`, [tenantId]));

/** One key; null when there is none. */
export const findKey = (owner: Database, id: string): Promise<KeyRow | null> =>
  owner.ofSystem((tx) => tx.one<KeyRow>(`${keySql} where id = $1`, [id]));

/** Ends a key for good. Safe to repeat: the first revocation stands. @returns the key, and whether this call ended it */
export async function revokeKey(owner: Database, { id, tenantId }: KeyRow): Promise<{ readonly row: KeyRow; readonly now: boolean }> {
  return owner.ofTenant(tenantId, async (tx) => {
    const ended = await tx.query('update api_key set revoked_at = now() where id = $1 and revoked_at is null returning id', [id]);
    const row = await tx.one<KeyRow>(`${keySql} where id = $1`, [id]);
    if (!row) throw new Error('keys are never removed, but this one is gone');
    if (ended.length > 0) await recordKeyEvent(tx, 'key.revoked', row);
    return { row, now: ended.length > 0 };
  });
}

async function recordKeyEvent(tx: Tx, type: 'key.issued' | 'key.revoked', key: KeyRow): Promise<void> {
  const data = { name: key.name, hint: key.hint, scopes: key.scopes, expiresAt: key.expiresAt?.toISOString() ?? null };
  const about = { debtorId: null, invoiceId: null, subjectId: key.id, actor: operator, requestId: null, at: null };
  appendEvent(tx, { id: uuidv7(), type, ...about, data });
}

/** A domain to mail from, or a name for sms. */
export interface SenderGrant {
  readonly kind: 'domain' | 'sms-name';
  readonly value: string;
}

/** Allows a creditor to send as something that the operator has seen to be his. Safe to repeat. @returns whether it was new */
export const allowSender = (owner: Database, tenantId: string, { kind, value }: SenderGrant): Promise<boolean> =>
  owner.ofTenant(tenantId, async (tx) => {
    const fresh = await tx.query(
      'insert into allowed_sender (tenant_id, kind, value) values ($1, $2, $3) on conflict do nothing returning value',
      [tenantId, kind, value],
    );
    if (fresh.length > 0) recordSenderEvent(tx, 'creditor.sender_allowed', { kind, value });
    return fresh.length > 0;
  });

const usesSql = {
  domain: `creditor = creditor - 'senderAddress' where id = $1 and lower(split_part(creditor ->> 'senderAddress', '@', 2)) = $2`,
  'sms-name': `creditor = creditor - 'smsSender' where id = $1 and creditor ->> 'smsSender' = $2`,
} as const satisfies Readonly<Record<SenderGrant['kind'], string>>;

/**
 * Takes it back. Where the creditor sends as it, he sends as the installation from the next claim on; what is claimed goes as it was
 * frozen. Safe to repeat.
 * @returns whether it was allowed, and whether he sent as it
 */
export const withdrawSender = (
  owner: Database,
  tenantId: string,
  { kind, value }: SenderGrant,
): Promise<{ readonly withdrawn: boolean; readonly wasUsed: boolean }> =>
  owner.ofTenant(tenantId, async (tx) => {
    const gone = await tx.query('delete from allowed_sender where tenant_id = $1 and kind = $2 and value = $3 returning value', [
      tenantId,
      kind,
      value,
    ]);
    const used = await tx.query(`update tenant set version = version + 1, updated_at = now(), ${usesSql[kind]} returning id`, [
      tenantId,
      value,
    ]);
    if (gone.length > 0) recordSenderEvent(tx, 'creditor.sender_withdrawn', { kind, value });
    return { withdrawn: gone.length > 0, wasUsed: used.length > 0 };
  });

function recordSenderEvent(tx: Tx, type: 'creditor.sender_allowed' | 'creditor.sender_withdrawn', data: SenderGrant): void {
  const about = { debtorId: null, invoiceId: null, subjectId: tx.tenantId, actor: operator, requestId: null, at: null };
  appendEvent(tx, { id: uuidv7(), type, ...about, data: { kind: data.kind, value: data.value } });
}

/** In which zone the days of a creditor are made. */
export const zoneOfCreditor = async (owner: Database, id: string): Promise<TimeZone> => (await owner.ofTenant(id, readZone)) ?? usualZone;
