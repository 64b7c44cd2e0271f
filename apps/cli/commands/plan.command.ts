/** `maanwerk plan ...`: payment plans. The plan of steps of one invoice is `maanwerk invoice plan`. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { type PageFlags, anything, list, printOne, printRows, view } from './support/answers.js';
import { dayOf, parseDay } from './support/clock-day.js';
import { instalmentList, paymentPlanList } from './support/fact-lists.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { activePlan, factRef, invoiceHelp, invoiceRef, newestPlan } from './support/references.js';
import { amountIn, given } from './support/values.js';
import { paymentPlanRow } from './support/fact-views.js';

/** A day and an amount as typed; what the amount comes to is known with the currency. */
interface Instalment {
  readonly dueDate: string;
  readonly amount: string;
}

interface CreateFlags {
  readonly instalment?: readonly Instalment[];
  readonly count?: number;
  readonly first?: string;
  readonly every: string;
  readonly currency: string;
  readonly confirm: boolean;
}

function parseCount(text: string): number {
  if (/^[1-9]\d?$/.test(text) && Number(text) <= 60) return Number(text);
  throw new InvalidArgumentError('Write a whole number from 1 to 60.');
}

function parseInstalment(text: string, before: readonly Instalment[] = []): Instalment[] {
  const [date = '', amount = ''] = text.split('=', 2);
  return [...before, { dueDate: parseDay(date), amount }];
}

/** Terms written out, or equal ones. @throws CliFailure when neither was said */
function termsOf({ instalment, count, first, every, currency }: CreateFlags): Record<string, unknown> {
  if (instalment !== undefined)
    return { instalments: instalment.map(({ dueDate, amount }) => ({ dueDate, amount: amountIn(currency, amount) })) };
  if (count !== undefined && first !== undefined) return { count, firstDueDate: first, interval: every };
  throw new CliFailure(ExitCode.usage, 'Say the instalments: --count 3 --first 2026-03-01, or --instalment 2026-03-01=50.00 for each', {
    todo: ['see the examples of `maanwerk plan create --help`'],
  });
}

/** The days of the instalments, on the clock of the debtor. */
async function datedOn(context: CliContext, invoice: string, { first, instalment, ...flags }: CreateFlags): Promise<CreateFlags> {
  const day = <Day extends string | undefined>(text: Day): Promise<Day | string> => dayOf(context, text, { invoice });
  const [start, terms] = [await day(first), instalment && [...instalment]];
  for (const [index, term] of (terms ?? []).entries()) terms?.splice(index, 1, { ...term, dueDate: await day(term.dueDate) });
  return { ...flags, ...(start !== undefined && { first: start }), ...(terms && { instalment: terms }) };
}

/** The plan, then its instalments: `-o json` has it as it came, CSV has the instalments. */
function printPlan(context: CliContext, raw: unknown): void {
  if (context.output.format === 'json') return context.output.json(raw);
  const { instalments, ...head } = view(paymentPlanRow, raw);
  if (context.output.format === 'table') {
    printOne(context, head);
    context.output.lines(['']);
  }
  printRows(context, instalments, instalmentList);
}

function registerCreate(plan: Command, context: CliContext): void {
  const command = plan
    .command('create')
    .description('agrees instalments over one or more invoices of a debtor: their chases rest while they are paid')
    .argument('<invoice...>', `invoices of one debtor: ${invoiceHelp}`)
    .addOption(new Option('--count <count>', 'this many equal instalments').argParser(parseCount).conflicts('instalment'))
    .addOption(new Option('--first <date>', 'with --count: day of the first').argParser(parseDay))
    .addOption(
      new Option('--every <interval>', 'with --count: from one to the next').choices(['week', 'two-weeks', 'month']).default('month'),
    )
    .addOption(
      new Option('--instalment <date=amount>', 'one instalment, such as 2026-03-01=50.00; can be repeated').argParser(parseInstalment),
    )
    .option('--currency <code>', 'currency of the instalments', 'EUR')
    .option('--no-confirm', 'do not confirm it to the debtor in writing')
    .action(async (ids: string[], flags: CreateFlags) => {
      const terms = termsOf(await datedOn(context, ids[0] ?? '', flags));
      const invoices: string[] = [];
      for (const id of ids) invoices.push(await invoiceRef(context, id));
      const body = given({ invoices, ...terms, confirm: flags.confirm ? undefined : false });
      printPlan(context, await context.api.post('/v1/payment-plans', { schema: anything, body }));
    });
  withExamples(
    command,
    'plan create 2026-0103 --count 3 --first 2026-03-01',
    'plan create 2026-0103 2026-0104 --instalment 2026-03-01=500.00 --instalment 2026-04-01=452.00 --no-confirm',
  );
}

/** Adds the commands. */
export const registerPlan: RegisterCommand = (program, context) => {
  const plan = program
    .command('plan')
    .description('payment plans (betalingsregeling): agree, look, cancel; the steps of a chase are `maanwerk invoice plan`');
  registerCreate(plan, context);
  const all = withPaging(plan.command('list').description('payment plans, the one agreed last first'))
    .option('--invoice <invoice>', `over one invoice: ${invoiceHelp}`)
    .option('--debtor <id>', 'of one debtor (deb_... or ext:...)')
    .addOption(new Option('--status <status>', 'where it stands').choices(['active', 'completed', 'broken', 'cancelled']))
    .action((flags: PageFlags) => list(context, { path: '/v1/payment-plans', query: given({ ...flags }), how: paymentPlanList }));
  withExamples(all, 'plan list --status active', 'plan list --debtor ext:D1003');
  const show = plan
    .command('show')
    .description('one payment plan with its instalments')
    .argument('<plan>', `ppl_..., or an invoice for its newest plan: ${invoiceHelp}`)
    .action(async (id: string) => {
      const found = await factRef(context, id, newestPlan);
      printPlan(context, await context.api.get(`/v1/payment-plans/${segment(found)}`, { schema: anything }));
    });
  withExamples(show, 'plan show 2026-0103', 'plan show ppl_01kf2q6w3v8rjtn5s7d9x4m2bc -o json');
  const cancel = plan
    .command('cancel')
    .description('ends a payment plan; the chases go on')
    .argument('<plan>', `ppl_..., or an invoice for the plan that runs: ${invoiceHelp}`)
    .action(async (id: string) => {
      const found = await factRef(context, id, activePlan);
      await context.api.delete(`/v1/payment-plans/${segment(found)}`, { schema: anything });
      context.output.say(`The payment plan ${found} is cancelled.`);
    });
  withExamples(cancel, 'plan cancel 2026-0103');
};
