import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { loadConfig } from '#config/app-config.js';
import { startWorker } from './start-worker.js';

it('does not start on a taken port of the SDK, and says which setting named it before anything listens', async () => {
  const stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const address = stranger.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  const ports = { TEMPORAL_METRICS_PORT: String(port), WORKER_METRICS_PORT: String(port) };
  const config = loadConfig({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', API_HOST: '127.0.0.1', ...ports });
  try {
    await expect(startWorker(config)).rejects.toThrow(`port ${port} (TEMPORAL_METRICS_PORT) is taken by another process`);
  } finally {
    stranger.close();
  }
});
