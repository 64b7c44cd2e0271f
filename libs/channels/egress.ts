/**
 * The one door out: every request to a provider goes through here. No redirect is followed, because the body (a letter, a name) and the key
 * would go to whoever is named; and of an answer no more is read than an honest one has, so that no provider fills our memory.
 */

/** Far above what providers answer: a page of a hundred mails is some 50 kB. */
const mostBytes = 1024 * 1024;

/** An answer that was read in full. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What to ask. The signal bounds the whole exchange, the reading of the answer included. */
export interface Outgoing {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: RequestInit['headers'];
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** An answer that is no answer to what was asked: what became of the request is not known. */
export class AnswerRefused extends Error {
  constructor(
    readonly status: number,
    why: string,
  ) {
    super(`the provider answered ${status}${why}`);
    this.name = 'AnswerRefused';
  }
}

/** @throws AnswerRefused for a redirect or an answer that is too large, what `fetch` throws, or the reason of the signal */
export async function askOutside(url: string, { method = 'GET', headers, body, signal }: Outgoing): Promise<Answer> {
  const sent = { ...(headers === undefined ? {} : { headers }), ...(body === undefined ? {} : { body }) };
  const response = await fetch(url, { method, signal, redirect: 'manual', ...sent });
  const { status, statusText, ok } = response;
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    await response.body?.cancel();
    throw new AnswerRefused(status, ', a redirect, which is not followed');
  }
  return { status, statusText, ok, headers: Object.fromEntries(response.headers), text: await readBounded(response) };
}

async function readBounded(response: Response): Promise<string> {
  const told = Number(response.headers.get('content-length') ?? 0);
  const tooLarge = () => new AnswerRefused(response.status, ` with more than ${mostBytes} bytes`);
  if (told > mostBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  // Bytes are counted as they come out, after a compressed answer was unpacked.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body, and with it the connection.
    if (bytes > mostBytes) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** A text as JSON; null when it is none. */
export function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
