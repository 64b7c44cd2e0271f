/** Notes when a key was last used, so that keys nobody needs any more can be found and revoked. */
import type { Database } from '#database/database.js';
import { recordKeyUse } from '#casebook/api-keys.js';
import { errorFields, type Log } from '#observability/logger.js';
import type { Caller } from './caller.js';

/** Whoever looks at the list asks for days; once a minute keeps a busy key from costing a write a request. */
const writeEveryMs = 60_000;
/** Keys remembered; forgetting them costs one write each. */
const remembered = 10_000;

/** Writes the use of a key down. */
export type UseRecorder = (caller: Caller) => Promise<unknown>;

/** Writes to the tenant's row. */
export const usesInto =
  (database: Database): UseRecorder =>
  ({ tenantId, keyId }) =>
    database.ofTenant(tenantId, (tx) => recordKeyUse(tx, keyId));

/** Decides when a use is written; the request that used the key neither waits for it nor hears of its failure. */
export class KeyUse {
  private readonly writtenAt = new Map<string, number>();

  constructor(
    private readonly record: UseRecorder,
    private readonly log: Log,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The key was used now. */
  note(caller: Caller): void {
    const now = this.now();
    const last = this.writtenAt.get(caller.keyId);
    if (last !== undefined && now - last < writeEveryMs) return;
    if (this.writtenAt.size >= remembered) this.writtenAt.clear();
    this.writtenAt.set(caller.keyId, now);
    // Later, so that the request asks the pool for its connection first.
    setImmediate(() => void this.write(caller));
  }

  private async write(caller: Caller): Promise<void> {
    try {
      await this.record(caller);
    } catch (error) {
      this.log.warn('use of an API key not recorded', { ...errorFields(error), tenantId: caller.tenantId, actor: caller.actor });
    }
  }
}
