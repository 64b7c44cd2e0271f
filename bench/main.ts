/** `npm run bench`: the figures of the product beside those of the bare parts, taken in one run on servers of its own. */
import { loadavg } from 'node:os';
import { type CreatesMeasured, measureCreates, median } from './creates.js';
import { measureLatency } from './latency.js';
import { paceOf, measureProductLives, type Pace, type ProductLives, settingsOf, stepsOfALife } from './lives.js';
import { fiveReminders } from './lib/bodies.js';
import { concurrent, Product } from './lib/product.js';
import { count, type Figure, machine, printFigures, say } from './lib/report.js';
import { measureMemory, type Memory } from './memory.js';
import { quietly } from './lib/quietly.js';
import { measureBare } from './temporal-baseline.js';
import type { LivesMeasured } from './temporal-lives.js';

/** The floor of a life with n steps and a payment, in events, state transitions and billable actions; +10 % is allowed. */
const floor = { events: 9 + 11 * stepsOfALife, transitions: 6 + 7 * stepsOfALife, actions: 2 + 2 * stepsOfALife };
const allowed = 1.1;

/** A day of the domain: longer than the server's latency under this load, or there would be no timers to compare. */
const dayMs = 1_000;
const livesPerTurn = 200;
const livesAtOnce = 100;
/** Few lives that lie still between their steps: every event stands by itself, as in a real life of weeks. */
const quiet = { lives: 5, concurrent: 5, restMs: 500 };

const one = (value: number): string => value.toFixed(1);
const list = (values: readonly number[]): string => values.map((value) => count(value)).join(', ');
const ratio = (value: number, least: number): string => `${value.toFixed(2)} ${value >= least ? 'reached' : 'MISSED'}`;

/** Says what comes, with the load at that moment: the machine may have other work. */
function begin(what: string): void {
  say(`… ${what} (load ${one(loadavg()[0] ?? 0)})`);
}

function createFigures(name: string, { creates, starts }: CreatesMeasured): Figure[] {
  return [
    { what: `raw client.workflow.start, ${name}`, figure: `${count(median(starts))}/s (${list(starts)})`, target: '' },
    { what: `creates through the API, ${name}`, figure: `${count(median(creates))}/s (${list(creates)})`, target: '' },
    { what: `  ratio`, figure: ratio(median(creates) / median(starts), 2), target: 'at least 2' },
  ];
}

async function creating(product: Product): Promise<void> {
  begin(`creates, nobody works on them`);
  const alone = await measureCreates(product, 'nobody-works');
  await product.restart(['worker']);
  begin(`creates, worker and relay run`);
  const working = await measureCreates(product, 'worker-runs');
  printFigures(`Durable creates, ${concurrent} at once`, [
    ...createFigures('no worker', alone),
    ...createFigures('worker and relay run', working),
  ]);
}

async function answering(product: Product): Promise<void> {
  if (!product.house.part('worker')) await product.restart(['worker']);
  begin('the knee of the API, open arrivals');
  const { knee, bounded, beyond, held } = await measureLatency(product);
  const ms = (value: number): string => `${one(value)} ms`;
  printFigures('Answers of the API, open arrivals, 30 % creates, 50 % reads, 20 % lists, worker and relay run', [
    { what: 'knee', figure: `${bounded ? '' : 'at least '}${knee}/s`, target: '' },
    { what: 'the stage beyond', figure: `p99 ${ms(beyond.p99)}, ${beyond.errors} errors`, target: '' },
    { what: `half of it: p50, max`, figure: `${ms(held.p50)}, ${ms(held.max)}, ${held.errors} errors of ${count(held.sent)}`, target: '' },
    {
      what: `half of it: p99`,
      figure: `${ms(held.p99)} ${held.p99 < 100 && held.errors === 0 ? 'reached' : 'MISSED'}`,
      target: 'under 100 ms',
    },
  ]);
}

function weightFigure(what: keyof typeof floor, measured: LivesMeasured): Figure {
  const most = floor[what] * allowed;
  const figure = `${one(measured[what])} (floor ${floor[what]}) ${measured[what] <= most ? 'reached' : 'MISSED'}`;
  return { what: `${what} of one life`, figure, target: `at most ${one(most)}` };
}

