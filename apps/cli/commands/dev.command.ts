import { resolve } from 'node:path';
import type { SpawnedProcess } from '#embedded/spawn-process.js';
import { houseBlock } from '#house/house-block.js';
import { houseDir } from '#house/host-settings.js';
import { PART_NAMES } from '#house/parts.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { watchForInterrupt } from '../frame/interrupt.js';

/** A dead process is reported and stays dead: a restart that nobody sees hides the reason. */
function reportDeath(part: SpawnedProcess, context: CliContext, stopping: () => boolean): void {
  void part.exited.then(({ code, signal }) => {
    if (stopping()) return;
    context.output.warn(`\n${part.name} (pid ${part.pid}) ended: ${signal ?? `exit code ${code}`}. Its log: ${part.logFile}`);
    context.output.warn(`Start it again in another terminal: maanwerk start ${part.name}`);
  });
}

interface DevFlags {
  readonly data: string;
  readonly freePorts?: true;
}

async function keepHouse(context: CliContext, flags: DevFlags, interrupted: Promise<NodeJS.Signals>): Promise<void> {
  const { output } = context;
  let stopping = false;
  void interrupted.then(() => (stopping = true));
  const { startHouse } = await import('#house/house.js');
  const house = await startHouse({
    stateDir: resolve(flags.data),
    ports: flags.freePorts === true ? 'free' : 'configured',
    log: (line) => output.say(line),
  });
  for (const name of PART_NAMES) {
    const part = house.part(name);
    if (part !== undefined) reportDeath(part, context, () => stopping);
  }
  output.warn(houseBlock(house));
  output.warn('Everything runs. Ctrl-C stops it.');
  await interrupted;
  const started = Date.now();
  output.warn('\nStopping');
  await house.stop();
  output.warn(`Stopped in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function dev(context: CliContext, flags: DevFlags): Promise<void> {
  context.output.say('Starting PostgreSQL, Temporal, simulator, API and worker');
  const { interrupted, forget } = watchForInterrupt();
  try {
    await keepHouse(context, flags, interrupted);
  } finally {
    forget();
  }
}

/** `maanwerk dev`. */
export const registerDev: RegisterCommand = (program, context) => {
  program
    .command('dev')
    .description('start database, Temporal with its web UI, simulator, API and worker; Ctrl-C stops all of it')
    .option('--data <folder>', 'where data, logs and the env file lie', houseDir())
    .option('--free-ports', 'take any free ports, so that several can run side by side')
    .action((flags: DevFlags) => dev(context, flags));
};
