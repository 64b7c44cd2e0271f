/** Requests made of the OpenAPI document, one after the other: what the API has given out is used in the next, so that they meet real cases. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import request, { type Response, type Test } from 'supertest';
import { z } from 'zod';
import { misfit } from '../conforming.js';
import { smallPdf } from '#testing/small-pdf.js';
import type { ApiUnderTest } from '../api-under-test.js';
import { hostileBodies, hostileTexts, spoiled } from './hostile.js';
import { type OpenApi, openApi, type OpenApiOperation, type Source, valuesOf } from './json-schema.js';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly declared: OpenApiOperation;
}

/** A request as it was sent, to be sent again by hand. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Most ids that are remembered of a kind: the newest stand for the rest. */
const mostIds = 40;
/** Bodies that a request may be spoiled in, how often: one in so many. */
const spoiledOneIn = 3;
const anyId = /\b([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}\b/g;

const problem = z.looseObject({ status: z.number(), code: z.string(), title: z.string(), detail: z.string().optional() });

/** Reads the document the repository has, which a spec of its own holds against the routes. */
export const readDocument = (): OpenApi =>
  openApi.parse(JSON.parse(readFileSync(new URL('../../../../docs/reference/openapi.json', import.meta.url), 'utf8')));

/** A file that is what its type says; it is ASCII, so a text can carry it. */
const pdf = smallPdf().toString('latin1');

/** Sends requests and says which answers the document does not know. */
export class Fuzzer {
  private readonly ids = new Map<string, string[]>();
  private readonly etags = new Map<string, string>();
  private readonly operations: readonly Operation[];
  private readonly source: Source;
  /** Answers by status. */
  readonly answers = new Map<number, number>();

  constructor(
    private readonly api: ApiUnderTest,
    private readonly keys: readonly string[],
    document: OpenApi,
  ) {
    this.source = { document, ids: this.ids };
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, declared]) => ({ method, path, declared })),
    );
  }

  /** Operation ids that were asked at least once with success. */
  readonly succeeded = new Set<string>();

  /** Sends one request. @returns what is wrong with its answer; '' when nothing is */
  async send(seed: number): Promise<string> {
    const one = <T>(arbitrary: fc.Arbitrary<T>, salt: number): T => {
      const [value] = fc.sample(arbitrary, { numRuns: 1, seed: seed * 31 + salt });
      if (value === undefined) throw new Error('an arbitrary gave nothing');
      return value;
    };
    // What makes things comes more often: without things the others meet nothing.
    const makers = this.operations.filter(({ declared }) =>
      /^create(Invoice|Debtor)$|^record|^make|^raise|^agree/.test(declared.operationId),
    );
    const operation = one(
      fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...this.operations) }, { weight: 1, arbitrary: fc.constantFrom(...makers) }),
      1,
    );
    const sent = this.requestOf(operation, one);
    const answer = await this.ask(sent, one(fc.constantFrom(...this.keys, ...this.keys, ...this.keys, 'mw_test_nobody'), 2));
    this.learn(operation, sent, answer);
    const wrong = this.wrongIn(operation, answer);
    return wrong && `${wrong}\n${JSON.stringify(sent).slice(0, 2_000)}`;
  }

  private requestOf({ method, path, declared }: Operation, one: <T>(arbitrary: fc.Arbitrary<T>, salt: number) => T): Sent {
    const { source } = this;
    let salt = 10;
    const next = <T>(arbitrary: fc.Arbitrary<T>): T => one(arbitrary, (salt += 1));
    const bad = next(fc.integer({ min: 0, max: spoiledOneIn * 4 })) === 0;
    const query = new URLSearchParams();
    let full = path;
    for (const parameter of declared.parameters) {
      const hostile = bad && next(fc.boolean());
      const value = hostile ? next(fc.constantFrom(...hostileTexts)) : String(next(valuesOf(parameter.schema, source)));
      if (parameter.in === 'path') full = full.replace(`{${parameter.name}}`, hostile ? value : encodeURIComponent(value));
      else if (parameter.in === 'query' && (parameter.required || next(fc.integer({ min: 0, max: 3 })) === 0))
        query.set(parameter.name, value);
    }
    const headers: Record<string, string> = {};
    const etag = this.etags.get(full);
    if (etag !== undefined && next(fc.boolean())) headers['If-Match'] = etag;
    if (next(fc.integer({ min: 0, max: 4 })) === 0) headers['Idempotency-Key'] = `fuzz-${next(fc.integer({ min: 0, max: 60 }))}`;
    const json = declared.requestBody?.content['application/json']?.schema;
    const text = query.toString();
    const target = text === '' ? full : `${full}?${text}`;
    if (method === 'get' || method === 'delete') return { method, path: target, headers, body: undefined };
    if (next(fc.integer({ min: 0, max: 24 })) === 0) {
      const { type, text: raw } = next(fc.constantFrom(...hostileBodies));
      return { method, path: target, headers: { ...headers, 'Content-Type': type }, body: raw };
    }
    if (declared.requestBody?.content['application/pdf'] && next(fc.boolean()))
      return { method, path: target, headers: { ...headers, 'Content-Type': 'application/pdf' }, body: pdf };
    const good = json ? next(valuesOf(json, source)) : {};
    const body = next(fc.integer({ min: 1, max: spoiledOneIn })) === 1 ? next(spoiled(good)) : good;
    return { method, path: target, headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  }

  private ask({ method, path, headers, body }: Sent, key: string): Promise<Response> {
    const agent = request(this.api.server);
    const asks: Readonly<Record<string, (url: string) => Test>> = {
      get: (url) => agent.get(url),
      post: (url) => agent.post(url),
      patch: (url) => agent.patch(url),
      put: (url) => agent.put(url),
      delete: (url) => agent.delete(url),
    };
    const ask = asks[method];
    if (!ask) throw new Error(`no way to send ${method}`);
    const call = ask(path)
      .set('Authorization', `Bearer ${key}`)
      .set(headers)
      .ok(() => true);
    return body === undefined
      ? call.then((answer) => answer)
      : call
          .serialize((value: string) => value)
          .send(body)
          .then((answer) => answer);
  }

  private learn({ declared, method }: Operation, { path }: Sent, answer: Response): void {
    this.answers.set(answer.status, (this.answers.get(answer.status) ?? 0) + 1);
    if (answer.status >= 300) return;
    this.succeeded.add(declared.operationId);
    const etag = answer.headers['etag'];
    if (etag !== undefined && method === 'get') this.etags.set(path, etag);
    for (const [id, prefix = ''] of JSON.stringify(answer.body ?? null).matchAll(anyId)) {
      const known = this.ids.get(prefix) ?? [];
      if (!known.includes(id)) this.ids.set(prefix, [...known, id].slice(-mostIds));
    }
  }

  private wrongIn({ method, path, declared }: Operation, answer: Response): string {
    const what = `${method.toUpperCase()} ${path} answered ${answer.status}`;
    const said = JSON.stringify(answer.body ?? answer.text).slice(0, 600);
    if (answer.status >= 500 && answer.status !== 501) return `${what}: ${said}`;
    // A hostile path may be another route, or none.
    if (answer.status === 404 && problem.safeParse(answer.body).data?.code === 'route-not-found') return '';
    const response = declared.responses[String(answer.status)];
    if (!response) return `${what}, which the document does not know: ${said}`;
    if (answer.status < 300) return answer.type === 'application/json' ? misfit(declared.operationId, answer) : '';
    const refused = problem.safeParse(answer.body);
    if (answer.type !== 'application/problem+json' || !refused.success) return `${what}, and it is no problem: ${said}`;
    return response.description.split(', ').includes(refused.data.code) ? '' : `${what} with a code the document does not know: ${said}`;
  }
}
