/** Who calls: the tenant a key is bound to and what the key may do. */
export interface Caller {
  readonly tenantId: string;
  readonly keyId: string;
  readonly mode: 'test' | 'live';
  readonly scopes: readonly string[];
  /** How the act is signed in the audit: `key_...`. */
  readonly actor: string;
}
