import { Command, Option } from 'commander';
import { registerAudit } from './commands/audit.command.js';
import { registerCalc } from './commands/calc.command.js';
import { registerClock } from './commands/clock.command.js';
import { registerCreditor } from './commands/creditor.command.js';
import { registerDb } from './commands/db.command.js';
import { registerDebtor } from './commands/debtor.command.js';
import { registerDemo } from './commands/demo.command.js';
import { registerDev } from './commands/dev.command.js';
import { registerDoctor } from './commands/doctor.command.js';
import { registerEvents } from './commands/events.command.js';
import { registerDispute, registerHandover, registerHold, registerPromise } from './commands/facts.command.js';
import { registerImport } from './commands/import.command.js';
import { registerInvoice } from './commands/invoice.command.js';
import { registerKey } from './commands/key.command.js';
import { registerMessage } from './commands/message.command.js';
import { registerBrand } from './commands/brand.command.js';
import { registerText } from './commands/text.command.js';
import { registerNotice } from './commands/notice.command.js';
import { registerPayment } from './commands/payment.command.js';
import { registerPlan } from './commands/plan.command.js';
import { registerPolicy } from './commands/policy.command.js';
import { registerStart } from './commands/start.command.js';
import { registerStatus } from './commands/status.command.js';
import { registerTask } from './commands/task.command.js';
import { registerTemporal } from './commands/temporal.command.js';
import { TerminalContext, type CliContext, type RegisterCommand } from './frame/context.js';
import { OUTPUT_FORMATS, type OutputFormat } from './frame/output.js';

const commands: readonly RegisterCommand[] = [
  registerDev,
  registerDemo,
  registerDoctor,
  registerStatus,
  registerStart,
  registerTemporal,
  registerDb,
  registerCreditor,
  registerKey,
  registerInvoice,
  registerDebtor,
  registerPayment,
  registerPlan,
  registerPromise,
  registerDispute,
  registerHold,
  registerHandover,
  registerTask,
  registerImport,
  registerClock,
  registerPolicy,
  registerMessage,
  registerBrand,
  registerText,
  registerNotice,
  registerEvents,
  registerAudit,
  registerCalc,
];

interface GlobalFlags {
  readonly output: OutputFormat;
  readonly quiet?: true;
  readonly idempotencyKey?: string;
}

/** The whole command line. `exitOverride` makes commander throw instead of ending the process, so one place prints and exits. */
export function buildProgram(make?: CliContext): Command {
  const program = new Command('maanwerk')
    .description('Chases unpaid invoices. Start everything with `maanwerk dev`, watch it work with `maanwerk demo`.')
    .addOption(new Option('-o, --output <format>', 'how data is printed').choices(OUTPUT_FORMATS).default('table'))
    .option('--quiet', 'print data only, no talk')
    .option('--idempotency-key <key>', 'repeat a command that got no answer: what was done is not done twice')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError(true)
    .showHelpAfterError('(see `maanwerk --help`)')
    .exitOverride();
  const context =
    make ??
    new TerminalContext(() => {
      const { output, quiet, idempotencyKey } = program.opts<GlobalFlags>();
      return { output, quiet: quiet === true, ...(idempotencyKey !== undefined && { idempotencyKey }) };
    });
  for (const register of commands) register(program, context);
  return program;
}
