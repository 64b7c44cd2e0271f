/** What is agreed about an invoice, contested, corrected or given up. */
import { Option, type Command } from 'commander';
import type { CliContext } from '../frame/context.js';
import { anything, printOne } from './support/answers.js';
import { dayOf, parseDay } from './support/clock-day.js';
import { printInvoice } from './support/invoice-summary.js';
import { segment, withExamples } from './support/options.js';
import { factRef, invoiceHelp, invoicePath, openDispute, standingPayment } from './support/references.js';
import { amountIn, given } from './support/values.js';

const withCurrency = (command: Command): Command => command.option('--currency <code>', 'currency of the amount', 'EUR');

interface DisputeFlags {
  readonly reason: string;
  readonly amount?: string;
  readonly currency: string;
  readonly note?: string;
}

function registerDispute(invoice: Command, context: CliContext): void {
  const dispute = withCurrency(invoice.command('dispute'))
    .description('the debtor contests it: the chase stops until it is settled; of a part, it goes on for the rest')
    .argument('<invoice>', invoiceHelp)
    .requiredOption('--reason <text>', 'what is wrong, in a few words')
    .option('--amount <amount>', 'the part that is contested, such as 50.00; the whole invoice without it')
    .option('--note <text>', 'more about it, for colleagues')
    .action(async (id: string, { reason, amount, currency, note }: DisputeFlags) => {
      const body = given({ reason, amount: amount === undefined ? undefined : amountIn(currency, amount), note });
      printOne(context, await context.api.post(await invoicePath(context, id, 'disputes'), { schema: anything, body }));
    });
  withExamples(
    dispute,
    'invoice dispute 2026-0103 --reason "two hours too many"',
    'invoice dispute ext:order-7001 --reason damaged --amount 50.00',
  );
}

interface ResolveFlags {
  readonly outcome: string;
  readonly credit?: string;
  readonly currency: string;
  readonly dueDate?: string;
}

function registerResolve(invoice: Command, context: CliContext): void {
  const resolve = withCurrency(invoice.command('resolve-dispute'))
    .description('settles the dispute that is open; what the debtor was right about is credited')
    .argument('<invoice>', `${invoiceHelp}; or the dispute itself, dsp_...`)
    .addOption(
      new Option('--outcome <outcome>', 'who was right: upheld is the debtor')
        .choices(['upheld', 'rejected', 'partly'])
        .makeOptionMandatory(),
    )
    .option('--credit <amount>', 'what is credited; with upheld all that was contested without it')
    .addOption(new Option('--due-date <date>', 'new due date of what is left').argParser(parseDay))
    .action(async (id: string, { outcome, credit, currency, dueDate }: ResolveFlags) => {
      const dispute = await factRef(context, id, openDispute);
      const body = given({
        outcome,
        creditAmount: credit === undefined ? undefined : amountIn(currency, credit),
        newDueDate: await dayOf(context, dueDate, { path: `/v1/disputes/${segment(dispute)}` }),
      });
      printOne(context, await context.api.post(`/v1/disputes/${segment(dispute)}/resolution`, { schema: anything, body }));
    });
  withExamples(
    resolve,
    'invoice resolve-dispute 2026-0103 --outcome partly --credit 50.00 --due-date 2026-03-01',
    'invoice resolve-dispute dsp_01kf2q6w3v8rjtn5s7d9x4m2bc --outcome rejected',
  );
}

interface PromiseFlags {
  readonly on: string;
  readonly amount?: string;
  readonly currency: string;
  readonly note?: string;
  readonly confirm: boolean;
}

