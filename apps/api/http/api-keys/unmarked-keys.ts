/** Keys of before there were marks. They get no more, so digests of their hashes are held in memory and a made-up key costs no look-up. */
import { createHash } from 'node:crypto';
import type { Database } from '#database/database.js';

/** How long the list is believed: a process of before may make one more while it is being replaced, and it is known after this. */
const believedForMs = 60_000;

/** Knows the unmarked keys that are alive. */
export class UnmarkedKeys {
  private digests: ReadonlySet<string> = new Set();
  private until = -Infinity;
  private reading: Promise<void> | null = null;

  constructor(
    private readonly read: () => Promise<readonly string[]>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether a key of this digest may exist. One reading a minute, however many ask. */
  async has(digest: string): Promise<boolean> {
    if (this.now() >= this.until) await (this.reading ??= this.refresh());
    return this.digests.has(digest);
  }

  private async refresh(): Promise<void> {
    try {
      this.digests = new Set(await this.read());
      this.until = this.now() + believedForMs;
    } finally {
      this.reading = null;
    }
  }
}

/** Reads them from the database. */
export const unmarkedKeysOf = (database: Database) => async (): Promise<readonly string[]> =>
  (await database.ofSystem((tx) => tx.query<{ digest: Buffer }>('select digest from unmarked_keys()'))).map(({ digest }) =>
    digest.toString('hex'),
  );

/** By what the list knows a key. */
export const digestOf = (hash: Buffer): string => createHash('sha256').update(hash).digest('hex');
