import { describe, expect, it } from 'vitest';
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
