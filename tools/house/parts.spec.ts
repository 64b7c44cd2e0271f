import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { instanceHeader } from '#observability/instance.js';
import { healthOf } from './parts.js';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listens(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return String(address.port);
}
/** A program that answers every request with a status, and with a name when it has one. */
const answers = (status: number, name?: string): Promise<string> =>
  listens(createHttpServer((_request, response) => response.writeHead(status, name ? { [instanceHeader]: name } : {}).end()));
const worker = (port: string, instance = 'ours') => healthOf('worker', { WORKER_METRICS_PORT: port, MAANWERK_INSTANCE: instance });

describe('who answers where a worker should', () => {
  it('is ours when it has the name of this start, ready or not', async () => {
    expect(await worker(await answers(200, 'worker/ours'))).toBe('serving');
    expect(await worker(await answers(503, 'worker/ours'))).toBe('not-ready');
  });

  it('is a stranger without the name, with the name of another start or of another part', async () => {
    expect(await worker(await answers(200))).toBe('stranger');
    expect(await worker(await answers(200, 'worker/of-yesterday'))).toBe('stranger');
    expect(await worker(await answers(200, 'api/ours'))).toBe('stranger');
  });

  it('is a stranger when it speaks no HTTP', async () => {
    expect(await worker(await listens(createServer((socket) => socket.on('error', () => undefined).end('220 mail.example.com\r\n'))))).toBe(
      'stranger',
    );
  });

  it('is nobody when nobody listens', async () => {
    const port = await answers(200, 'worker/ours');
    servers.splice(0).forEach((server) => server.close());
    expect(await worker(port)).toBe('silent');
  });
});
