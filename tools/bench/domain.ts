/** `npm run bench:domain`: how fast the rules are. Figures, never a test: they belong to the machine they were taken on. */
import type { HotSpot } from './lib/profile.js';
import { type Figure, count, machine, printFigures, say } from './lib/report.js';
import { measurePortfolio } from './domain/portfolio.js';
import { measureDecide, measureLives, type PureFigure } from './domain/pure.js';

const rate = ({ best, median, perCpuSecond }: PureFigure): string =>
  `${count(perCpuSecond)} per CPU second; by the clock median ${count(median)}/s, best ${count(best)}/s`;

function printHot(title: string, { hot }: { readonly hot: readonly HotSpot[] }): void {
  printFigures(
    title,
    hot.map(({ name, file, share }) => ({ what: `${name}  ${file}`, figure: `${(share * 100).toFixed(1)} %`, target: '' })),
  );
}

const spread = (answers: Readonly<Record<string, number>>): Figure[] =>
  Object.entries(answers)
    .sort(([, a], [, b]) => b - a)
    .map(([what, n]) => ({ what, figure: count(n), target: '' }));

for (const line of machine()) say(line);
const decided = await measureDecide();
const lives = await measureLives();
printFigures('Pure rules, one core', [
  { what: 'decide over a mixed book', figure: rate(decided), target: '100 000/s' },
  { what: `lives of 120 days, standaard (${lives.contacts.toFixed(1)} steps each)`, figure: rate(lives), target: '10 000/s' },
]);
printFigures('What the mixed book answers', spread(decided.answers));
const seconds = (values: readonly number[]): string => values.map((value) => value.toFixed(1)).join(', ');
const portfolio = await measurePortfolio(300_000);
printFigures(`The book in Postgres: ${count(portfolio.debtors)} debtors, ${count(portfolio.chases)} open chases`, [
  { what: 'next step of all, streamed and decided in one thread, three runs', figure: `${seconds(portfolio.seconds)} s`, target: '' },
  { what: 'by two threads in one snapshot, in turns with it', figure: `${seconds(portfolio.twoThreads)} s`, target: 'under 5 s' },
  { what: 'processor time of this process, in one thread', figure: `${seconds(portfolio.cpuSeconds)} s`, target: '' },
  { what: 'filling it first (set-based SQL)', figure: `${seconds([portfolio.fillSeconds])} s`, target: '' },
]);
printFigures('What the book in Postgres answers', spread(portfolio.answers));

printHot('Top five of decide, own time', decided);
printHot('Top five of the lives, own time', lives);
printHot('Top five of the book in Postgres, own time', portfolio);
