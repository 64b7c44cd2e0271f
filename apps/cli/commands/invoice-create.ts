/** `maanwerk invoice create`: from options, or a whole body from a file. */
import { Option, type Command } from 'commander';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { anything } from './support/answers.js';
import { dayOf, parseDay } from './support/clock-day.js';
import { printInvoice } from './support/invoice-summary.js';
import { readJsonFile, segment, withExamples } from './support/options.js';
import { amountIn, given } from './support/values.js';

interface CreateFlags {
  readonly json?: string;
  readonly debtor?: string;
  readonly debtorName?: string;
  readonly debtorKind?: string;
  readonly email?: string;
  readonly number?: string;
  readonly issueDate?: string;
  readonly dueDate?: string;
  readonly total?: string;
  readonly currency: string;
  readonly description?: string;
  readonly policy?: string;
  readonly clock?: string;
  readonly externalId?: string;
  readonly paymentReference?: string;
}

const incomplete = (what: string): CliFailure =>
  new CliFailure(ExitCode.usage, `An invoice needs ${what}`, { todo: ['see the examples of `maanwerk invoice create --help`'] });

function bodyOf(flags: CreateFlags): Record<string, unknown> {
  if (flags.json !== undefined) return readJsonFile(flags.json);
  const { total } = flags;
  const missing = (['number', 'issueDate', 'total'] as const).filter((name) => flags[name] === undefined);
  if (total === undefined || missing.length > 0)
    throw incomplete(missing.map((name) => `--${name === 'issueDate' ? 'issue-date' : name}`).join(', '));
  if (flags.debtor === undefined && flags.debtorName === undefined) throw incomplete('--debtor or --debtor-name');
  const inline = given({ name: flags.debtorName, kind: flags.debtorKind, email: flags.email });
  return given({
    debtor: flags.debtor === undefined ? inline : { id: flags.debtor },
    number: flags.number,
    issueDate: flags.issueDate,
    dueDate: flags.dueDate,
    total: amountIn(flags.currency, total),
    description: flags.description,
    policy: flags.policy,
    testClock: flags.clock,
    externalId: flags.externalId,
    paymentReference: flags.paymentReference,
  });
}

/** `today` is that of the test clock it is to live by; else of its debtor. */
async function datesOf(context: CliContext, { json, debtor, clock, issueDate, dueDate }: CreateFlags): Promise<Record<string, unknown>> {
  if (json !== undefined) return {};
  const whose = clock !== undefined || debtor === undefined ? { clock: clock ?? null } : { path: `/v1/debtors/${segment(debtor)}` };
  return given({ issueDate: await dayOf(context, issueDate, whose), dueDate: await dayOf(context, dueDate, whose) });
}

/** Adds the command. */
export function registerInvoiceCreate(invoice: Command, context: CliContext): void {
  const command = invoice
    .command('create')
    .description('registers an invoice; its chase begins at once')
    .option('--json <file>', 'the whole body as JSON, - for standard input; other options are not read then')
    .addOption(new Option('--debtor <id>', 'a debtor that is known (deb_... or ext:...)').conflicts('debtorName'))
    .option('--debtor-name <name>', 'a new debtor')
    .option('--debtor-kind <kind>', 'consumer, natural_business, company, government or unknown')
    .option('--email <address>', 'mail address of a new debtor')
    .option('--number <number>', 'invoice number')
    .addOption(new Option('--issue-date <date>', 'date of issue').argParser(parseDay))
    .addOption(new Option('--due-date <date>', 'due date; 30 days after issue without it').argParser(parseDay))
    .option('--total <amount>', 'amount owed, such as 125.50')
    .option('--currency <code>', 'currency', 'EUR')
    .option('--description <text>', 'what it is for')
    .option('--policy <key>', 'policy to chase by')
    .option('--clock <id>', 'test clock to live by (clk_...)')
    .option('--external-id <id>', 'your own id for it')
    .option('--payment-reference <text>', 'reference the debtor pays with')
    .action(async (flags: CreateFlags) => {
      const body = { ...bodyOf(flags), ...(await datesOf(context, flags)) };
      const raw = await context.api.post('/v1/invoices', { schema: anything, body });
      printInvoice(context, raw);
    });
  withExamples(
    command,
    'invoice create --debtor ext:D1003 --number 2026-0200 --issue-date 2026-01-05 --due-date 2026-01-19 --total 125.50',
    'invoice create --debtor-name "Jansen B.V." --email info@jansen.example.com --number F1 --issue-date today --total 99',
    'invoice create --json invoice.json',
  );
}
