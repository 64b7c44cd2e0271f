import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isTimeZone, type TimeZone, usualZone } from '#domain/calendar/zone.js';
import type { Secret } from '#settings/secret.js';
import { CliFailure, ExitCode } from './exit-codes.js';

/** Most answers take milliseconds; an import of a large file is accepted within this. */
const REQUEST_TIMEOUT_MS = 60_000;

/** What the API says when it refuses (RFC 9457); every field may be missing in the answer of a proxy in between. */
const problemSchema = z.object({
  title: z.string().optional(),
  status: z.number().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  requestId: z.string().optional(),
  hint: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string().optional(), code: z.string().optional(), detail: z.string().optional() })).optional(),
});
export type Problem = z.output<typeof problemSchema>;

/** The API answered with a problem. Commands may catch it by `code`. */
export class ApiRefused extends CliFailure {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    const code = status >= 500 ? ExitCode.error : ExitCode.refused;
    const todo = [
      ...(problem.hint === undefined ? [] : [problem.hint]),
      ...(status === 401 ? ['set MAANWERK_API_KEY, or start `maanwerk dev`'] : []),
    ];
    super(code, problem.title ?? `The API answered ${status}`, {
      why: [problem.detail, ...(problem.errors ?? []).map((error) => `${error.pointer ?? ''} ${error.detail ?? error.code ?? ''}`.trim())]
        .filter((line) => line !== undefined)
        .join('\n'),
      todo,
      ...(problem.requestId === undefined ? {} : { requestId: problem.requestId }),
    });
    this.name = 'ApiRefused';
  }
}

export interface ApiRequest<T> {
  /** The part of the answer that is used; unknown fields pass. */
  readonly schema: z.ZodType<T>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** JSON body. */
  readonly body?: unknown;
  /** Multipart body; excludes `body`. */
  readonly form?: FormData;
  /** A file as body; excludes the others. */
  readonly file?: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string };
  readonly headers?: Readonly<Record<string, string>>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const pageOf = <T>(item: z.ZodType<T>) => z.object({ data: z.array(item), hasMore: z.boolean(), nextCursor: z.string().nullish() });

/** The CLI speaks to the API only, never to the database: what it may do is what its key may do. */
export class ApiClient {
  private posts = 0;
  private zone: TimeZone = usualZone;

  constructor(
    readonly baseUrl: string,
    private readonly key: Secret | undefined,
    /** One for all that a command asks for; given again, what was done already is not done again. */
    private readonly idempotencyKey: string = randomUUID(),
  ) {}

  /** The creditor's, as the last answer said it; that of the Netherlands before the first. */
  get timeZone(): TimeZone {
    return this.zone;
  }

  get<T>(path: string, request: ApiRequest<T>): Promise<T> {
    return this.call('GET', path, request);
  }

  post<T>(path: string, request: ApiRequest<T>): Promise<T> {
    return this.call('POST', path, request);
  }

  put<T>(path: string, request: ApiRequest<T>): Promise<T> {
    return this.call('PUT', path, request);
  }

  patch<T>(path: string, request: ApiRequest<T>): Promise<T> {
    return this.call('PATCH', path, request);
  }

  /** Reads the object for its version and changes that version; a change by somebody else in between is refused (412). */
  async change<T>(path: string, request: ApiRequest<T>): Promise<T> {
    const response = await this.send(new URL(path, this.baseUrl), 'GET', { schema: request.schema });
    await response.arrayBuffer();
    const etag = response.headers.get('etag');
    return this.patch(path, { ...request, headers: { ...request.headers, ...(etag === null ? {} : { 'if-match': etag }) } });
  }

  delete<T>(path: string, request: ApiRequest<T>): Promise<T> {
    return this.call('DELETE', path, request);
  }

  /** Every item of a list, page after page. */
  async *each<T>(path: string, request: ApiRequest<T>): AsyncGenerator<T> {
    let after: string | undefined;
    do {
      const query = { ...request.query, ...(after === undefined ? {} : { after }) };
      const page = await this.call('GET', path, { ...request, query, schema: pageOf(request.schema) });
      yield* page.data;
      after = page.hasMore ? (page.nextCursor ?? undefined) : undefined;
    } while (after !== undefined);
  }

  private async call<T>(method: Method, path: string, request: ApiRequest<T>): Promise<T> {
    const url = new URL(path, this.baseUrl);
    for (const [name, value] of Object.entries(request.query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
    const response = await this.send(url, method, request);
    const text = await response.text();
    const body = parseJson(text);
    if (!response.ok) throw new ApiRefused(response.status, problemSchema.catch({}).parse(body));
    const parsed = request.schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new CliFailure(ExitCode.error, `The answer to ${method} ${path} is not what this version expects`, {
      why: z.prettifyError(parsed.error),
      todo: ['check that the API and this command line have the same version'],
    });
  }

  private async send(url: URL, method: Method, request: ApiRequest<unknown>): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json', ...request.headers };
    if (this.key !== undefined) headers['authorization'] = `Bearer ${this.key.reveal()}`;
    if (method === 'POST') headers['idempotency-key'] = this.nextKey();
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    if (request.file !== undefined) headers['content-type'] = request.file.type;
    const body = request.file?.bytes ?? request.form ?? (request.body === undefined ? null : JSON.stringify(request.body));
    try {
      const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS), redirect: 'manual' });
      const zone = response.headers.get('maanwerk-time-zone');
      if (isTimeZone(zone)) this.zone = zone;
      return response;
    } catch (error) {
      throw this.unanswered(method, error);
    }
  }

  /** The same commands with the same key ask for the same things in the same order. */
  private nextKey(): string {
    this.posts += 1;
    return this.posts === 1 ? this.idempotencyKey : `${this.idempotencyKey}-${this.posts}`;
  }

  private unanswered(method: Method, error: unknown): CliFailure {
    const why = reasonOf(error);
    if (method === 'GET' || neverArrived(error))
      return new CliFailure(ExitCode.unreachable, `The API at ${this.baseUrl} cannot be reached`, {
        why,
        todo: ['start it with `maanwerk dev`', 'or set MAANWERK_API_URL to where it runs', 'see what is missing with `maanwerk doctor`'],
      });
    return new CliFailure(ExitCode.unreachable, `The API at ${this.baseUrl} did not answer: it may have done what was asked`, {
      why,
      todo: [
        method === 'POST'
          ? `type the command again with \`--idempotency-key ${this.idempotencyKey}\`: what was done is not done twice`
          : 'look at it before you type the command again',
      ],
    });
  }
}

/** No connection came about, so nothing was asked. */
function neverArrived(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
