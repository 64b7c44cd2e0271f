import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '#observability/logger.js';
import { Metrics, serveMetrics } from '#observability/metrics.js';
import type { Gauges } from './read-gauges.js';
import { type ReadGauges, serveGauges } from './serve-gauges.js';
import { WorkerFigures } from './worker-figures.js';

const healthy: Gauges = {
  outboxWaiting: 3,
  outboxOldestSeconds: 1.5,
  chasesOverdue: 0,
  messagesClaimed: 1,
  messagesUnknown: 2,
  eventsUnsealed: 4,
  auditFindings: 6,
  auditCheckedSeconds: 70.5,
  waitingForPerson: { 'no-channel': 5 },
};

/** Value of a sample, null when the page has no such line. */
function sample(page: string, name: string): number | null {
  const line = page.split('\n').find((candidate) => candidate.startsWith(`maanwerk_${name}`));
  return line === undefined ? null : Number(line.slice(line.lastIndexOf(' ') + 1));
}

function pageOf(read: ReadGauges): { metrics: Metrics; warnings: string[] } {
  const metrics = new Metrics('worker');
  const log = createLog('spec', 'silent');
  const warnings: string[] = [];
  vi.spyOn(log, 'warn').mockImplementation((message) => void warnings.push(message));
  serveGauges(metrics, log, read);
  return { metrics, warnings };
}

describe('the gauges of the worker', () => {
  it('are read when the page is asked for', async () => {
    const page = await pageOf(async () => healthy).metrics.page();
    expect(sample(page, 'database_answers')).toBe(1);
    expect(sample(page, 'outbox_waiting')).toBe(3);
    expect(sample(page, 'outbox_oldest_seconds')).toBe(1.5);
    expect(sample(page, 'chases_overdue')).toBe(0);
    expect(sample(page, 'messages_in_doubt{status="claimed"')).toBe(1);
    expect(sample(page, 'messages_in_doubt{status="unknown"')).toBe(2);
    expect(sample(page, 'events_unsealed')).toBe(4);
    expect(sample(page, 'audit_findings')).toBe(6);
    expect(sample(page, 'audit_checked_seconds')).toBe(70.5);
    expect(sample(page, 'chases_waiting_for_person{reason="no-channel"')).toBe(5);
  });

  it('are left off, not zero and not yesterday’s, while the database is away, and come back with it', async () => {
    let away = false;
    const { metrics, warnings } = pageOf(async () => {
      if (away) throw new Error('connect ECONNREFUSED');
      return healthy;
    });
    await metrics.page();
    away = true;
    const page = await metrics.page();
    expect(sample(page, 'database_answers')).toBe(0);
    for (const name of [
      'outbox_waiting',
      'outbox_oldest_seconds',
      'chases_overdue',
      'messages_in_doubt',
      'events_unsealed',
      'audit_findings',
      'audit_checked_seconds',
      'chases_waiting_for_person',
    ])
      expect(sample(page, name), name).toBeNull();
    expect(sample(page, 'process_cpu_seconds_total')).not.toBeNull();
    await metrics.page();
    expect(warnings).toEqual(['gauges not read']);
    away = false;
    expect(sample(await metrics.page(), 'outbox_waiting')).toBe(3);
  });

  it('reach HTTP as a page that is no error, also without a database', async () => {
    const { metrics } = pageOf(async () => Promise.reject(new Error('away')));
    const server = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 });
    const address = server.address();
    try {
      if (address === null || typeof address === 'string') throw new Error('no port');
      const answer = await fetch(`http://127.0.0.1:${address.port}/metrics`);
      expect(answer.status).toBe(200);
      expect(sample(await answer.text(), 'database_answers')).toBe(0);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});

describe('a database that hangs', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('holds the page for two seconds, and is not asked again meanwhile', async () => {
    let asked = 0;
    let answer: (gauges: Gauges) => void = () => undefined;
    const { metrics } = pageOf(() => {
      asked += 1;
      return new Promise((resolve) => (answer = resolve));
    });
    for (const _scrape of [1, 2]) {
      const page = metrics.page();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(sample(await page, 'database_answers')).toBe(0);
    }
    expect(asked).toBe(1);
    answer(healthy);
    await vi.advanceTimersByTimeAsync(0);
    const page = metrics.page();
    answer(healthy);
    await vi.advanceTimersByTimeAsync(0);
    expect(sample(await page, 'database_answers')).toBe(1);
    expect(asked).toBe(2);
  });
});

describe('what the worker counts', () => {
  it('begins with every channel and result at zero, so that the first is a rise', async () => {
    const metrics = new Metrics('worker');
    const figures = new WorkerFigures(metrics);
    expect(sample(await metrics.page(), 'sends_total{channel="letter",result="rejected"')).toBe(0);
    figures.attemptEnded({ channel: 'letter', result: 'rejected' });
    expect(sample(await metrics.page(), 'sends_total{channel="letter",result="rejected"')).toBe(1);
    expect(sample(await metrics.page(), 'sends_total{channel="letter",result="sent"')).toBe(0);
  });

  it('has lag in seconds by action', async () => {
    const metrics = new Metrics('worker');
    new WorkerFigures(metrics).stepTaken({ action: 'message', lagMs: 90_000 });
    const page = await metrics.page();
    expect(sample(page, 'step_lag_seconds_sum{process="worker",action="message"')).toBe(90);
    expect(sample(page, 'step_lag_seconds_bucket{le="60",process="worker",action="message"')).toBe(0);
    expect(sample(page, 'step_lag_seconds_bucket{le="300",process="worker",action="message"')).toBe(1);
  });

  it('adds up revived chases', async () => {
    const metrics = new Metrics('worker');
    const figures = new WorkerFigures(metrics);
    figures.chasesRevived(0);
    figures.chasesRevived(3);
    expect(sample(await metrics.page(), 'chases_revived_total')).toBe(3);
  });
});
