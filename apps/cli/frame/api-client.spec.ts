import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Secret } from '#settings/secret.js';
import { ApiClient, ApiRefused } from './api-client.js';
import { CliFailure, ExitCode } from './exit-codes.js';

interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

describe('ApiClient', () => {
  let server: Server;
  let seen: { readonly request: IncomingMessage; readonly body: string }[];
  let answers: Answer[];
  let client: ApiClient;

  beforeEach(async () => {
    [seen, answers] = [[], []];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ request, body });
        const { status = 200, body: answer } = answers.shift() ?? { status: 500, body: '' };
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    client = new ApiClient(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, new Secret('mw_test_key'));
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('sends the key, and an idempotency key with every POST', async () => {
    answers.push({ body: { id: 'inv_1' } }, { body: { id: 'inv_1' } }, { body: { id: 'inv_1' } });
    const schema = z.object({ id: z.string() });
    expect(await client.post('/v1/invoices', { schema, body: { number: 'F-1' } })).toEqual({ id: 'inv_1' });
    await client.post('/v1/invoices', { schema, body: {} });
    await new ApiClient(client.baseUrl, undefined, 'mine').post('/v1/invoices', { schema, body: {} });
    const [first, second, third] = seen;
    expect(first?.request.headers).toMatchObject({ authorization: 'Bearer mw_test_key', 'content-type': 'application/json' });
    const keys = [first, second, third].map((sent) => String(sent?.request.headers['idempotency-key']));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys.slice(1)).toEqual([`${keys[0]}-2`, 'mine']);
    expect(first?.body).toBe('{"number":"F-1"}');
  });

  it('walks all pages of a list', async () => {
    answers.push({ body: { data: [1, 2], hasMore: true, nextCursor: 'c1' } }, { body: { data: [3], hasMore: false, nextCursor: null } });
    const all: number[] = [];
    for await (const item of client.each('/v1/numbers', { schema: z.number(), query: { status: 'open', late: undefined } })) all.push(item);
    expect(all).toEqual([1, 2, 3]);
    expect(seen.map(({ request }) => request.url)).toEqual(['/v1/numbers?status=open', '/v1/numbers?status=open&after=c1']);
  });

  it('turns a problem into a refusal that commands can ask for its code', async () => {
    answers.push({ status: 422, body: { title: 'No', code: 'term-too-short', requestId: 'r1' } });
    const refusal = await client.get('/x', { schema: z.unknown() }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiRefused);
    expect(refusal).toMatchObject({ status: 422, problem: { code: 'term-too-short' }, code: ExitCode.refused });
  });

  it('survives an error page that is not JSON', async () => {
    answers.push({ status: 502, body: '<html>Bad gateway</html>' });
    await expect(client.get('/x', { schema: z.unknown() })).rejects.toMatchObject({ status: 502, code: ExitCode.error });
  });

  it('says so when the answer is of another version', async () => {
    answers.push({ body: { id: 7 } });
    const failure = await client.get('/x', { schema: z.object({ id: z.string() }) }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: ExitCode.error, what: expect.stringContaining('not what this version expects') });
  });

  it('says how to ask again when an answer was lost: what was done is not done twice', async () => {
    server.removeAllListeners('request').on('request', (request: IncomingMessage) => request.socket.destroy());
    const sender = new ApiClient(client.baseUrl, undefined, 'mine');
    const failureOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
    expect(await failureOf(sender.post('/x', { schema: z.unknown() }))).toMatchObject({
      code: ExitCode.unreachable,
      what: expect.stringContaining('may have done'),
      notes: { todo: [expect.stringContaining('--idempotency-key mine')] },
    });
    expect(await failureOf(sender.patch('/x', { schema: z.unknown() }))).toMatchObject({
      notes: { todo: [expect.stringContaining('look at it')] },
    });
    expect(await failureOf(sender.get('/x', { schema: z.unknown() }))).toMatchObject({
      what: expect.stringContaining('cannot be reached'),
    });
  });

  it('has its own exit code when nobody answers', async () => {
    const nobody = new ApiClient('http://127.0.0.1:9', undefined);
    const failure = await nobody.get('/x', { schema: z.unknown() }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CliFailure);
    expect(failure).toMatchObject({
      code: ExitCode.unreachable,
      notes: { todo: expect.arrayContaining(['start it with `maanwerk dev`']) },
    });
  });
});
