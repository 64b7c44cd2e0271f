/** What sealing costs a create: invoices registered through the casebook, in turns with and without a sealer beside them, on the same server. */
import { isRefused } from '#casebook/actor.js';
import type { Casebook } from '#casebook/casebook.js';
import { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import { benchOrder } from '../lib/bench-case.js';
import { BenchProgram } from '../lib/child.js';
import { cpuMsOf } from '../lib/processes.js';

const turnMs = 6_000;
const atOnce = 8;
/** In this order, so that what drifts on the machine does so for both. */
const turns = [false, true, true, false, false, true] as const;

/** What the creates of one turn came to. */
export interface CreateTurn {
  readonly sealed: boolean;
  readonly perSecond: number;
  /** Processor milliseconds of Postgres a create, those of the sealer's statements included. */
  readonly postgresMs: number;
}

/** Where they are made. */
export interface CreatePlace {
  readonly book: Casebook;
  readonly tenantId: string;
  readonly url: string;
  readonly postgresPid: number;
}

let made = 0;

async function create({ book, tenantId }: CreatePlace): Promise<void> {
  made += 1;
  const order = benchOrder({
    number: `S-${made}`,
    debtor: `Debtor ${made} of the sealer B.V.`,
    email: `s${made}@example.com`,
    issueDate: '2026-09-01',
    dueDate: '2027-06-01',
  });
  const actor = { tenantId, name: 'bench' };
  const answer = await book.db.ofTenant(tenantId, (tx) => registerInvoiceIn(book, { tx, actor }, order));
  if (isRefused(answer)) throw new Error(answer.code);
}

async function creates(place: CreatePlace): Promise<{ readonly count: number; readonly seconds: number }> {
  const since = performance.now();
  const end = since + turnMs;
  let count = 0;
  const one = async (): Promise<void> => {
    for (; performance.now() < end; count += 1) await create(place);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return { count, seconds: (performance.now() - since) / 1_000 };
}

/** Measures all turns. */
export async function measureSealedCreates(place: CreatePlace): Promise<readonly CreateTurn[]> {
  const sealer = BenchProgram.start('programs/sealer');
  try {
    await creates(place); // compiling, and Postgres' first plans
    // What waits is sealed, so that the first turn with a sealer does not work off what the others left.
    const catchUp = (): Promise<unknown> => sealer.ask({ url: place.url, forMs: 1 });
    const measured: CreateTurn[] = [];
    for (const sealed of turns) {
      await catchUp();
      const before = cpuMsOf(place.postgresPid);
      const sealing = sealed ? sealer.ask({ url: place.url, forMs: turnMs }) : null;
      const { count, seconds } = await creates(place);
      await sealing;
      measured.push({ sealed, perSecond: count / seconds, postgresMs: (cpuMsOf(place.postgresPid) - before) / count });
    }
    return measured;
  } finally {
    await sealer.stop();
  }
}