async function weighing(product: Product, pace: Pace): Promise<void> {
  begin('the history of one life');
  const life = await measureProductLives(product, pace, quiet);
  printFigures(`One life: ${stepsOfALife} e-mails, then paid`, [
    weightFigure('events', life),
    weightFigure('transitions', life),
    weightFigure('actions', life),
  ]);
}

async function living(product: Product, pace: Pace): Promise<void> {
  const size = { lives: livesPerTurn, concurrent: livesAtOnce };
  const temporal = { address: product.house.temporalAddress, namespace: 'default' };
  const bare: LivesMeasured[] = [];
  const whole: ProductLives[] = [];
  for (const turn of ['bare', 'whole', 'whole', 'bare']) {
    begin(`${turn} lives`);
    if (turn === 'bare') bare.push(await measureBare(product.measuringPoint, temporal, { ...size, steps: stepsOfALife, gapMs: dayMs }));
    else whole.push(await measureProductLives(product, pace, size));
  }
  const rates = (lives: readonly LivesMeasured[]): number[] => lives.map((life) => life.livesPerSecond);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const cpu = Object.entries(whole.at(-1)?.cpu ?? {}).map(([name, ms]) => `${name} ${Math.round(ms)}`);
  printFigures(`Finished lives, ${livesAtOnce} at once, ${stepsOfALife} timers of ${dayMs} ms`, [
    { what: 'bare workflow, empty activities', figure: `${rates(bare).map(one).join(' and ')}/s`, target: '' },
    { what: 'whole product', figure: `${rates(whole).map(one).join(' and ')}/s`, target: '' },
    { what: '  ratio', figure: ratio(mean(rates(whole)) / mean(rates(bare)), 0.6), target: 'at least 0.6' },
    { what: '  processor ms a life', figure: cpu.join(', '), target: '' },
    { what: '  bare life', figure: `${one(bare[0]?.events ?? 0)} events, ${one(bare[0]?.transitions ?? 0)} transitions`, target: '' },
    {
      what: '  our life under load',
      figure: `${one(whole[0]?.events ?? 0)} events, ${one(whole[0]?.transitions ?? 0)} transitions`,
      target: '',
    },
  ]);
}

const kb = (bytes: readonly number[]): string => bytes.map((value) => one(value / 1_000)).join(', ');

function memoryFigures({ cached, evicted }: Memory): Figure[] {
  const heap = median(cached.heap) / 1_000;
  // A round's heap goes up and down by some hundred KB whatever it did; of a thousand chases that is some hundred bytes each.
  const left = median(evicted.heap) / 1_000;
  return [
    { what: 'cached, heap', figure: `${kb(cached.heap)} KB ${heap < 80 ? 'reached' : 'MISSED'}`, target: 'under 80 KB' },
    { what: 'cached, resident', figure: `${kb(cached.rss)} KB`, target: '' },
    { what: 'evicted, heap', figure: `${kb(evicted.heap)} KB ${left < 1 ? 'reached' : 'MISSED'}`, target: '0, within noise' },
    { what: 'evicted, resident', figure: `${kb(evicted.rss)} KB`, target: '' },
  ];
}

/** Parts of the bench by the names that select them: `npm run bench -- creates lives`. */
const parts = {
  creates: creating,
  latency: answering,
  memory: async (product: Product): Promise<void> => {
    begin('memory of sleeping chases');
    printFigures(
      'Memory of the worker per sleeping invoice, each round',
      memoryFigures(await measureMemory(product.house.temporalAddress)),
    );
  },
  lives: async (product: Product): Promise<void> => {
    const pace = paceOf(dayMs);
    await product.restart(['api', 'worker'], settingsOf(pace));
    await weighing(product, pace);
    await living(product, pace);
  },
};

async function main(wanted: readonly string[]): Promise<void> {
  quietly();
  for (const line of machine()) say(line);
  const product = await Product.start();
  const started = Date.now();
  process.once('SIGINT', () => void product.stop().finally(() => process.exit(130)));
  try {
    for (const line of await product.versions()) say(line);
    await product.publish(fiveReminders);
    for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await part(product);
  } finally {
    await product.stop();
  }
  say();
  say(`${Math.round((Date.now() - started) / 1_000)} s; the generators ran on the same machine; load at the end ${one(loadavg()[0] ?? 0)}`);
}

await main(process.argv.slice(2));
