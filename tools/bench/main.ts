/** `npm run bench`: the figures of the product beside those of the bare parts, taken in one run on servers of its own. */
import { loadavg } from 'node:os';
import { type CreatesMeasured, measureCreates, median } from './creates.js';
import { measureLatency } from './latency.js';
import { type CostedLives, costed, measureProductLives, type Pace, paceOf, settingsOf, stepsOfALife } from './lives.js';
import { benchAudit } from './audit/main.js';
import { measureBytes } from './bytes.js';
import { benchDebtor } from './debtor/main.js';
import { benchHerd } from './herd/main.js';
import { benchLetters } from './letters/main.js';
import { benchLists } from './lists/main.js';
import { fiveReminders } from './lib/bodies.js';
import { runBench, untilBrokenOff } from './lib/broken-off.js';
import { concurrent, Product } from './lib/product.js';
import { benchRender } from './render/main.js';
import { count, type Figure, machine, printFigures, say } from './lib/report.js';
import { measureMemory, type Memory } from './memory.js';
import { measureRecovery, type Recovery } from './recovery.js';
import { quietly } from './lib/quietly.js';
import type { Probed } from './lib/probe.js';
import { measureUploads } from './uploads.js';
import { measureWhatIfs } from './what-ifs.js';
import { measureBare } from './temporal-baseline.js';
import type { LivesMeasured, LivesSize } from './temporal-lives.js';

/** The floor of a life with n steps and a payment, in events, state transitions and billable actions; +10 % is allowed. */
const floor = { events: 9 + 11 * stepsOfALife, transitions: 6 + 7 * stepsOfALife, actions: 2 + 2 * stepsOfALife };
const allowed = 1.1;

/** A day of the domain. The reminders lie one to two days apart, the bare timers in the middle of that. */
const dayMs = 1_000;
const gapMs = 1.5 * dayMs;
const mostLives = 1_000;
const livesAtOnce = 150;
/** No life begins after this: a turn takes as long as the machine lets the last one take. */
const beginMs = 12_000;
/** Few lives that lie still between their steps: every event stands by itself, as in a real life of weeks. */
/** Before lives are counted: what the first ones pay for compiling is paid once in the months that a house runs. */
const warmUp = { lives: 50, concurrent: 25 };
const quiet = { lives: 5, concurrent: 5, restMs: 500 };

const one = (value: number): string => value.toFixed(1);
const list = (values: readonly number[]): string => values.map((value) => count(value)).join(', ');
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
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
  const size = { lives: mostLives, concurrent: livesAtOnce, beginMs };
  const temporal = { address: product.house.temporalAddress, namespace: 'default' };
  const bare: CostedLives[] = [];
  const whole: CostedLives[] = [];
  const live = {
    bare: (of: LivesSize) => measureBare(product.measuringPoint, temporal, { ...of, steps: stepsOfALife, gapMs }),
    whole: (of: LivesSize) => measureProductLives(product, pace, of),
  };
  begin('lives to warm both up');
  for (const warming of [live.bare, live.whole]) await warming(warmUp);
  for (const turn of ['bare', 'whole', 'whole', 'bare'] as const) {
    await product.atRest();
    begin(`${turn} lives`);
    (turn === 'bare' ? bare : whole).push(await costed(product, () => live[turn](size)));
  }
  const meanOf = (lives: readonly CostedLives[], of: (life: CostedLives) => number): number => mean(lives.map(of));
  const figures = (what: string, lives: readonly CostedLives[]): Figure[] => [
    { what, figure: `${lives.map((life) => one(life.livesPerSecond)).join(' and ')}/s`, target: '' },
    {
      what: '  of them',
      figure: `${one(meanOf(lives, (life) => life.events))} events, ${one(meanOf(lives, (life) => life.transitions))} transitions`,
      target: '',
    },
    { what: '  processor ms a life', figure: lives.map(costLine).join('; '), target: '' },
  ];
  printFigures(`Finished lives, ${livesAtOnce} at once, ${stepsOfALife} timers of about ${gapMs} ms`, [
    ...figures('bare workflow, empty activities', bare),
    ...figures('whole product', whole),
    {
      what: 'ratio',
      figure: ratio(meanOf(whole, (life) => life.livesPerSecond) / meanOf(bare, (life) => life.livesPerSecond), 0.6),
      target: 'at least 0.6',
    },
  ]);
}

const costLine = ({ cpu }: CostedLives): string =>
  Object.entries(cpu)
    .filter(([, ms]) => ms >= 1)
    .map(([name, ms]) => `${name} ${Math.round(ms)}`)
    .join(' ');

const noiseKb = 3;
const kb = (bytes: readonly number[]): string => bytes.map((value) => one(value / 1_000)).join(', ');

function memoryFigures({ cached, evicted }: Memory): Figure[] {
  const heap = mean(cached.heap) / 1_000;
  // A round's heap goes up and down by a megabyte whatever it did: some KB a chase, which cancel out over the rounds.
  const left = mean(evicted.heap) / 1_000;
  return [
    { what: 'cached, heap', figure: `${kb(cached.heap)} KB ${heap < 80 ? 'reached' : 'MISSED'}`, target: 'under 80 KB' },
    { what: 'cached, resident', figure: `${kb(cached.rss)} KB`, target: '' },
    { what: 'evicted, heap', figure: `${kb(evicted.heap)} KB ${left < noiseKb ? 'reached' : 'MISSED'}`, target: '0, within noise' },
    { what: 'evicted, resident', figure: `${kb(evicted.rss)} KB`, target: '' },
  ];
}

