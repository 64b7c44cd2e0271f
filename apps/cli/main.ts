import { CommanderError } from 'commander';
import { runTemporal, temporalArgs } from './commands/temporal.command.js';
import { ExitCode } from './frame/exit-codes.js';
import { describeFailure } from './frame/print-failure.js';
import { buildProgram } from './program.js';

// Who reads our answer may have seen enough (`| head`): nothing is left to say then, and it is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(ExitCode.ok);
});

async function run(): Promise<ExitCode> {
  try {
    const forTemporal = temporalArgs(process.argv.slice(2));
    await (forTemporal === null ? buildProgram().parseAsync() : runTemporal(forTemporal));
    return ExitCode.ok;
  } catch (error) {
    // Commander has already printed what was wrong (or the help that was asked for).
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    const failure = describeFailure(error);
    process.stderr.write(`${failure.text}\n`);
    return failure.code;
  }
}

process.exitCode = await run();
