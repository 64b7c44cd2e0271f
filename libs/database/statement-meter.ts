/** Counts what is said to Postgres, for benches and specs: how many statements something takes does not depend on the machine. */
import { Client } from 'pg';

/** What was said while a meter ran. */
export interface Statements {
  /** Messages with one or more statements, `begin` and `commit` included. */
  readonly count: number;
  /** How often somebody had to wait for Postgres: messages that are sent while an earlier one is unanswered travel with it. */
  readonly roundTrips: number;
  readonly commits: number;
  /** From the answer to the statement that takes a debtor's lock to the commit, summed. */
  readonly lockedMs: number;
  /** How often each was said, by the name it is prepared under, else by its first words. */
  readonly byName: ReadonlyMap<string, number>;
}

const locks = /from debtor .* for update$/;
const named = (name: string, text: string): string => (name === '' ? text.trim().replaceAll(/\s+/g, ' ').slice(0, 40) : name);

function partsOf(query: unknown): { text: string; name: string } {
  if (typeof query === 'string') return { text: query, name: '' };
  if (typeof query !== 'object' || query === null) return { text: '', name: '' };
  const text = 'text' in query && typeof query.text === 'string' ? query.text : '';
  return { text, name: 'name' in query && typeof query.name === 'string' ? query.name : '' };
}

/** Counts over all connections of this process until it is stopped. */
export class StatementMeter {
  private readonly names = new Map<string, number>();
  private readonly lockedSince = new Map<unknown, number>();
  private readonly unanswered = new Map<unknown, number>();
  private count = 0;
  private roundTrips = 0;
  private commits = 0;
  private lockedMs = 0;

  private constructor(private readonly restore: () => void) {}

  /** Begins to count. One at a time. */
  static start(): StatementMeter {
    const said = Reflect.get(Client.prototype, 'query');
    const put = (value: unknown): void => void Reflect.set(Client.prototype, 'query', value);
    const meter = new StatementMeter(() => put(said));
    put(function counted(this: unknown, ...args: unknown[]): unknown {
      const hear = meter.hear(this, args[0]);
      const answer: unknown = Reflect.apply(said, this, args);
      if (answer instanceof Promise) answer.then(hear, hear);
      return answer;
    });
    return meter;
  }

  /** What was said so far; counting begins anew. */
  take(): Statements {
    const { count, roundTrips, commits, lockedMs, names } = this;
    const taken = { count, roundTrips, commits, lockedMs, byName: new Map(names) };
    [this.count, this.roundTrips, this.commits, this.lockedMs] = [0, 0, 0, 0];
    names.clear();
    return taken;
  }

  /** Ends counting. */
  stop(): Statements {
    this.restore();
    return this.take();
  }

  /** @returns what is to be done when it is answered */
  private hear(client: unknown, query: unknown): () => void {
    const { text, name } = partsOf(query);
    this.count += 1;
    const ahead = this.unanswered.get(client) ?? 0;
    if (ahead === 0) this.roundTrips += 1;
    this.unanswered.set(client, ahead + 1);
    const key = named(name, text);
    this.names.set(key, (this.names.get(key) ?? 0) + 1);
    const ends = /^(commit|rollback)/i.test(text);
    return () => {
      const left = (this.unanswered.get(client) ?? 1) - 1;
      if (left === 0) this.unanswered.delete(client);
      else this.unanswered.set(client, left);
      if (locks.test(text)) this.lockedSince.set(client, performance.now());
      if (!ends) return;
      if (text.startsWith('commit')) this.commits += 1;
      const since = this.lockedSince.get(client);
      if (since !== undefined) this.lockedMs += performance.now() - since;
      this.lockedSince.delete(client);
    };
  }
}
