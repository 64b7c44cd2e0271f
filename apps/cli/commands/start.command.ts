import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Argument } from 'commander';
import { commandLine, isAlive } from '#embedded/processes.js';
import { projectRoot } from '#embedded/project.js';
import { readHouse } from '#house/house-record.js';
import { houseDir, houseEnvFile, houseSettings } from '#house/host-settings.js';
import { nodeArgs, PART_NAMES, programOf, type PartName } from '#house/parts.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';

function refuseTwin(name: PartName): void {
  const twin = readHouse(houseDir())?.parts.find((part) => part.name === name);
  if (twin === undefined || !isAlive(twin.pid) || !commandLine(twin.pid).includes(programOf(name))) return;
  throw new CliFailure(ExitCode.refused, `${name} is already running (pid ${twin.pid})`, { todo: [`end it first: kill ${twin.pid}`] });
}

/** In the foreground, with its log on the terminal, on the same data and ports as the last `maanwerk dev`. */
async function start(name: PartName, context: CliContext): Promise<void> {
  refuseTwin(name);
  const env = houseSettings();
  context.output.say(`Starting ${name} with the settings of ${houseEnvFile()}`);
  const child = spawn(process.execPath, [...nodeArgs, programOf(name)], { cwd: projectRoot, env, stdio: 'inherit' });
  // Ctrl-C reaches the child by itself (same terminal); a signal sent to us alone must be handed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  await once(child, 'close');
  demandGoodEnd(name, child);
}

const asked: ReadonlySet<NodeJS.Signals | null> = new Set(['SIGINT', 'SIGTERM']);

/** @throws CliFailure when a part ended otherwise than by itself or because it was asked to: out of memory is a signal too */
export function demandGoodEnd(name: PartName, { exitCode, signalCode }: Pick<ChildProcess, 'exitCode' | 'signalCode'>): void {
  if (exitCode === 0 || asked.has(signalCode)) return;
  throw new CliFailure(ExitCode.error, `${name} ended with ${signalCode ?? `exit code ${exitCode}`}`, {
    todo: ['see what it said above', 'see `maanwerk doctor`'],
  });
}

/** `maanwerk start api | worker | simulator`. */
export const registerStart: RegisterCommand = (program, context) => {
  program
    .command('start')
    .description('start one process alone, on the data of the last `maanwerk dev` or on what the environment names')
    .addArgument(new Argument('<part>', 'which process').choices(PART_NAMES))
    .action((name: PartName) => start(name, context));
};
