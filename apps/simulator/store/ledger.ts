import { join } from 'node:path';
import { z } from 'zod';
import { Journal } from './journal.js';
import { media } from './message.js';

const executionSchema = z.object({
  seq: z.number(),
  messageId: z.string(),
  channel: z.enum(media),
  key: z.string().nullable(),
  bodyHash: z.string(),
  to: z.array(z.string()),
  tags: z.record(z.string(), z.string()),
  firstByteAt: z.string(),
  executedAt: z.string(),
});
/** One message that really left. */
export type Execution = z.infer<typeof executionSchema>;

const requestSchema = z.object({ at: z.string(), channel: z.enum(media), key: z.string().nullable(), verdict: z.string() });
/** One request, whatever came of it: executions are counted from the ledger, attempts from here. */
export type RequestLine = z.infer<typeof requestSchema>;

const lineSchema = z.union([
  z.object({ executed: executionSchema }),
  z.object({ replied: z.object({ seq: z.number(), at: z.string() }) }),
  z.object({ request: requestSchema }),
]);

/**
 * The witness of the tests: a line is on the disk before the caller can learn of the execution, so whatever dies afterwards, the ledger
 * knows that the message left.
 */
export class Ledger {
  readonly #executions: Execution[] = [];
  readonly #requests: RequestLine[] = [];
  readonly #repliedAt = new Map<number, string>();
  #journal!: Journal;

  static async open(dataDir: string): Promise<Ledger> {
    const ledger = new Ledger();
    ledger.#journal = await Journal.open(join(dataDir, 'ledger.jsonl'), (line) => ledger.#keep(lineSchema.parse(line)));
    return ledger;
  }

  async executed(execution: Execution): Promise<void> {
    await this.#journal.append({ executed: execution }, true);
    this.#keep({ executed: execution });
  }

  replied(seq: number, at: string): void {
    this.#note({ replied: { seq, at } });
  }

  request(request: RequestLine): void {
    this.#note({ request });
  }

  executions(key?: string): (Execution & { readonly repliedAt: string | null })[] {
    return this.#executions
      .filter((execution) => key === undefined || execution.key === key)
      .map((execution) => ({ ...execution, repliedAt: this.#repliedAt.get(execution.seq) ?? null }));
  }

  requests(key?: string): RequestLine[] {
    return this.#requests.filter((request) => key === undefined || request.key === key);
  }

  async clear(): Promise<void> {
    this.#executions.length = 0;
    this.#requests.length = 0;
    this.#repliedAt.clear();
    await this.#journal.clear();
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  #keep(line: z.infer<typeof lineSchema>): void {
    if ('executed' in line) this.#executions.push(line.executed);
    else if ('replied' in line) this.#repliedAt.set(line.replied.seq, line.replied.at);
    else this.#requests.push(line.request);
  }

  /** Nobody waits for a note: it is known at once, and on the disk with the next line that is. */
  #note(line: z.infer<typeof lineSchema>): void {
    this.#keep(line);
    this.#journal.append(line).catch((error: unknown) => process.emitWarning(`ledger: ${String(error)}`));
  }
}
