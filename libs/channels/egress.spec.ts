import { createServer, type RequestListener, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { AnswerRefused, askOutside } from './egress.js';
import { ResendChannel } from './resend/resend.channel.js';
import { letterSimulated } from './simulated/simulated.channel.js';

const servers: Server[] = [];
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const soon = () => AbortSignal.timeout(10_000);
const message = {
  channel: 'email' as const,
  idempotencyKey: 'key-1',
  from: { name: 'Smit', address: 'smit@example.com' },
  to: 'jansen@example.com',
  subject: 'Factuur',
  html: '<p>x</p>',
  text: 'x',
  tags: {},
};
/** Sends by each client that the house has. */
const clients: readonly [string, (url: string) => Promise<unknown>][] = [
  ['the door itself', (url) => askOutside(url, { method: 'POST', body: 'secret', signal: soon() }).catch((error: unknown) => error)],
  ['Resend', (baseUrl) => new ResendChannel({ apiKey: 're_x', baseUrl }).send(message, { timeoutMs: 10_000 })],
  [
    'a simulated letter',
    (baseUrl) => letterSimulated({ baseUrl, settleMs: 0 }).send({ ...message, channel: 'letter' }, { timeoutMs: 10_000 }),
  ],
];

describe.each(clients)('%s', (name, send) => {
  it.each([301, 302, 303, 307, 308])('follows no %i, and what became of the request is not known', async (status) => {
    const met: string[] = [];
    const other = await serve((request, response) => {
      met.push(`${request.method} ${request.headers.authorization ?? ''}`);
      response.end('{"id":"stolen"}');
    });
    const url = await serve((_request, response) => response.writeHead(status, { location: other }).end());
    const came = await send(url);
    expect(met).toEqual([]);
    if (name === 'the door itself') expect(came).toBeInstanceOf(AnswerRefused);
    else expect(came, JSON.stringify(came)).toMatchObject({ status: 'unknown' });
  });

  it.each([
    ['told', { 'content-length': '50000000' }],
    ['not told', {}],
  ])('reads no answer to its end whose length is %s and too large', async (_what, headers) => {
    let written = 0;
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      const chunk = Buffer.alloc(64 * 1024, 0x20);
      const more = (): void => {
        while (!response.destroyed && written < 50_000_000) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const came = await send(url);
    // What the kernel and the client had taken before the connection was cut.
    expect(written).toBeLessThan(20_000_000);
    if (name === 'the door itself') expect(came).toBeInstanceOf(AnswerRefused);
    else expect(came, JSON.stringify(came)).toMatchObject({ status: 'unknown' });
  });

  it('unpacks no more than it would read', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000, 0x20));
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb),
    );
    const came = await send(url);
    if (name === 'the door itself') expect(came).toBeInstanceOf(AnswerRefused);
    else expect(came, JSON.stringify(came)).toMatchObject({ status: 'unknown' });
  });
});

it('the whole exchange ends with its bound, also while an answer drips', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(timer));
  });
  const begun = performance.now();
  await expect(askOutside(url, { signal: AbortSignal.timeout(300) })).rejects.toThrow(/timeout|aborted/i);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
