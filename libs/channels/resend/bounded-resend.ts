/** Resend's SDK over our door: by itself it follows redirects and reads whatever comes. What it builds, and how it reads an answer, stay its own. */
import { Resend } from 'resend';
import { askOutside, type Outgoing } from '../egress.js';

type Fetched<T> = ReturnType<typeof Resend.prototype.fetchRequest<T>>;

/** The client; only its transport is ours. */
export class BoundedResend extends Resend {
  readonly #url: string;

  constructor(key: string, { baseUrl, userAgent }: { readonly baseUrl: string; readonly userAgent: string }) {
    super(key, { baseUrl, userAgent });
    this.#url = baseUrl;
  }

  /** Never throws, as the SDK's own: an error without a status says that there was no answer. */
  override async fetchRequest<T>(path: string, options: Partial<Outgoing> = {}): Fetched<T> {
    if (!options.signal) return noAnswer('a request without a bound');
    try {
      const { ok, status, headers, text } = await askOutside(`${this.#url}${path}`, { ...options, signal: options.signal });
      if (ok) return { data: JSON.parse(text), error: null, headers };
      return { data: null, error: errorOf(text, status), headers };
    } catch (error) {
      return noAnswer(error instanceof Error ? error.message : 'no answer');
    }
  }
}

const named = (message: string, statusCode: number | null) => ({ name: 'application_error' as const, statusCode, message });

const noAnswer = (message: string) => ({ data: null, error: named(message, null), headers: null });

/** The provider's own words, or that there were none. */
function errorOf(text: string, status: number): ReturnType<typeof named> {
  try {
    return JSON.parse(text);
  } catch {
    return named('the answer is no JSON', status);
  }
}
