import { createServer, type Http2Server } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import { ChaseGateway } from './chase-gateway.js';
import { connectionOptions, temporalClient } from './connection.js';
import { chaseWorkerOptions, workerTuning } from './worker-options.js';

const at = { address: 'temporal.example:7233', namespace: 'maanwerk' };

describe('connection options', () => {
  it('are plain without a certificate or key', () => {
    expect(connectionOptions(at)).toEqual({ address: 'temporal.example:7233' });
  });

  it('switch TLS on with an API key', () => {
    expect(connectionOptions({ ...at, apiKey: 'secret' })).toEqual({ address: at.address, tls: true, apiKey: 'secret' });
  });

  it('carry a client certificate and an own authority', () => {
    const tls = { clientCert: 'cert', clientKey: 'key', serverCa: 'ca', serverName: 'frontend' };
    expect(connectionOptions({ ...at, tls })).toEqual({
      address: at.address,
      tls: {
        serverNameOverride: 'frontend',
        serverRootCACertificate: Buffer.from('ca'),
        clientCertPair: { crt: Buffer.from('cert'), key: Buffer.from('key') },
      },
    });
  });

  it.each([{ clientCert: 'cert' }, { clientKey: 'key' }])('refuse half a client certificate: %o', (tls) => {
    expect(() => connectionOptions({ ...at, tls })).toThrow('a client certificate needs its key');
  });
});

it('a client is made without a server', async () => {
  const client = temporalClient({ address: '127.0.0.1:1', namespace: 'maanwerk' });
  expect(client.options.namespace).toBe('maanwerk');
  await client.connection.close();
});

it('a client asks for a server that went away every few seconds, not every two minutes', async () => {
  const { connection } = temporalClient({ address: '127.0.0.1:1', namespace: 'maanwerk' });
  expect(connection).toMatchObject({ options: { channelArgs: { 'grpc.max_reconnect_backoff_ms': 5_000 } } });
  await connection.close();
});

describe('a server that takes calls and never answers', () => {
  const rpcTimeoutMs = 300;
  /** Far above the deadline, far below what a call gets that has none. */
  const patienceMs = 5_000;
  let server: Http2Server | undefined;
  afterEach(() => server?.close());

  /** `greets`: it answers the client's first question, as a Temporal does that loses its database afterwards. */
  async function silentServer({ greets }: { readonly greets: boolean }): Promise<string> {
    server = createServer().on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      if (!greets || !headers[':path']?.endsWith('/GetSystemInfo')) return;
      stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.alloc(5)); // a message of no bytes behind its head of five
    });
    const listening = server;
    await new Promise<void>((ready) => listening.listen(0, '127.0.0.1', ready));
    const address = listening.address();
    return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  it.each([{ greets: false }, { greets: true }])(
    'holds a call no longer than it is told: %o',
    { timeout: 2 * patienceMs },
    async (kind) => {
      const client = temporalClient({ address: await silentServer(kind), namespace: 'maanwerk', rpcTimeoutMs });
      const started = performance.now();
      const ids = { tenantId: '01890000-0000-7000-8000-000000000001', invoiceId: '01890000-0000-7000-8000-000000000002' };
      await expect(new ChaseGateway(client, { rpcTimeoutMs }).describe(ids)).rejects.toThrow();
      expect(performance.now() - started).toBeLessThan(patienceMs);
      await client.connection.close();
    },
  );
});

describe('worker options', () => {
  it('never limit the queue, which would switch eager activities off', () => {
    expect(chaseWorkerOptions()).not.toHaveProperty('maxTaskQueueActivitiesPerSecond');
  });

  it('take over what is tuned and give running activities more time than a provider takes', () => {
    expect(chaseWorkerOptions({ maxCachedWorkflows: 7 })).toMatchObject({ maxCachedWorkflows: 7, maxConcurrentActivityTaskExecutions: 40 });
    expect(workerTuning.shutdownGraceMs).toBeGreaterThan(30_000);
    expect(workerTuning.shutdownForceMs).toBeGreaterThan(workerTuning.shutdownGraceMs);
  });
});
