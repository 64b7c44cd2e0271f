/** A clock that is watched on its way, and events as they happen. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeApi, type FakeRoute } from '#testing/fake-api.js';
import { runCli } from '../testing/run-cli.js';

const api = new FakeApi();
let url = '';
beforeAll(async () => {
  url = await api.start();
});
afterAll(() => api.close());
const run = (...args: string[]) => runCli(url, ...args);

const event = (n: number, type: string) => ({
  object: 'event',
  id: `evt_${n}`,
  type,
  at: `2026-01-${String(10 + n)}T08:00:00.000Z`,
  actor: 'system',
  invoice: 'inv_1',
  data: { step: 'reminder' },
});
const at = (day: string) => `2026-${day}T00:00:00.000Z`;

/** A clock that moves on with every look after it was set in motion, and an event stream that grows with it. */
function journey(stops: readonly { time: string; status: string; error?: string }[]): FakeRoute {
  let stop = -1;
  return ({ method, url: asked }) => {
    if (method === 'POST') {
      stop = 0;
      return { status: 202, body: { object: 'job', id: 'job_1', status: 'queued' } };
    }
    if (asked.startsWith('/v1/events')) {
      const data = [
        event(0, 'clock.created'),
        ...(stop > 0 ? [event(1, 'step.sent')] : []),
        ...(stop > 1 ? [event(2, 'payment.received')] : []),
      ];
      return { body: { object: 'list', data, hasMore: false, nextCursor: null } };
    }
    const here = stops[Math.min(Math.max(stop, 0), stops.length - 1)];
    if (stop >= 0) stop++;
    return {
      body: {
        object: 'testClock',
        id: 'clk_1',
        name: 'demo',
        frozenTime: here?.time,
        status: here?.status,
        target: here?.status === 'advancing' ? at('02-19') : null,
        error: here?.error ?? null,
      },
    };
  };
}

test('--watch shows the days that passed and each event once, and ends with the clock', async () => {
  api.answer(
    journey([
      { time: at('01-05'), status: 'ready' },
      { time: at('01-20'), status: 'advancing' },
      { time: at('02-19'), status: 'ready' },
    ]),
  );
  const { code, stdout, stderr } = await run('clock', 'advance', 'clk_1', '--by', '45d', '--watch');
  expect(code).toBe(0);
  expect(stderr).toContain('days 15/45');
  expect(stderr).toContain('days 45/45');
  expect(stderr.match(/step\.sent/g)).toHaveLength(1);
  expect(stderr).toContain('2026-01-12 09:00  payment.received');
  expect(stderr).not.toContain('clock.created');
  expect(stdout).toMatch(/^frozenTime +2026-02-19 01:00$/m);
});

test('a clock that fails on its way is a failure with its reason', async () => {
  api.answer(
    journey([
      { time: at('01-05'), status: 'ready' },
      { time: at('01-06'), status: 'failed', error: 'inv_1 does not answer' },
    ]),
  );
  const { code, stderr } = await run('clock', 'advance', 'clk_1', '--to', '2026-02-01', '--watch');
  expect(code).toBe(1);
  expect(stderr).toContain('inv_1 does not answer');
});

test('events tail prints what is new, one line each, until it has enough', async () => {
  let looks = 0;
  api.answer(() => {
    const data = Array.from({ length: 2 + looks++ }, (_, n) => event(n, `type.${n}`));
    return { body: { object: 'list', data, hasMore: false, nextCursor: null } };
  });
  const { code, stdout } = await run('events', 'tail', '--count', '2', '-o', 'json');
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([event(2, 'type.2'), event(3, 'type.3')]);
});

test('events tail --from-start follows cursors through a long stream', async () => {
  api.answer(({ url: asked }) => {
    const second = asked.includes('after=c2');
    return { body: { data: [event(second ? 1 : 0, 'x')], hasMore: !second, nextCursor: second ? null : 'c2' } };
  });
  const { stdout } = await run('events', 'tail', '--from-start', '-n', '2');
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
});
