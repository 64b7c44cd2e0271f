/** What every bench says first, and the table it ends with. */
import { cpus, loadavg, totalmem } from 'node:os';

/** A line of the table. `target` is what the issue asks for, '' where it asks for nothing. */
export interface Figure {
  readonly what: string;
  readonly figure: string;
  readonly target: string;
}

/** The machine and the versions that the figures belong to. */
export function machine(): string[] {
  const [first] = cpus();
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
  const memory = Math.round(totalmem() / 1024 ** 3);
  return [
    `machine  ${cpus().length} x ${first?.model.trim() ?? 'unknown'}, ${memory} GB`,
    `node     ${process.version} (V8 ${process.versions.v8})`,
    `load     ${load} (1, 5 and 15 minutes, before the run)`,
  ];
}

/** Writes a line. */
export const say = (line = ''): void => void process.stdout.write(`${line}\n`);

/** Writes figures under each other. */
export function printFigures(title: string, figures: readonly Figure[]): void {
  const width = (of: (figure: Figure) => string): number => Math.max(...figures.map((figure) => of(figure).length));
  const [what, figure] = [width((row) => row.what), width((row) => row.figure)];
  say();
  say(title);
  for (const row of figures)
    say(`  ${row.what.padEnd(what)}  ${row.figure.padStart(figure)}${row.target === '' ? '' : `  (target ${row.target})`}`);
}

/** A whole number with thin groups: `123 456`. */
export const count = (value: number): string =>
  Math.round(value)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ' ');

/** Seconds that work takes. */
export async function secondsOf(work: () => unknown): Promise<number> {
  const started = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - started) / 1e9;
}
