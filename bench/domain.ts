/** `npm run bench:domain`: how fast the rules are. Figures, never a test: they belong to the machine they were taken on. */
import { machine, printFigures, say, count } from './lib/report.js';
import { measureDecide, measureLives, type PureFigure } from './domain/pure.js';

const rate = ({ best, median, perCpuSecond }: PureFigure): string =>
  `${count(perCpuSecond)} per CPU second; by the clock median ${count(median)}/s, best ${count(best)}/s`;

function printHot(title: string, { hot }: PureFigure): void {
  printFigures(
    title,
    hot.map(({ name, file, share }) => ({ what: `${name}  ${file}`, figure: `${(share * 100).toFixed(1)} %`, target: '' })),
  );
}

for (const line of machine()) say(line);
const decided = await measureDecide();
const lives = await measureLives();
printFigures('Pure rules, one core', [
  { what: 'decide over a mixed book', figure: rate(decided), target: '100 000/s' },
  { what: `lives of 120 days, standaard (${lives.contacts.toFixed(1)} steps each)`, figure: rate(lives), target: '10 000/s' },
]);
printFigures(
  'What the mixed book answers',
  Object.entries(decided.answers)
    .sort(([, a], [, b]) => b - a)
    .map(([what, n]) => ({ what, figure: count(n), target: '' })),
);
printHot('Top five of decide, own time', decided);
printHot('Top five of the lives, own time', lives);