/** A worker as it was before: its claim held a message for the whole attempt, and nobody noticed sooner that it was gone. */
const leaseOfBefore = { SEND_LEASE_MS: '60000' };
/**
 * A letter whose worker died in the middle of the request, and that the provider does not have, waits for this long whatever the lease is.
 * The provider of the bench carries out what it was sent within a second, so half a minute is as safe here as the ten minutes outside.
 */
const settling = { LETTER_SETTLE_MS: '30000' };

async function recovering(product: Product): Promise<void> {
  begin('a worker that is killed again and again, with the lease of before');
  const before = await measureRecovery(product, 'before', { ...settling, ...leaseOfBefore });
  begin('the same with the lease of now');
  const now = await measureRecovery(product, 'now', settling);
  const seconds = (ms: number): string => `${one(ms / 1_000)} s`;
  const line = ({ hit, p50, max, wrong }: Recovery): string =>
    `p50 ${seconds(p50)}, max ${seconds(max)} of ${hit} hit; ${wrong} not exactly once`;
  printFigures('Letters in the hands of a killed worker, from claim to sent', [
    { what: 'lease of a whole attempt (before)', figure: line(before), target: '' },
    { what: 'lease of ten seconds', figure: line(now), target: '' },
    {
      what: 'p50 now / before',
      figure: `${(now.p50 / before.p50).toFixed(2)} ${now.p50 <= before.p50 / 2 && now.wrong === 0 ? 'reached' : 'MISSED'}`,
      target: 'at most 0.5',
    },
  ]);
}

const probesLine = ({ p50, p99, max, probes }: Probed): string => `p50 ${one(p50)}, p99 ${one(p99)}, max ${one(max)} ms of ${probes}`;

async function asking(product: Product): Promise<void> {
  begin('the largest what-ifs');
  const { quiet, busy, seconds, answers } = await measureWhatIfs(product);
  const answered = Object.entries(answers).map(([status, times]) => `${times} times ${status}`);
  printFigures(`Probes (/livez) while what-ifs are played that are too large (${one(seconds)} s; ${answered.join(', ')})`, [
    { what: 'before', figure: probesLine(quiet), target: '' },
    { what: 'meanwhile', figure: `${probesLine(busy)} ${busy.p99 < 100 ? 'reached' : 'MISSED'}`, target: 'p99 under 100 ms' },
  ]);
}

async function uploading(product: Product): Promise<void> {
  begin('ten files of 200,000 elements in one upload');
  const { quiet, busy, afterMb, seconds, answered } = await measureUploads(product);
  printFigures(`Probes (/livez) while ten files of 200,000 elements are read (${one(seconds)} s, ${answered})`, [
    { what: 'before', figure: probesLine(quiet), target: '' },
    { what: 'meanwhile', figure: `${probesLine(busy)} ${busy.p99 < 200 ? 'reached' : 'MISSED'}`, target: 'p99 under 200 ms' },
    {
      what: 'resident: before, most, after',
      figure: [quiet.residentMb, busy.residentMb, afterMb].map((mb) => `${one(mb)} MB`).join(', '),
      target: '',
    },
  ]);
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
  bytes: async (product: Product): Promise<void> => {
    if (!product.house.part('worker')) await product.restart(['worker']);
    begin('bytes of sleeping chases');
    const bytes = await measureBytes(product);
    const sum = (values: Iterable<number>): number => [...values].reduce((before, value) => before + value, 0);
    const total = sum([...bytes.values()].map((parts) => sum(parts.values())));
    const line = (what: string, value: number): Figure => ({ what, figure: `${count(value)} B`, target: '' });
    printFigures('Bytes of Postgres a sleeping chase, with debtor and idempotency key', [
      ...[...bytes].flatMap(([table, parts]) => [
        line(table, sum(parts.values())),
        ...[...parts].filter(([, value]) => value >= 1).map(([part, value]) => line(`  ${part}`, value)),
      ]),
      { what: 'together', figure: `${count(total)} B ${total < 4_000 ? 'reached' : 'MISSED'}`, target: 'below 4 000 B' },
    ]);
  },
  recovery: recovering,
  uploads: uploading,
  'what-ifs': asking,
  lives: async (product: Product): Promise<void> => {
    const pace = paceOf(dayMs);
    await product.restart(['api', 'worker'], settingsOf(pace));
    await weighing(product, pace);
    await living(product, pace);
  },
};

async function measureParts(product: Product, wanted: readonly string[]): Promise<void> {
  for (const line of await product.versions()) say(line);
  await product.publish(fiveReminders);
  // Long, and with settings of its own: only when it is asked for by name.
  if (wanted[0] === 'herd') return benchHerd(product, wanted.slice(1));
  for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await part(product);
}

async function main(wanted: readonly string[]): Promise<void> {
  // These need Postgres only, and a book of their own.
  if (wanted[0] === 'lists') return benchLists(wanted.slice(1));
  if (wanted[0] === 'audit') return benchAudit(wanted.slice(1));
  if (wanted[0] === 'render') return benchRender();
  if (wanted[0] === 'letters') return benchLetters();
  if (wanted[0] === 'debtor') return benchDebtor(wanted.slice(1));
  quietly();
  for (const line of machine()) say(line);
  const product = await Product.start();
  const started = Date.now();
  try {
    await untilBrokenOff(measureParts(product, wanted));
  } finally {
    await product.stop();
  }
  say();
  say(`${Math.round((Date.now() - started) / 1_000)} s; the generators ran on the same machine; load at the end ${one(loadavg()[0] ?? 0)}`);
}

await runBench(() => main(process.argv.slice(2)));
