import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { demandFreePort } from './instance.js';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** Somebody who listens on a port of his own. */
async function taken(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('a port that somebody else will bind', () => {
  it('that is taken is said with its number and the setting that named it, before anything starts', async () => {
    const port = await taken();
    await expect(demandFreePort('127.0.0.1', port, 'TEMPORAL_METRICS_PORT')).rejects.toThrow(
      `port ${port} (TEMPORAL_METRICS_PORT) is taken by another process: end that one, or set TEMPORAL_METRICS_PORT to a free port`,
    );
  });

  it('that is free stays free', async () => {
    const port = await taken();
    const [server] = servers;
    server?.close();
    await once(server ?? createServer(), 'close');
    await demandFreePort('127.0.0.1', port, 'TEMPORAL_METRICS_PORT');
    await demandFreePort('127.0.0.1', port, 'TEMPORAL_METRICS_PORT');
  });

  it('is none when it is 0', async () => {
    await expect(demandFreePort('192.0.2.1', 0, 'TEMPORAL_METRICS_PORT')).resolves.toBeUndefined();
  });
});
