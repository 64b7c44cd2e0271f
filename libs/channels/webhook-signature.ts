import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '#domain/calendar/zone.js';

/** A signed report may be this old, or from a clock this far ahead; older ones may be replays. */
export const signatureToleranceMs = 5 * 60 * 1_000;

/** The three headers of a Standard Webhooks signature, whatever the provider calls them. */
export interface SignedHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** Why a report is not believed. */
export type SignatureRefusal = 'missing-headers' | 'stale' | 'bad-signature';

const secretPrefix = 'whsec_';
const mostSignatures = 16;

const keyOf = (secret: string): Buffer =>
  Buffer.from(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret, 'base64');

/** What a signature is made over: the id and the whole seconds of the headers, and the exact bytes of the body. */
export interface SignedContent {
  readonly id: string;
  readonly timestamp: string;
  readonly rawBody: Uint8Array;
}

const digest = (secret: string, { id, timestamp, rawBody }: SignedContent): Buffer =>
  createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(rawBody).digest();

/** Value of the signature header: `v1,` and the digest. */
export const signWebhook = (secret: string, content: SignedContent): string => `v1,${digest(secret, content).toString('base64')}`;

/**
 * Checks a Standard Webhooks signature on the raw body. Every secret is tried against every `v1` signature, because sender and receiver each
 * have two while a secret is being rotated. Returns null when it is genuine.
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
  const given = signature
    .split(' ', mostSignatures)
    .filter((part) => part.startsWith('v1,'))
    .map((part) => Buffer.from(part.slice(3), 'base64'));
  const genuine = check.secrets.some((secret) => {
    if (keyOf(secret).length === 0) return false;
    const expected = digest(secret, { id, timestamp, rawBody });
    return given.some((candidate) => candidate.length === expected.length && timingSafeEqual(candidate, expected));
  });
  return genuine ? null : 'bad-signature';
}
