/** Tells who a key belongs to, asking the database at most once in a few seconds per key. */
import type { Database } from '#database/database.js';
import { toPublicId } from '#contracts/ids.js';
import { isTimeZone, usualZone } from '#domain/calendar/zone.js';
import { hashApiKey, isMarked, pepperName, readApiKey } from '#casebook/api-keys.js';
import type { Caller } from './caller.js';
import type { KeyUse } from './key-use.js';
import { digestOf, UnmarkedKeys, unmarkedKeysOf } from './unmarked-keys.js';

/**
 * How long an answer is believed. A look-up costs a transaction, as much as a small command does; a revoked key dies this much later at
 * the latest, which is what "immediately" means for a person who revokes one.
 */
const believedForMs = 3_000;
/** Keys remembered. Made-up ones do not come this far, so more than this many within seconds are as many callers. */
const remembered = 10_000;

interface Known {
  readonly caller: Caller | null;
  readonly until: number;
}

interface KeyRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly mode: string;
  readonly scopes: string[];
  readonly time_zone: string | null;
  readonly stored_as: Buffer;
}

/** Looks keys up. */
export class ApiKeys {
  private readonly known = new Map<string, Known>();
  private readonly asking = new Map<string, Promise<Caller | null>>();
  private readonly unmarked: UnmarkedKeys;

  constructor(
    private readonly database: Database,
    /** The first is the one that keys are stored under; one that is found under another is stored anew. */
    private readonly peppers: readonly string[],
    private readonly use: KeyUse,
  ) {
    this.unmarked = new UnmarkedKeys(unmarkedKeysOf(database));
  }

  /** The caller of a key; `null` when it is malformed, unknown, expired, revoked or of the other mode. */
  async callerOf(key: string): Promise<Caller | null> {
    const caller = await this.find(key);
    if (caller) this.use.note(caller);
    return caller;
  }

  private async find(key: string): Promise<Caller | null> {
    const read = readApiKey(key);
    if (!read) return null;
    const hashes = this.peppers.map((pepper) => hashApiKey(key, pepper));
    const names = hashes.map((hash) => hash.toString('hex'));
    const [name = ''] = names;
    const known = this.known.get(name);
    if (known && known.until > performance.now()) return known.caller;
    // A key that somebody made up costs no transaction: it has no mark of ours, and is none of the few of before there were marks.
    if (!this.peppers.some((pepper) => isMarked(key, pepper)) && !(await this.isUnmarked(hashes))) return null;
    // A burst with one new key asks once.
    const pending = this.asking.get(name) ?? this.ask(hashes, read.mode);
    this.asking.set(name, pending);
    return pending.finally(() => this.asking.delete(name));
  }

  /** Made before there were marks, or under a pepper that is not accepted any more. */
  private async isUnmarked(hashes: readonly Buffer[]): Promise<boolean> {
    for (const hash of hashes) if (await this.unmarked.has(digestOf(hash))) return true;
    return false;
  }

  private async ask(hashes: readonly Buffer[], mode: string): Promise<Caller | null> {
    const [anew = Buffer.alloc(0)] = hashes;
    const row = await this.database.ofSystem((tx) => tx.one<KeyRow>('select * from find_caller_among($1)', [hashes]));
    if (row && !row.stored_as.equals(anew)) await this.storeAnew(row.stored_as, anew);
    const caller = row && row.mode === mode ? toCaller(row) : null;
    if (this.known.size >= remembered) this.known.clear();
    this.known.set(anew.toString('hex'), { caller, until: performance.now() + believedForMs });
    return caller;
  }

  /** Once a key, in the life of a pepper. It opens under the other one too, so a failure costs nothing but another try. */
  private async storeAnew(storedAs: Buffer, anew: Buffer): Promise<void> {
    const under = pepperName(this.peppers[0] ?? '');
    await this.database.ofSystem((tx) => tx.query('select store_key_anew($1, $2, $3)', [storedAs, anew, under])).catch(() => undefined);
  }
}

function toCaller(row: KeyRow): Caller {
  return {
    tenantId: row.tenant_id,
    keyId: row.id,
    mode: row.mode === 'live' ? 'live' : 'test',
    scopes: row.scopes,
    timeZone: row.time_zone !== null && isTimeZone(row.time_zone) ? row.time_zone : usualZone,
    actor: toPublicId('apiKey', row.id),
  };
}
