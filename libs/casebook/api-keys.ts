/**
 * API keys: `mw_live_` or `mw_test_`, 24 characters of secret (120 bits), 8 of mark (40 bits) and 6 of checksum. The checksum lets secret
 * scanners tell a typing error from a key. The mark is keyed by the pepper, so that a key which somebody made up is refused without asking
 * the database (ADR 0024). Only an HMAC with the pepper is stored, so a copy of the table is no key, and looking it up by that HMAC leaks no
 * timing about the key.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
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

/** Bytes that make 24 characters of secret. */
const secretBytes = 15;
/** Bytes that make the 8 characters of a mark: one made-up key in a million million reaches the database. */
const markBytes = 5;
/** What stands before the mark, with its checksum after it. */
const headLength = 'mw_test_'.length + 24;
const markedLength = headLength + 8;

const markOf = (head: string, pepper: string): string =>
  base32(createHmac('sha256', pepper).update(`maanwerk api key mark:${head}`).digest().subarray(0, markBytes));

/** A new key; shown once, never stored. */
export function generateApiKey(mode: KeyMode, pepper: string): string {
  const head = `mw_${mode}_${base32(randomBytes(secretBytes))}`;
  const marked = head + markOf(head, pepper);
  return marked + checksum(marked);
}

/** Whether a well-formed key was made under this pepper. Compares in constant time, so that a mark cannot be found character by character. */
export const isMarked = (key: string, pepper: string): boolean =>
  key.length > markedLength &&
  timingSafeEqual(Buffer.from(key.slice(headLength, markedLength), 'latin1'), Buffer.from(markOf(key.slice(0, headLength), pepper)));

/** The mode of a well-formed key; `null` for anything else. */
export function readApiKey(key: string): { readonly mode: KeyMode } | null {
  const match = shape.exec(key);
  if (!match || checksum(key.slice(0, -6)) !== match[3]) return null;
  return { mode: match[1] === 'live' ? 'live' : 'test' };
}

/** What is stored of a key. */
export const hashApiKey = (key: string, pepper: string): Buffer => createHmac('sha256', pepper).update(key).digest();

/** Names a pepper without telling it: short enough to be read, of a secret that nobody can try. */
export const pepperName = (pepper: string): string =>
  createHash('sha256').update(`pepper of API keys: ${pepper}`).digest('hex').slice(0, 8);

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
  const key = generateApiKey(order.mode, order.pepper);
  await tx.query(
    'insert into api_key (id, tenant_id, name, hint, hash, scopes, expires_at, marked, pepper) values ($1, $2, $3, $4, $5, $6, $7, true, $8)',
    [
      id,
      tx.tenantId,
      order.name,
      `${key.slice(0, 12)}...${key.slice(-4)}`,
      hashApiKey(key, order.pepper),
      order.scopes,
      order.expiresAt ?? null,
      pepperName(order.pepper),
    ],
  );
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
