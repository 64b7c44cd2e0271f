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

/** `maanwerk doctor`. */
export const registerDoctor: RegisterCommand = (program, context) => {
  program
    .command('doctor')
    .description('what this machine has and lacks: Node, PostgreSQL, Temporal, ports, time zones, migrations')
    .action(() => doctor(context));
};
