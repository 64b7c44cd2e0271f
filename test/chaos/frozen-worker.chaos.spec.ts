import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preferredPort } from '#embedded/ports.js';
import { anInvoice, atOncePolicy, eventually, TestHouse } from '../support/test-house.js';

/** Messages of each channel, and how many come to the point before the worker is stopped there. */
const perChannel = 10;
const channels = ['letter', 'whatsapp', 'email'] as const;
const allAtOnce = perChannel * channels.length;
const frozenAtOnce = 26;
/** So many different messages must have been in the window (issue 8). On a slow machine one may come to it twice. */
const leastHits = 20;

/** The defaults, scaled down: a lease of four seconds instead of ten, and doubts that settle in six instead of minutes. */
const scaled = {
  SEND_LEASE_MS: '4000',
  LETTER_SETTLE_MS: '6000',
  WHATSAPP_SETTLE_MS: '6000',
  WORKER_MAX_ACTIVITIES: '40',
  DB_POOL_SIZE: '20',
};
/** Half of it is what a busy machine needs. */
const patienceMs = 240_000;
const street = { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' };

let house: TestHouse;
let clock = '';

beforeAll(async () => {
  house = await TestHouse.start(scaled, 'full');
  for (const channel of channels) await house.publish(oneStepBy(channel));
  clock = String((await house.ok('POST', '/v1/test-clocks', { frozenTime: '2026-02-02T10:00:00Z' }))['id']);
});
afterAll(() => house.stop());

const oneStepBy = (channel: (typeof channels)[number]) => ({
  ...atOncePolicy,
  key: `at-once-${channel}`,
  sendingWindows: { [channel]: '00:00-24:00' },
  weekdays: { [channel]: 'mon-sun' },
  steps: atOncePolicy.steps.map((step) => ({ ...step, channels: [channel] })),
});

let made = 0;
async function dueInvoice(channel: (typeof channels)[number]): Promise<void> {
  made += 1;
  const reach = {
    letter: { address: street },
    whatsapp: { phone: `+3161235${String(made).padStart(4, '0')}` },
    email: { email: `frozen-${made}@example.com` },
  };
  const debtor = { name: `Frozen ${made}`, kind: 'company', ...reach[channel] };
  await house.ok('POST', '/v1/invoices', anInvoice({ debtor, policy: `at-once-${channel}`, testClock: clock }));
}

/** Whether the kernel has stopped a process of ours. */
async function isStopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

interface MessageRow extends Record<string, unknown> {
  readonly status: string;
  readonly idempotency_key: string;
  readonly debtor_id: string;
}

const messages = (): Promise<MessageRow[]> => house.rows<MessageRow>('select status, idempotency_key, debtor_id from message');
const settled = ({ status }: MessageRow): boolean => status === 'sent' || status === 'delivered';
const allSettled = async (count: number): Promise<boolean> => {
  const rows = (await messages()).filter(settled);
  return new Set(rows.map((row) => row.debtor_id)).size >= count;
};

describe('a worker is frozen with messages in its hands', () => {
  it.each([
    ['claimed', 'between the commit of its claim and the check of its right'],
    ['leaving', 'after that check, right before it calls the provider'],
  ])(`at "%s", %s: at least ${leastHits} messages leave once, by another, and nothing more when it goes on`, async (point) => {
    const before = (await messages()).length;
    await house.house.part('worker')?.stop();
    const frozen = await house.house.startPart('worker', { MAANWERK_KILL_AT: `freeze:${point}:${frozenAtOnce}` });
    try {
      for (let n = 0; n < perChannel; n++) for (const channel of channels) await dueInvoice(channel);
      await eventually('the worker stands still', () => isStopped(frozen.pid), patienceMs);
      const held = await house.rows(`select 1 from message where status = 'claimed'`);
      expect(held.length).toBeGreaterThanOrEqual(leastHits);
      await house.house.startPart('worker', { WORKER_METRICS_PORT: String(await preferredPort(undefined)) });
      await eventually('another has sent all of them', () => allSettled(before + allAtOnce), patienceMs);
    } finally {
      process.kill(frozen.pid, 'SIGCONT');
      // What it had in its hands it gives back: it has answered for each of them when it ends in order.
      await frozen.stop();
    }
    const rows = await messages();
    const executed = await house.executedKeys();
    const perDebtor = new Map<string, number>();
    for (const { debtor_id: debtor, idempotency_key: key } of rows)
      perDebtor.set(debtor, (perDebtor.get(debtor) ?? 0) + executed.filter((each) => each === key).length);
    expect(perDebtor.size).toBe(before + allAtOnce);
    expect([...perDebtor.values()].filter((times) => times !== 1)).toEqual([]);
  });
});
