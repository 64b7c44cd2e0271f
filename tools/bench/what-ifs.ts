/** What the largest what-ifs do to everybody else: several at once, each beyond what one request may be, and probes of the same process. */
import { setTimeout as pause } from 'node:timers/promises';
import { fiveReminders } from './lib/bodies.js';
import { type Probed, probe } from './lib/probe.js';
import type { Product } from './lib/product.js';

const atOnce = 4;
const rounds = 5;
const steps = 60;
const invoices = 100;
const restMs = 2_000;

/** Sixty steps that each repeat daily and catch up on every run, for three years. */
const body = JSON.stringify({
  policy: {
    ...fiveReminders,
    key: 'worst',
    catchUp: 'every-run',
    progress: 'independent',
    steps: Array.from({ length: steps }, (_, index) => ({
      key: `s${index}`,
      kind: 'message',
      trigger: { anchor: 'dueDate', days: 1 },
      channels: ['email'],
      repeat: { everyDays: 1 },
    })),
  },
  invoices: Array.from({ length: invoices }, (_, index) => ({
    number: `F-${index}`,
    debtor: { externalId: `D-${index}`, kind: 'company' },
    issueDate: '2026-01-05',
    dueDate: '2026-01-06',
    total: { amount: 100_000, currency: 'EUR' },
  })),
  until: '2029-01-01',
});

/** Before, and while they are played. */
export interface WhatIfsMeasured {
  readonly quiet: Probed;
  readonly busy: Probed;
  readonly seconds: number;
  /** How many were answered with which status. */
  readonly answers: Readonly<Record<number, number>>;
}

/** Sends them, one creditor's, in rounds. */
export async function measureWhatIfs(product: Product): Promise<WhatIfsMeasured> {
  const answers: Record<number, number> = {};
  const headers = { Authorization: `Bearer ${product.apiKey}`, 'Content-Type': 'application/json' };
  const send = async (): Promise<void> => {
    const answer = await fetch(`${product.house.apiUrl}/v1/simulations`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    answers[answer.status] = (answers[answer.status] ?? 0) + 1;
  };
  const all = async (): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) await Promise.all(Array.from({ length: atOnce }, send));
  };
  await probe(product, pause(restMs));
  const quiet = await probe(product, pause(restMs));
  const begun = performance.now();
  const busy = await probe(product, all());
  return { quiet, busy, seconds: (performance.now() - begun) / 1_000, answers };
}
