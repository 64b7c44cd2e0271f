import { Option } from 'commander';
import type { ProcessName } from '#settings/setting.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';

async function doctor(context: CliContext): Promise<void> {
  const { checkMachine } = await import('#house/checks.js');
  const results = await checkMachine();
  context.output.list(results, [
    { title: 'what', value: ({ name }) => name },
    { title: 'state', value: ({ state }) => state },
    { title: 'detail', value: ({ detail }) => detail },
  ]);
  const missing = results.filter(({ state }) => state === 'missing');
  if (missing.length === 0) return context.output.say('Everything that is needed is here.');
  throw new CliFailure(ExitCode.error, `${missing.map(({ name }) => name).join(', ')}: not usable`, {
    todo: missing.flatMap(({ name, waysOut = [] }) => waysOut.map((way) => `${name}: ${way}`)),
  });
}

interface DoctorFlags {
  readonly production?: true;
  readonly process?: ProcessName;
}

/** All at once: who mends one and starts again finds the next only then. */
async function production(context: CliContext, start: ProcessName | undefined): Promise<void> {
  const { findForProduction } = await import('#house/production-checks.js');
  const found = await findForProduction(context.environment, start);
  context.output.list(found, [
    { title: 'about', value: ({ about }) => about },
    { title: 'what', value: ({ what }) => what, wrap: true },
    { title: 'why', value: ({ why }) => why, wrap: true },
    { title: 'how to mend', value: ({ mend }) => mend, wrap: true },
  ]);
  if (found.length === 0) return context.output.say('Fit for production.');
  throw new CliFailure(ExitCode.error, `Not fit for production: ${found.length} ${found.length === 1 ? 'finding' : 'findings'}`);
}

/** `maanwerk doctor`. */
export const registerDoctor: RegisterCommand = (program, context) => {
  program
    .command('doctor')
    .description('what this machine has and lacks: Node, PostgreSQL, Temporal, ports, time zones, migrations')
    .option('--production', 'everything that a production start would refuse, with why and how to mend it')
    .addOption(
      new Option('--process <name>', 'with --production: only what this process must be told').choices(['api', 'worker', 'operator']),
    )
    .action((flags: DoctorFlags) => (flags.production ? production(context, flags.process) : doctor(context)));
};
