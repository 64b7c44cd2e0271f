import { resolve } from 'node:path';
import { demoDir } from '../../../tools/demo/demo-dir.js';
import type { DemoHouse } from '../../../tools/demo/demo-house.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { type Interrupt, watchForInterrupt } from '../frame/interrupt.js';
import { withExamples } from './support/options.js';

interface DemoFlags {
  readonly data: string;
  readonly attach?: true;
  readonly keep?: true;
  readonly exit?: true;
}

/** Somebody who watches wants to open the mailbox afterwards; a script wants its exit code. */
function stays(context: CliContext, flags: DemoFlags): boolean {
  if (flags.attach || flags.exit) return false;
  return flags.keep === true || (context.output.isTerminal && !context.config.CI);
}

async function play(context: CliContext, house: DemoHouse, stopped: () => boolean): Promise<void> {
  // With -o json or csv only the summary is data; the story is talk.
  const out = context.output.format === 'table' ? process.stdout : process.stderr;
  const color = out.isTTY && context.config.NO_COLOR === undefined;
  const { runDemo } = await import('../../../tools/demo/run-demo.js');
  const verdicts = await runDemo(house, { context, out, color, stopped });
  const failed = verdicts.filter(({ against }) => against.length > 0);
  if (failed.length > 0)
    throw new CliFailure(ExitCode.error, `${failed.length} of the demo's own checks failed`, {
      why: failed.map(({ says }) => says).join('\n'),
    });
}

async function demo(context: CliContext, flags: DemoFlags): Promise<void> {
  const { interrupted, forget }: Interrupt = watchForInterrupt();
  let stopping = false;
  void interrupted.then(() => (stopping = true));
  let house: DemoHouse | undefined;
  const { attachHouse, openHouse } = await import('../../../tools/demo/demo-house.js');
  const { BrokenOff } = await import('../../../tools/demo/play.js');
  try {
    const started = Date.now();
    if (!flags.attach) context.output.say('Starting PostgreSQL, Temporal, simulator, API and worker');
    house = flags.attach ? await attachHouse() : await openHouse(resolve(flags.data), (line) => context.output.say(line));
    context.output.say(`The house stands after ${((Date.now() - started) / 1000).toFixed(1)} s, ${house.note}.\n`);
    await play(context, house, () => stopping);
    if (!stays(context, flags)) return;
    context.output.warn('\nEverything still runs: open the mailbox. Ctrl-C stops it.');
    await interrupted;
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
    throw new CliFailure(ExitCode.error, 'The demo was broken off');
  } finally {
    if (stopping) context.output.warn('\nStopping');
    await house?.stop();
    forget();
  }
}

/** `maanwerk demo`. */
export const registerDemo: RegisterCommand = (program, context) => {
  const command = program
    .command('demo')
    .description('chases the invoices in demo/invoices for ten weeks in under a minute, on a test clock, and checks what happened')
    .option('--data <folder>', 'where data, logs and the env file lie; emptied at each start', demoDir)
    .option('--attach', 'play in the house that `maanwerk dev` keeps, as a creditor of its own')
    .option('--keep', 'keep everything running at the end, also without a terminal')
    .option('--exit', 'stop at the end, also on a terminal')
    .action((flags: DemoFlags) => demo(context, flags));
  withExamples(command, 'demo', 'demo --exit', 'demo --attach');
};
