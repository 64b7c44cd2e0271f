import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { DeliveryReports } from './delivery-reports.js';
import type { Script, Scripts } from './scripts.js';
import type { IdempotencyKeys } from './store/idempotency-keys.js';
import type { Ledger } from './store/ledger.js';
import type { Mail, Medium } from './store/message.js';
import type { MessageStore } from './store/messages.store.js';

/** A request to send, read and found valid. `key` makes it repeatable where the medium promises that, else it is only a reference. */
export interface SendCall {
  readonly channel: Medium;
  readonly mails: readonly Mail[];
  readonly key: string | null;
  readonly repeatable: boolean;
  readonly source: string;
  readonly firstByteAt: string;
}

/** What came of it; the routes put it into their medium's words. */
export type Verdict =
  | { readonly verdict: 'refused' | 'unavailable' | 'hang' | 'in-flight' | 'conflict' }
  | { readonly verdict: 'throttled'; readonly retryAfterSeconds: number }
  | { readonly verdict: 'replayed'; readonly ids: readonly string[] }
  | {
      readonly verdict: 'executed';
      readonly ids: readonly string[];
      readonly answer: 'normal' | 'cut' | 'hang';
      readonly replied: () => void;
    };

export interface DeskParts {
  readonly store: MessageStore;
  readonly ledger: Ledger;
  readonly keys: IdempotencyKeys;
  readonly scripts: Scripts;
  readonly reports: DeliveryReports;
}

/** A harness that kills a process and starts another answers in seconds; a forgotten one must not hold the line for ever. */
const callTimeoutMs = 60_000;

const preVerdict = (script: Script): Verdict => {
  switch (script.do) {
    case 'throttle':
      return { verdict: 'throttled', retryAfterSeconds: script.retryAfterSeconds };
    case 'unavailable':
      return { verdict: 'unavailable' };
    case 'hang':
      return { verdict: 'hang' };
    default:
      return { verdict: 'refused' };
  }
};

/** Where messages are taken in: scripts, keys, execution, ledger, in the order in which a provider would do it. */
export class Desk {
  #seq: number;

  constructor(private readonly parts: DeskParts) {
    this.#seq = parts.store.lastSeq;
  }

  async take(call: SendCall): Promise<Verdict> {
    const verdict = await this.#decide(call);
    this.parts.ledger.request({ at: call.firstByteAt, channel: call.channel, key: call.key, verdict: verdict.verdict });
    return verdict;
  }

  async #decide(call: SendCall): Promise<Verdict> {
    const script = this.parts.scripts.beforeExecution(call);
    if (script !== null) return preVerdict(script);
    if (call.key === null || !call.repeatable) return this.#execute(call);
    const bodyHash = hashOf(call.source);
    const claim = this.parts.keys.claim(call.key, bodyHash);
    if (claim.claim === 'replay') return { verdict: 'replayed', ids: claim.ids };
    if (claim.claim !== 'new') return { verdict: claim.claim };
    try {
      return await this.#execute(call);
    } finally {
      this.parts.keys.release(call.key);
    }
  }

  async #execute(call: SendCall): Promise<Verdict> {
    const delayMs = this.parts.scripts.delayMs(call);
    if (delayMs > 0) await pause(delayMs, undefined, { ref: false });
    const bodyHash = hashOf(call.source);
    const executed: { readonly id: string; readonly seq: number }[] = [];
    for (const mail of call.mails) executed.push(await this.#executeOne(call, mail, bodyHash));
    const ids = executed.map(({ id }) => id);
    if (call.key !== null && call.repeatable) this.parts.keys.settle(call.key, { bodyHash, ids, at: Date.now() });
    const answer = await this.#answer(call, ids);
    const replied = (): void => {
      const at = new Date().toISOString();
      for (const { seq } of executed) this.parts.ledger.replied(seq, at);
    };
    return { verdict: 'executed', ids, answer, replied };
  }

  async #executeOne(call: SendCall, mail: Mail, bodyHash: string): Promise<{ id: string; seq: number }> {
    const id = randomUUID();
    const seq = ++this.#seq;
    const executedAt = new Date().toISOString();
    const { channel, key, source, firstByteAt } = call;
    await Promise.all([
      this.parts.store.add({ ...mail, id, seq, channel, key, bodyHash, executedAt, source }),
      this.parts.ledger.executed({ seq, messageId: id, channel, key, bodyHash, to: mail.to, tags: mail.tags, firstByteAt, executedAt }),
    ]);
    this.parts.reports.follow(id, this.parts.scripts.fate({ channel, mails: [mail], key }));
    return { id, seq };
  }

  async #answer(call: SendCall, ids: readonly string[]): Promise<'normal' | 'cut' | 'hang'> {
    const script = this.parts.scripts.answering(call);
    if (script === null) return 'normal';
    if (script.do === 'execute-and-hang') return 'hang';
    if (script.url !== undefined) {
      const body = JSON.stringify({ ids, key: call.key, channel: call.channel, tags: call.mails[0]?.tags ?? {} });
      // The harness kills the caller in here; its answer, or its silence, is not our business.
      const headers = { 'content-type': 'application/json' };
      await fetch(script.url, { method: 'POST', body, headers, signal: AbortSignal.timeout(callTimeoutMs) })
        .then((response) => response.arrayBuffer())
        .catch(() => undefined);
    }
    return script.afterwards === 'answer' ? 'normal' : 'cut';
  }
}

const hashOf = (source: string): string => createHash('sha256').update(source).digest('hex');
