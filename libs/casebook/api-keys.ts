/**
 * API keys: `mw_live_` or `mw_test_`, 32 characters of secret (160 bits) and 6 of checksum. The checksum lets secret scanners and this
 * API tell a typing error from a stranger without asking the database. Only an HMAC with the pepper is stored, so a copy of the table is
 * no key, and looking it up by that HMAC leaks no timing about the key.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '#database/tx.js';

/** Where a key may be used: test keys reach simulators and test clocks only. */
export type KeyMode = 'test' | 'live';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const shape = /^mw_(test|live)_([0-9a-hjkmnp-tv-z]{32})([0-9a-hjkmnp-tv-z]{6})$/;

function base32(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let i = 0; i < Math.floor((bytes.length * 8) / 5); i++) {
    text = alphabet.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
}

function checksum(head: string): string {
  let rest = crc32(head);
  let text = '';
  for (let i = 0; i < 6; i++) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** A new key; shown once, never stored. */
export function generateApiKey(mode: KeyMode): string {
  const head = `mw_${mode}_${base32(randomBytes(20))}`;
  return head + checksum(head);
}

/** The mode of a well-formed key; `null` for anything else. */
export function readApiKey(key: string): { readonly mode: KeyMode } | null {
  const match = shape.exec(key);
  if (!match || checksum(key.slice(0, -6)) !== match[3]) return null;
  return { mode: match[1] === 'live' ? 'live' : 'test' };
}

/** What is stored of a key. */
export const hashApiKey = (key: string, pepper: string): Buffer => createHmac('sha256', pepper).update(key).digest();

/** What a new key is for; `scopes` are those of the API, `admin` for all. */
export interface ApiKeyOrder {
  readonly name: string;
  readonly mode: KeyMode;
  readonly scopes: readonly string[];
  readonly pepper: string;
  /** From this instant on it opens nothing; absent: it lives until it is revoked. */
  readonly expiresAt?: Date | null;
}

/** Makes and stores a key for the transaction's tenant. @returns the key, the only time anybody sees it */
export async function issueApiKey(tx: Tx, order: ApiKeyOrder): Promise<{ readonly id: string; readonly key: string }> {
  const id = uuidv7();
  const key = generateApiKey(order.mode);
  await tx.query('insert into api_key (id, tenant_id, name, hint, hash, scopes, expires_at) values ($1, $2, $3, $4, $5, $6, $7)', [
    id,
    tx.tenantId,
    order.name,
    `${key.slice(0, 12)}...${key.slice(-4)}`,
    hashApiKey(key, order.pepper),
    order.scopes,
    order.expiresAt ?? null,
  ]);
  return { id, key };
}

/** Notes that a key of the transaction's tenant was used. Every process of the API asks once a minute; one of them writes. */
export async function recordKeyUse(tx: Tx, keyId: string): Promise<void> {
  await tx.query(
    `update api_key set last_used_at = now()
     where id = $1 and tenant_id = $2 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [keyId, tx.tenantId],
  );
}
