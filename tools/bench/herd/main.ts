/**
 * `npm run bench -- herd`: 2,000 steps that fall due at the same instant, beside a bare workflow (a timer and an empty activity) on the same
 * server in the same run, in turns. `--steps 300` for a quick look, `--turns 1` for one of each (some six
 * minutes: each herd waits for a full minute), `--profile <folder>` keeps CPU profiles of the
 * parts. The processor time of a send hardly depends on what else the machine does; the sends a second do.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BenchProgram } from '../lib/child.js';
import { meterSettings, profileParts } from '../lib/meter.js';
import type { Product } from '../lib/product.js';
import { count, type Figure, printFigures, say } from '../lib/report.js';
import { bareTurn, type HerdPlace, type HerdTurn, wholeTurn } from './turns.js';

const goal = 0.85;
const warmUp = 50;
/** Until it is seen how long one takes. */
const firstMsEach = 200;
const shownStatements = 12;

const one = (value: number): string => value.toFixed(1);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const load = (): string => `load ${one(loadavg()[0] ?? 0)}`;

interface Taken {
  readonly turn: HerdTurn;
  readonly load: string;
}

const cpuLine = ({ cpu }: HerdTurn): string =>
  Object.entries(cpu)
    .filter(([, ms]) => ms >= 0.5)
    .map(([name, ms]) => `${name} ${one(ms)}`)
    .join(', ');

function figuresOf(what: string, taken: readonly Taken[]): Figure[] {
  return taken.flatMap(({ turn, load: loaded }, index) => [
    {
      what: `${what} ${index + 1} (${loaded})`,
      figure: `${one(turn.perSecond)} sends/s, late p50 ${one(turn.p50 / 1_000)} s, p99 ${one(turn.p99 / 1_000)} s`,
      target: '',
    },
    { what: '  processor ms a send', figure: cpuLine(turn), target: '' },
  ]);
}

/** What the parts said to Postgres for one send, and which statements most often. */
function saidFigures({ said, sends, commits }: HerdTurn): Figure[] {
  const figures = said.map(({ part, count: statements, roundTrips, commits: own }) => ({
    what: `${part}: statements, round trips, commits a send`,
    figure: `${one(statements / sends)}, ${one(roundTrips / sends)}, ${one(own / sends)}`,
    target: '',
  }));
  return [...figures, { what: 'commits of the whole database a send', figure: one(commits), target: '' }];
}

function sayStatements({ said, sends }: HerdTurn): void {
  for (const { part, byName } of said) {
    const often = Object.entries(byName)
      .sort(([, a], [, b]) => b - a)
      .slice(0, shownStatements)
      .map(([name, times]) => `${name} ${(times / sends).toFixed(2)}`);
    say(`  ${part}: ${often.join('; ')}`);
  }
}

function report(size: number, { bare, whole }: { readonly bare: readonly Taken[]; readonly whole: readonly Taken[] }): void {
  const of = (taken: readonly Taken[], figure: (turn: HerdTurn) => number): number => mean(taken.map(({ turn }) => figure(turn)));
  const ratio = of(whole, ({ perSecond }) => perSecond) / of(bare, ({ perSecond }) => perSecond);
  const total = ({ cpu }: HerdTurn): number => Object.values(cpu).reduce((sum, ms) => sum + ms, 0);
  const workers = { whole: of(whole, ({ cpu }) => cpu['worker'] ?? 0), bare: of(bare, ({ cpu }) => cpu['bare worker'] ?? 0) };
  printFigures(`${count(size)} steps due at once`, [
    ...figuresOf('bare workflow', bare),
    ...figuresOf('whole product', whole),
    { what: 'ratio of sends a second', figure: `${ratio.toFixed(2)} ${ratio >= goal ? 'reached' : 'MISSED'}`, target: `at least ${goal}` },
    {
      what: 'ratio of processor time a send, bare / whole',
      figure: `${(of(bare, total) / of(whole, total)).toFixed(2)} (${one(of(bare, total))} / ${one(of(whole, total))} ms)`,
      target: '',
    },
    { what: 'worker ms a send, whole against bare', figure: `${one(workers.whole)} against ${one(workers.bare)}`, target: '' },
    ...whole.slice(-1).flatMap(({ turn }) => saidFigures(turn)),
  ]);
  for (const { turn } of whole.slice(-1)) sayStatements(turn);
}

/** Runs the bench on a house that stands. @param args what stands behind `npm run bench -- herd` */
export async function benchHerd(product: Product, args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { steps: { type: 'string', default: '2000' }, turns: { type: 'string', default: '2' }, profile: { type: 'string' } },
    allowPositionals: true,
  });
  const [size, turns] = [Number(values.steps), Number(values.turns)];
  const meters = values.profile === undefined ? mkdtempSync(join(tmpdir(), 'maanwerk-herd-')) : resolve(values.profile);
  const bare = BenchProgram.start('programs/herd-bare');
  const place: HerdPlace = { product, meters, bare, msEach: { whole: firstMsEach, bare: firstMsEach } };
  const around = (): (() => void) => (values.profile === undefined ? () => undefined : profileParts(meters));
  const taken: { bare: Taken[]; whole: Taken[] } = { bare: [], whole: [] };
  try {
    await product.restart(['api', 'worker'], meterSettings(meters));
    await bare.ask({ do: 'work', address: product.house.temporalAddress, taskQueue: 'bench-herd-bare' });
    say(`… ${warmUp} of each to warm up (${load()})`);
    await bareTurn(place, warmUp);
    await wholeTurn(place, warmUp);
    for (let turn = 0; turn < turns; turn += 1) {
      // Bare first, then last: what grows or tires in the servers meanwhile falls on both.
      const order = turn % 2 === 0 ? (['bare', 'whole'] as const) : (['whole', 'bare'] as const);
      for (const kind of order) {
        await product.atRest();
        say(`… a herd of ${kind === 'bare' ? 'bare workflows' : 'the product'} (${load()})`);
        const one = kind === 'bare' ? await bareTurn(place, size) : await wholeTurn(place, size, around);
        taken[kind].push({ turn: one, load: load() });
      }
    }
    report(size, taken);
  } finally {
    await bare.stop();
    if (values.profile === undefined) rmSync(meters, { recursive: true, force: true });
  }
}
