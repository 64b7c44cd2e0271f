/** What a key is known for: an attempt that runs, or the ids it answered with. */
type Known =
  | { readonly state: 'running'; readonly bodyHash: string }
  | { readonly state: 'done'; readonly bodyHash: string; readonly ids: readonly string[]; readonly at: number };

export type KeyClaim =
  | { readonly claim: 'new' }
  | { readonly claim: 'replay'; readonly ids: readonly string[] }
  | { readonly claim: 'in-flight' }
  | { readonly claim: 'conflict' };

/** Idempotency keys as Resend keeps them: for 24 hours after the execution, then forgotten. */
export class IdempotencyKeys {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly windowMs: number,
    private readonly now: () => number,
  ) {}

  claim(key: string, bodyHash: string): KeyClaim {
    const known = this.#known.get(key);
    if (known === undefined || (known.state === 'done' && this.now() - known.at >= this.windowMs)) {
      this.#known.set(key, { state: 'running', bodyHash });
      return { claim: 'new' };
    }
    if (known.bodyHash !== bodyHash) return { claim: 'conflict' };
    return known.state === 'running' ? { claim: 'in-flight' } : { claim: 'replay', ids: known.ids };
  }

  settle(key: string, execution: { readonly bodyHash: string; readonly ids: readonly string[]; readonly at: number }): void {
    this.#known.set(key, { state: 'done', ...execution });
  }

  /** The attempt came to nothing: the key is free again. */
  release(key: string): void {
    if (this.#known.get(key)?.state === 'running') this.#known.delete(key);
  }

  clear(): void {
    this.#known.clear();
  }
}