function registerPromises(invoice: Command, context: CliContext): void {
  const promise = withCurrency(invoice.command('promise'))
    .description('the debtor promises to pay on a day: the chase waits for it')
    .argument('<invoice>', invoiceHelp)
    .addOption(new Option('--on <date>', 'day on which he will have paid').argParser(parseDay).makeOptionMandatory())
    .option('--amount <amount>', 'what he promised; all that is open without it')
    .option('--note <text>', 'a word for colleagues')
    .option('--no-confirm', 'do not confirm it to the debtor in writing')
    .action(async (id: string, { on, amount, currency, note, confirm }: PromiseFlags) => {
      const body = given({
        date: await dayOf(context, on, { invoice: id }),
        amount: amount === undefined ? undefined : amountIn(currency, amount),
        note,
        confirm: confirm ? undefined : false,
      });
      printOne(context, await context.api.post(await invoicePath(context, id, 'promises'), { schema: anything, body }));
    });
  withExamples(
    promise,
    'invoice promise 2026-0103 --on 2026-02-13',
    'invoice promise 2026-0103 --on 2026-02-13 --amount 50.00 --no-confirm',
  );

  const withdraw = invoice
    .command('withdraw-promise')
    .description('takes the open promise back: the chase goes on')
    .argument('<invoice>', invoiceHelp)
    .action(async (id: string) => {
      await context.api.delete(await invoicePath(context, id, 'promises'), { schema: anything });
      context.output.say(`The promise about invoice ${id} is withdrawn.`);
    });
  withExamples(withdraw, 'invoice withdraw-promise 2026-0103');
}

interface CreditFlags {
  readonly number: string;
  readonly issuedOn: string;
  readonly currency: string;
}

function registerCorrections(invoice: Command, context: CliContext): void {
  const credit = withCurrency(invoice.command('credit-note'))
    .description('records a credit note; the invoice closes when nothing is open')
    .argument('<invoice>', invoiceHelp)
    .argument('<amount>', 'amount credited, such as 50.00')
    .requiredOption('--number <number>', 'number of the credit note')
    .addOption(
      new Option('--issued-on <date>', 'its date, or "today" on the clock of the invoice').argParser(parseDay).makeOptionMandatory(),
    )
    .action(async (id: string, amount: string, { number, issuedOn, currency }: CreditFlags) => {
      const body = { number, amount: amountIn(currency, amount), issuedOn: await dayOf(context, issuedOn, { invoice: id }) };
      printInvoice(context, await context.api.post(await invoicePath(context, id, 'credit-notes'), { schema: anything, body }));
    });
  withExamples(credit, 'invoice credit-note 2026-0103 50.00 --number 2026-C005 --issued-on today');

  const writeOff = invoice
    .command('write-off')
    .description('gives up what is open; the chase ends')
    .argument('<invoice>', invoiceHelp)
    .requiredOption('--reason <text>', 'why; it stands in the timeline')
    .action(async (id: string, { reason }: { reason: string }) =>
      printInvoice(context, await context.api.post(await invoicePath(context, id, 'write-off'), { schema: anything, body: { reason } })),
    );
  withExamples(writeOff, 'invoice write-off 2026-0109 --reason "costs more than it brings"');
}

/** Of an invoice or of a payment: the same reversal. */
export async function reversePayment(context: CliContext, payment: string, flags: { on?: string; reason?: string }): Promise<void> {
  const path = `/v1/payments/${segment(payment)}`;
  const body = given({ reversedOn: await dayOf(context, flags.on, { path }), reason: flags.reason });
  printOne(context, await context.api.post(`${path}/reversals`, { schema: anything, body }));
}

function registerReverse(invoice: Command, context: CliContext): void {
  const reverse = invoice
    .command('reverse')
    .description('takes the payment of an invoice back (storno, chargeback): a chase that it had closed goes on')
    .argument('<invoice>', `${invoiceHelp}; or the payment itself, pay_..., where there are several`)
    .addOption(new Option('--on <date>', 'day on which the bank took it back; today without it').argParser(parseDay))
    .option('--reason <text>', 'why, as the bank says')
    .action(async (id: string, flags: { on?: string; reason?: string }) =>
      reversePayment(context, await factRef(context, id, standingPayment), flags),
    );
  withExamples(reverse, 'invoice reverse 2026-0103 --on 2026-02-02 --reason storno', 'invoice reverse pay_01kf2q6w3v8rjtn5s7d9x4m2bc');
}

/** Adds the commands. */
export function registerInvoiceFacts(invoice: Command, context: CliContext): void {
  registerDispute(invoice, context);
  registerResolve(invoice, context);
  registerPromises(invoice, context);
  registerCorrections(invoice, context);
  registerReverse(invoice, context);
}
