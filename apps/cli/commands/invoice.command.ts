import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { registerInvoiceActs } from './invoice-acts.js';
import { registerInvoiceChange } from './invoice-change.js';
import { registerInvoiceCreate } from './invoice-create.js';
import { registerInvoiceFacts } from './invoice-facts.js';
import { registerInvoiceDocument } from './invoice-document.js';
import { registerInvoiceNotes } from './invoice-note.js';
import { printInvoice } from './support/invoice-summary.js';
import { invoiceList, planList, timelineList } from './support/lists.js';
import { type PageFlags, anything, list, printRows, view } from './support/answers.js';
import { dayOf, parseDay } from './support/clock-day.js';
import { withExamples, withPaging } from './support/options.js';
import { invoiceHelp, invoicePath } from './support/references.js';
import { planAnswer } from './support/views.js';
import { given, parseDate } from './support/values.js';

interface ListFlags extends PageFlags {
  readonly status?: string;
  readonly debtor?: string;
  readonly dueBefore?: string;
  readonly overdue?: true;
  readonly stage?: string;
  readonly number?: string;
  readonly waitsFor?: string;
  readonly disputed?: true;
  readonly sort?: string;
  readonly desc?: true;
}

function registerList(invoice: Command, context: CliContext): void {
  const command = withPaging(invoice.command('list').description('invoices with their open amount and next action'))
    .option(
      '--status <status>',
      'open, disputed, paused, on-hold, promised, payment-plan, paid, credited, written-off, handed-over, closed',
    )
    .option('--debtor <id>', 'of one debtor (deb_... or ext:...)')
    .addOption(new Option('--due-before <date>', 'due before this day').argParser(parseDate))
    .option('--overdue', 'past their due date only')
    .option('--stage <step>', 'last step taken; "new" before the first')
    .option('--number <number>', 'invoice number')
    .addOption(new Option('--waits-for <whom>', 'whom its chase waits for').choices(['time', 'person', 'news']))
    .option('--disputed', 'with an open dispute, of all or of a part')
    .addOption(new Option('--sort <field>', 'order').choices(['dueDate', 'createdAt', 'open', 'nextAt']))
    .option('--desc', 'from high to low')
    .action(({ desc, ...flags }: ListFlags) => {
      const sort = desc ? `-${flags.sort ?? 'dueDate'}` : flags.sort;
      return list(context, { path: '/v1/invoices', query: given({ ...flags, sort }), how: invoiceList });
    });
  withExamples(
    command,
    'invoice list --overdue --sort open --desc',
    'invoice list --waits-for person',
    'invoice list --debtor ext:D1003 --all -o csv',
  );
}

const totalled = z.looseObject({ total: z.looseObject({ currency: z.string() }) });

/** Amounts of a timeline are minor units of the invoice; `-o json` needs no look at it. */
async function currencyOf(context: CliContext, id: string): Promise<string> {
  if (context.output.format === 'json') return '';
  return (await context.api.get(await invoicePath(context, id), { schema: totalled })).total.currency;
}

function registerReads(invoice: Command, context: CliContext): void {
  const get = invoice
    .command('get')
    .description('one invoice: what is open, where its chase stands, what comes next and why')
    .argument('<invoice>', invoiceHelp)
    .action(async (id: string) => printInvoice(context, await context.api.get(await invoicePath(context, id), { schema: anything })));
  withExamples(get, 'invoice get 2026-0103', 'invoice get ext:order-7001 -o json');

  const plan = invoice
    .command('plan')
    .description('steps taken and steps to come, with their reasons')
    .argument('<invoice>', invoiceHelp)
    .addOption(new Option('--until <date>', 'how far to look ahead').argParser(parseDay))
    .action(async (id: string, flags: { until?: string }) => {
      const until = await dayOf(context, flags.until, { invoice: id });
      const raw = await context.api.get(await invoicePath(context, id, 'plan'), { schema: anything, query: { until } });
      if (context.output.format === 'json') return context.output.json(raw);
      const { past, coming, blockers } = view(planAnswer, raw);
      printRows(context, [...past, ...coming], planList);
      if (blockers.length > 0) context.output.say(`The next step is held up: ${blockers.join(', ')}.`);
    });
  withExamples(plan, 'invoice plan ext:order-7001', 'invoice plan ext:order-7001 --until 2026-04-01');

  const timeline = withPaging(
    invoice.command('timeline').description('everything that happened, in order, as it stood then').argument('<invoice>', invoiceHelp),
  );
  timeline.action(async (id: string, flags: PageFlags) =>
    list(context, {
      path: await invoicePath(context, id, 'timeline'),
      query: given({ ...flags }),
      how: timelineList(await currencyOf(context, id)),
    }),
  );
  withExamples(timeline, 'invoice timeline 2026-0103 --all');
}

/** `maanwerk invoice ...` */
export const registerInvoice: RegisterCommand = (program, context) => {
  const invoice = program.command('invoice').description('invoices: look, create, pay, agree, contest, correct, and steer their chase');
  registerList(invoice, context);
  registerReads(invoice, context);
  registerInvoiceCreate(invoice, context);
  registerInvoiceChange(invoice, context);
  registerInvoiceActs(invoice, context);
  registerInvoiceFacts(invoice, context);
  registerInvoiceNotes(invoice, context);
  registerInvoiceDocument(invoice, context);
};
