import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '#config/app-config.js';
import { Database } from '#database/database.js';
import * as metrics from '#observability/metrics.js';
import * as connecting from '#temporal/connection.js';
import * as running from '#temporal/run-worker.js';
import { unchecked } from '#testing/unchecked.js';
import { startWorker } from './start-worker.js';

const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', API_HOST: '127.0.0.1', LOG_LEVEL: 'silent' };

it('does not start on a taken port of the SDK, and says which setting named it before anything listens', async () => {
  const stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const address = stranger.address();
  const port = address !== null && typeof address !== 'string' ? address.port : 0;
  const ports = { TEMPORAL_METRICS_PORT: String(port), WORKER_METRICS_PORT: String(port) };
  try {
    await expect(startWorker(loadConfig({ ...nowhere, ...ports }))).rejects.toThrow(
      `port ${port} (TEMPORAL_METRICS_PORT) is taken by another process`,
    );
  } finally {
    stranger.close();
  }
});

describe('a worker without its outside world', () => {
  /** What happened, in order. */
  let seen: string[];
  /** Wakes whoever listens on a channel of the database. */
  let woken: Map<string, () => void>;

  /** Takes a moment, so that who does not wait for it is seen. */
  const slowly = async (what: string, ms = 5): Promise<void> => {
    await pause(ms);
    seen.push(what);
  };

  /** A database without rows. */
  const empty = ({ role }: { role: string }) => ({
    listen: async (channel: string, wake: () => void) => {
      seen.push(`listens to ${channel}`);
      woken.set(channel, wake);
      return () => slowly(`listens no more to ${channel}`);
    },
    ofSystem: async (work: (tx: object) => Promise<unknown>) => {
      if (seen.includes(`${role} closed`)) seen.push(`${role} asked after it was closed`);
      const answer = await work({ query: async () => [], one: async () => null });
      await slowly('a statement', 100);
      return answer;
    },
    close: () => slowly(`${role} closed`),
  });

  beforeEach(() => {
    seen = [];
    woken = new Map();
    vi.spyOn(Database, 'connect').mockImplementation(async (options) => {
      seen.push(`${options.role} connects`);
      return unchecked<Database>(empty(options));
    });
    vi.spyOn(connecting, 'askNamespace').mockImplementation(() => slowly('Temporal answers'));
    vi.spyOn(connecting, 'temporalClient').mockReturnValue(
      unchecked<Client>({
        schedule: { create: async () => seen.push('a schedule is there') },
        connection: { close: () => slowly('the client of Temporal closed') },
      }),
    );
    vi.spyOn(running, 'installRuntime').mockReturnValue();
    vi.spyOn(running, 'runChaseWorker').mockImplementation(async () => {
      seen.push('takes steps');
      return { run: Promise.resolve(), state: () => 'RUNNING', shutdown: () => slowly('the last step ended') };
    });
    vi.spyOn(running, 'runJobWorker').mockImplementation(async ({ taskQueue }) => {
      seen.push(`takes from ${taskQueue}`);
      return { run: Promise.resolve(), state: () => 'RUNNING', shutdown: () => slowly('the last turn of a job ended') };
    });
    vi.spyOn(metrics, 'serveMetrics').mockResolvedValue(
      unchecked<Server>({ close: () => seen.push('the page closed'), closeAllConnections: () => undefined }),
    );
  });
  afterEach(() => void vi.restoreAllMocks());

  const start = () => startWorker(loadConfig({ ...nowhere, WORKER_METRICS_PORT: '0' }));
  const place = (what: string): number => {
    expect(seen).toContain(what);
    return seen.indexOf(what);
  };

  it('begins nothing before Postgres and Temporal answered, and the steps of chases first', async () => {
    const worker = await start();
    expect(seen.filter((what) => what !== 'a statement')).toEqual([
      'maanwerk_app connects',
      'maanwerk_system connects',
      'Temporal answers',
      'takes steps',
      'listens to maanwerk_outbox',
      'takes from maanwerk-jobs',
      'takes from maanwerk-what-ifs',
      'a schedule is there',
      'a schedule is there',
      'a schedule is there',
      'a schedule is there',
    ]);
    await worker.stop();
  });

  it('is not ready before it takes jobs as well as steps, and waits for a Temporal that goes away in between', async () => {
    const ready: (boolean | undefined)[] = [];
    const asked = () => vi.mocked(metrics.serveMetrics).mock.calls[0]?.[1].ready?.();
    let refused = false;
    vi.mocked(running.runJobWorker).mockImplementation(async () => {
      ready.push(asked());
      if (!refused) {
        refused = true;
        throw new Error('Connection refused');
      }
      return { run: Promise.resolve(), state: () => 'RUNNING', shutdown: async () => undefined };
    });
    const worker = await start();
    expect([ready, asked()]).toEqual([[false, false, false], true]);
    await worker.stop();
  });

  it('stops in stages, the database last, and waits for what was begun', async () => {
    const worker = await start();
    await expect.poll(() => seen).toContain('a statement'); // the relay's first look
    seen = [];
    const stopping = worker.stop();
    // While the last steps end.
    woken.get('maanwerk_outbox')?.();
    await stopping;
    const stages = [
      ['the last step ended', 'the last turn of a job ended'],
      ['listens no more to maanwerk_outbox'],
      ['the page closed', 'the client of Temporal closed'],
      ['maanwerk_app closed', 'maanwerk_system closed'],
    ];
    for (const [index, stage] of stages.entries())
      for (const earlier of stages[index - 1] ?? [])
        for (const later of stage) expect(place(later), seen.join('\n')).toBeGreaterThan(place(earlier));
    expect(place('a statement'), seen.join('\n')).toBeLessThan(place('the client of Temporal closed'));
    expect(seen.filter((what) => what.includes('asked after'))).toEqual([]);
  });
});
