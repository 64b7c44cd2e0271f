/** One turn of a herd: many steps that fall due at the same instant, taken by the product or by a bare workflow on the same server. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { dayOf, fiveReminders, invoiceBody } from '../lib/bodies.js';
import type { BenchProgram } from '../lib/child.js';
import { type Metered, readMeters, saidBetween } from '../lib/meter.js';
import { cpuMsOf } from '../lib/processes.js';
import { concurrent, type Product } from '../lib/product.js';
import { say } from '../lib/report.js';
import { inParallel } from '../temporal-lives.js';

/** A turn that takes nothing for this long stands still: an overloaded server may take minutes for the first answer. */
const patienceMs = 600_000;
const lookEveryMs = 500;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Between the last chase that went to sleep and the instant, at least. */
const calmMs = 3_000;
const startsAnOrder = 200;

/** What a turn came to. */
export interface HerdTurn {
  readonly sends: number;
  readonly perSecond: number;
  /** How late the steps were, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Processor milliseconds a send, by process; reports of deliveries included. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Commits of the whole database a send, by Postgres' own count. */
  readonly commits: number;
  readonly said: readonly Metered[];
}

/** How a kind of step is put to sleep, and when each was taken. */
interface Herd {
  readonly size: number;
  /** Begun when the herd goes; what it gives is called when the herd is through. */
  readonly around: () => () => void;
  /** @returns the instant at which all are due */
  sleep(): Promise<number>;
  /** Instants at which steps were taken so far. */
  taken(): Promise<readonly number[]>;
}

/** Where a turn is measured. */
export interface HerdPlace {
  readonly product: Product;
  readonly meters: string;
  /** The worker of the bare workflows. */
  readonly bare: BenchProgram;
  /** Milliseconds that putting one to sleep takes, by what was seen so far. */
  readonly msEach: { whole: number; bare: number };
}

/** Lets a herd go and weighs it. */
async function weigh({ product, meters, bare }: HerdPlace, { size, around, ...herd }: Herd): Promise<HerdTurn> {
  const at = await herd.sleep();
  if (Date.now() > at - calmMs / 2) throw new Error('the herd was due before all of it slept: the machine is too busy for this size');
  say(`  ${size} asleep, due in ${Math.round((at - Date.now()) / 1_000)} s`);
  await pause(at - Date.now() - calmMs / 4);
  const books = (): Record<string, number> => {
    const pids = { ...product.pids, 'bare worker': bare.pid ?? 0 };
    return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuMsOf(pid)]));
  };
  const before = { cpu: books(), said: readMeters(meters), commits: await commitsOf(product) };
  const end = around();
  let taken: readonly number[] = [];
  for (let moved = Date.now(); taken.length < size; await pause(lookEveryMs)) {
    const now = await herd.taken();
    if (now.length > taken.length) moved = Math.max(moved, Date.now(), at);
    if (Date.now() - moved > patienceMs) throw new Error(`${size - taken.length} of ${size} steps were not taken`);
    taken = now;
  }
  end();
  await product.atRest();
  const late = taken.map((instant) => instant - at).sort((a, b) => a - b);
  const share = (of: number): number => late[Math.min(late.length - 1, Math.floor(late.length * of))] ?? Number.NaN;
  const after = books();
  return {
    sends: size,
    perSecond: (size * 1_000) / (late.at(-1) ?? Number.NaN),
    p50: share(0.5),
    p99: share(0.99),
    cpu: Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, (ms - (before.cpu[name] ?? 0)) / size])),
    commits: ((await commitsOf(product)) - before.commits) / size,
    said: saidBetween(before.said, readMeters(meters)),
  };
}

async function commitsOf(product: Product): Promise<number> {
  const [row] = await product.rows<{ n: number }>(
    'select xact_commit::float8 as n from pg_stat_database where datname = current_database()',
  );
  return row?.n ?? Number.NaN;
}

/** The first full minute by which so many can have been put to sleep. */
function fullMinuteAfter(ms: number): number {
  return Math.ceil((Date.now() + ms + 2 * calmMs) / minuteMs) * minuteMs;
}

const localTime = new Intl.DateTimeFormat('nl-NL', { timeZone: fiveReminders.timeZone, hour: '2-digit', minute: '2-digit', hour12: false });

/** One reminder that leaves when the sending window opens, and another a month later for which the chase sleeps on. */
const policyOpening = (key: string, at: number) => ({
  ...fiveReminders,
  key,
  sendingWindows: { email: `${localTime.format(at)}-24:00` },
  steps: fiveReminders.steps
    .slice(0, 2)
    .map((step, index) => ({ ...step, trigger: { anchor: index === 0 ? 'dueDate' : 'previousStep', days: 30 * index, align: 'none' } })),
});

/** A herd of the product: invoices of as many debtors, whose reminder is due when the sending window opens. */
export function wholeTurn(place: HerdPlace, size: number, around: () => () => void = () => () => undefined): Promise<HerdTurn> {
  const { product, msEach } = place;
  const key = `herd-${randomUUID().slice(0, 8)}`;
  const sleep = async (): Promise<number> => {
    const begun = Date.now();
    const at = fullMinuteAfter(msEach.whole * size);
    if (localTime.format(at) < localTime.format(begun)) throw new Error('a herd does not go over midnight: try again in a while');
    await product.publish(policyOpening(key, at));
    const due = dayOf(begun - 5 * dayMs);
    await inParallel(size, concurrent, async (index) => {
      await product.create('/v1/invoices', invoiceBody(`${key}-${index}`, { policy: key, issueDate: due, dueDate: due }));
    });
    await product.drained();
    msEach.whole = (Date.now() - begun) / size;
    return at;
  };
  const taken = async (): Promise<number[]> => {
    const rows = await product.rows<{ at: Date }>(
      `select l.at from ledger l join invoice i on i.id = l.invoice_id join policy_version p on p.id = i.policy_version_id
       where p.key = $1 and l.result in ('sent', 'delivered')`,
      [key],
    );
    return rows.map(({ at }) => at.getTime());
  };
  return weigh(place, { sleep, taken, size, around });
}

const instants = z.array(z.number());

/** A herd of bare workflows: a timer and an activity that does nothing. */
export function bareTurn(place: HerdPlace, size: number): Promise<HerdTurn> {
  const { bare, msEach } = place;
  const sleep = async (): Promise<number> => {
    const begun = Date.now();
    const at = fullMinuteAfter(msEach.bare * size);
    const run = randomUUID();
    for (let from = 0; from < size; from += startsAnOrder)
      await bare.ask({ do: 'start', run, from, to: Math.min(size, from + startsAnOrder), at });
    msEach.bare = (Date.now() - begun) / size;
    return at;
  };
  const taken = async (): Promise<readonly number[]> => instants.parse(await bare.ask({ do: 'tell' }));
  return weigh(place, { sleep, taken, size, around: () => () => undefined });
}
