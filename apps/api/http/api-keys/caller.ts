import type { TimeZone } from '#domain/calendar/zone.js';

/** Who calls: the tenant a key is bound to and what the key may do. */
export interface Caller {
  readonly tenantId: string;
  readonly keyId: string;
  readonly mode: 'test' | 'live';
  readonly scopes: readonly string[];
  /** In which his days are made. */
  readonly timeZone: TimeZone;
  /** How the act is signed in the audit: `key_...`. */
  readonly actor: string;
}
