/** `npm run bench -- letters`: how long letters take, and whether the process that lays them out stays as large as it was. */
import { readFileSync } from 'node:fs';
import { LetterEngine, letterLimits } from '#letters/letter-engine.js';
import type { LetterDocument } from '#letters/letter-document.js';
import { noticeLetter, statementLetter } from '../../check-pdf/samples.js';
import { count, machine, printFigures, say, secondsOf } from '../lib/report.js';

const letters = 1_000;
const goalSeconds = 20;
const limitSeconds = 30;
const more = 5_000;
const mostGrowthMb = 100;
/** Prepared while the letter before it is laid out. */
const atOnce = 4;
const statementRows = 500;
const statements = 9;
const mostStatementMs = 500;

/** Another letter each time: what was computed for one is of little use for the next, as in a house with many debtors. */
const letterNo = (no: number): LetterDocument => ({
  ...noticeLetter('fourteen-day-letter', 'nl', 1 + (no % 5)),
  recipient: [`Debiteur ${no}`, `Dorpsstraat ${no}`, '1234 AB Ons Dorp'],
  reference: `2026-${no}`,
});

async function make(engine: LetterEngine, letter: LetterDocument): Promise<void> {
  const answer = await engine.make(letter);
  if (answer.kind !== 'made') throw new Error(JSON.stringify(answer));
}

/** Makes letters numbered from one to another. */
async function makeMany(engine: LetterEngine, from: number, to: number): Promise<void> {
  let next = from;
  const work = async (): Promise<void> => {
    while (next < to) {
      next += 1;
      await make(engine, letterNo(next));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Resident size of a process; NaN where the system does not tell. */
function residentMb(pid: number | undefined): number {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kb) / 1_024);
  } catch {
    return Number.NaN;
  }
}

const verdict = (reached: boolean): string => (reached ? 'reached' : 'MISSED');
const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** See the head of this file. */
export async function benchLetters(): Promise<void> {
  for (const line of machine()) say(line);
  // As it runs: its process is replaced after a thousand letters.
  const usual = new LetterEngine();
  await makeMany(usual, 0, atOnce);
  const seconds = await secondsOf(() => makeMany(usual, atOnce, atOnce + letters));
  const times: number[] = [];
  for (let turn = 0; turn < statements; turn += 1)
    times.push(1_000 * (await secondsOf(() => make(usual, { ...statementLetter(statementRows), reference: `turn ${turn}` }))));
  usual.close();

  // As it would be if it were never replaced: whether it loses memory.
  const lasting = new LetterEngine({ ...letterLimits, letters: Infinity, rssMb: Infinity });
  await makeMany(lasting, 0, letters);
  const before = residentMb(lasting.pid);
  await makeMany(lasting, letters, more);
  const after = residentMb(lasting.pid);
  lasting.close();
  printFigures('Letters, one process beside this one', [
    {
      what: `${count(letters)} letters of 1 to 5 invoices, two pages`,
      figure: `${seconds.toFixed(1)} s, ${count(letters / seconds)}/s ${verdict(seconds < limitSeconds)}`,
      target: `under ${limitSeconds} s, goal ${goalSeconds} s`,
    },
    {
      what: `its resident size after ${count(letters)} and ${count(more)} letters, never replaced`,
      figure: `${before} and ${after} MB ${verdict(after - before < mostGrowthMb)}`,
      target: `less than ${mostGrowthMb} MB apart`,
    },
    {
      what: `a statement of ${statementRows} rows, median of ${statements}`,
      figure: `${Math.round(median(times))} ms ${verdict(median(times) < mostStatementMs)}`,
      target: `under ${mostStatementMs} ms`,
    },
  ]);
}
