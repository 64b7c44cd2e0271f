/** `maanwerk invoice change`: other terms, and the remaining steps are planned anew. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { anything } from './support/answers.js';
import { dayOf, parseDay } from './support/clock-day.js';
import { printInvoice } from './support/invoice-summary.js';
import { withExamples } from './support/options.js';
import { invoiceHelp, invoicePath } from './support/references.js';
import { given } from './support/values.js';

interface Interruption {
  readonly on: string;
  readonly kind: string;
}

interface ChangeFlags {
  readonly dueDate?: string;
  readonly policy?: string;
  readonly claim?: string;
  readonly termBasis?: string;
  readonly interrupted?: readonly Interruption[];
  readonly directDebit?: boolean;
}

const interruptions = ['written-demand', 'written-reservation', 'acknowledgement', 'court-claim'];

function parseInterruption(text: string, before: readonly Interruption[] = []): Interruption[] {
  const [on = '', kind = ''] = text.split('=', 2);
  if (!interruptions.includes(kind)) throw new InvalidArgumentError(`Write 2026-01-05=KIND with one of ${interruptions.join(', ')}.`);
  return [...before, { on: parseDay(on), kind }];
}

/** Adds the command. */
export function registerInvoiceChange(invoice: Command, context: CliContext): void {
  const command = invoice
    .command('change')
    .description('changes terms; the remaining steps are planned anew')
    .argument('<invoice>', invoiceHelp)
    .addOption(new Option('--due-date <date>', 'new due date').argParser(parseDay))
    .option('--policy <key>', 'policy to chase by')
    .addOption(new Option('--claim <kind>', 'what limits the claim in time').choices(['contract', 'consumer-purchase', 'periodic']))
    .addOption(new Option('--term-basis <basis>', 'where the term comes from').choices(['agreed', 'unilateral', 'none']))
    .addOption(
      new Option('--interrupted <date=kind>', `what interrupted the limitation: ${interruptions.join(', ')}; can be repeated`).argParser(
        parseInterruption,
      ),
    )
    .option('--direct-debit', 'it is collected: nothing is asked while that runs')
    .option('--no-direct-debit', 'it is not collected any more')
    .action(async (id: string, { claim, termBasis, interrupted, dueDate, ...rest }: ChangeFlags) => {
      const day = <Day extends string | undefined>(text: Day): Promise<Day | string> => dayOf(context, text, { invoice: id });
      const interruptions = interrupted && (await Promise.all(interrupted.map(async ({ on, kind }) => ({ on: await day(on), kind }))));
      const contract = given({ claim, termBasis, interruptions });
      const body = given({ ...rest, dueDate: await day(dueDate), contract: Object.keys(contract).length === 0 ? undefined : contract });
      if (Object.keys(body).length === 0)
        throw new CliFailure(ExitCode.usage, 'Nothing to change', { todo: ['see `maanwerk invoice change --help`'] });
      printInvoice(context, await context.api.change(await invoicePath(context, id), { schema: anything, body }));
    });
  withExamples(
    command,
    'invoice change 2026-0103 --due-date 2026-03-01',
    'invoice change 2026-0103 --term-basis agreed --interrupted 2026-01-05=acknowledgement',
  );
}
