import type { ServerResponse } from 'node:http';
import type { Verdict } from '../desk.js';

/** A caller with no timeout of its own is let go after this. */
const longestHangMs = 10 * 60_000;

function hang(response: ServerResponse): void {
  const release = setTimeout(() => response.destroy(), longestHangMs);
  response.once('close', () => clearTimeout(release));
}

/** How a medium says the verdicts that have words. */
export interface Words {
  taken(ids: readonly string[]): void;
  refused(): void;
  unavailable(): void;
  throttled(retryAfterSeconds: number): void;
  inFlight(): void;
  conflict(): void;
}

/** Answers, cuts or hangs. The reply is noted after it was handed to the socket: a line without `repliedAt` may still have arrived. */
export function deliverVerdict(verdict: Verdict, response: ServerResponse, words: Words): void {
  switch (verdict.verdict) {
    case 'executed':
      if (verdict.answer === 'cut') return void response.destroy();
      if (verdict.answer === 'hang') return hang(response);
      words.taken(verdict.ids);
      return verdict.replied();
    case 'replayed':
      return words.taken(verdict.ids);
    case 'throttled':
      return words.throttled(verdict.retryAfterSeconds);
    case 'hang':
      return hang(response);
    case 'refused':
      return words.refused();
    case 'unavailable':
      return words.unavailable();
    case 'in-flight':
      return words.inFlight();
    case 'conflict':
      return words.conflict();
  }
}
