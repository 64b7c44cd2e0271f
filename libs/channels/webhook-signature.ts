import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Instant } from '#domain/calendar/zone.js';

/** A signed report may be this old, or from a clock this far ahead; older ones may be replays. */
const signatureToleranceMs = 5 * 60 * 1_000;

/** The three headers of a Standard Webhooks signature, whatever the provider calls them. */
export interface SignedHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** Why a report is not believed. */
export type SignatureRefusal = 'missing-headers' | 'stale' | 'bad-signature';

const mostSignatures = 16;

/** The signature of one secret over what was sent; null when it is not a secret of Standard Webhooks. */
function signatureBy(secret: string, { id, seconds, rawBody }: { id: string; seconds: number; rawBody: Uint8Array }): Buffer | null {
  try {
    return Buffer.from(new Webhook(secret).sign(id, new Date(seconds * 1_000), Buffer.from(rawBody)));
  } catch {
    return null;
  }
}

/**
 * Checks a Standard Webhooks signature on the raw body. Every secret is tried against every `v1` signature, because sender and receiver each
 * have two while a secret is being rotated. The library signs; its own check reads the real clock and knows one secret. Returns null when it
 * is genuine.
 */
export function refuseSignature(
  headers: SignedHeaders,
  rawBody: Uint8Array,
  check: { readonly secrets: readonly string[]; readonly now: Instant },
): SignatureRefusal | null {
  const { id, timestamp, signature } = headers;
  if (!id || !timestamp || !signature) return 'missing-headers';
  if (!/^\d{1,12}$/.test(timestamp)) return 'stale';
  if (Math.abs(check.now - Number(timestamp) * 1_000) > signatureToleranceMs) return 'stale';
  // The library signs text: bytes that are none would all be signed as the same replacement character.
  if (!isUtf8(rawBody)) return 'bad-signature';
  const given = signature
    .split(' ', mostSignatures)
    .filter((part) => part.startsWith('v1,'))
    .map((part) => Buffer.from(part));
  const genuine = check.secrets.some((secret) => {
    const expected = signatureBy(secret, { id, seconds: Number(timestamp), rawBody });
    return expected !== null && given.some((candidate) => candidate.length === expected.length && timingSafeEqual(candidate, expected));
  });
  return genuine ? null : 'bad-signature';
}
