/** `maanwerk payment ...`: what came in, where it went, and what was taken back. */
import { Option, type Command } from 'commander';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { reversePayment } from './invoice-facts.js';
import { type PageFlags, anything, list, printOne } from './support/answers.js';
import { parseDay } from './support/clock-day.js';
import { paymentList } from './support/fact-lists.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { invoiceHelp } from './support/references.js';
import { given } from './support/values.js';

const anId = 'pay_01kf2q6w3v8rjtn5s7d9x4m2bc';

function registerReads(payment: Command, context: CliContext): void {
  const all = withPaging(payment.command('list').description('payments, the one recorded last first'))
    .option('--invoice <invoice>', `booked on or set off against one invoice: ${invoiceHelp}`)
    .option('--debtor <id>', 'of one debtor (deb_... or ext:...)')
    .addOption(new Option('--status <status>', 'what became of it').choices(['assigned', 'unmatched', 'reversed']))
    .action((flags: PageFlags) => list(context, { path: '/v1/payments', query: given({ ...flags }), how: paymentList }));
  withExamples(all, 'payment list --debtor ext:D1003', 'payment list --invoice 2026-0103 -o csv');
  const get = payment
    .command('get')
    .description('one payment, and what it was set off against')
    .argument('<payment>', 'pay_...')
    .action(async (id: string) => printOne(context, await context.api.get(`/v1/payments/${segment(id)}`, { schema: anything })));
  withExamples(get, `payment get ${anId} -o json`);
}

/** Adds the commands; a payment is recorded with `maanwerk invoice pay`. */
export const registerPayment: RegisterCommand = (program, context) => {
  const payment = program.command('payment').description('payments: look, take back, set off; recorded with `maanwerk invoice pay`');
  registerReads(payment, context);
  const reverse = payment
    .command('reverse')
    .description('takes a payment back (storno, chargeback): a chase that it had closed goes on')
    .argument('<payment>', 'pay_...')
    .addOption(new Option('--on <date>', 'day on which the bank took it back; today without it').argParser(parseDay))
    .option('--reason <text>', 'why, as the bank says')
    .action((id: string, flags: { on?: string; reason?: string }) => reversePayment(context, id, flags));
  withExamples(reverse, `payment reverse ${anId} --on 2026-02-02 --reason storno`);
  const setOff = payment
    .command('set-off')
    .description('sets off the credit of a payment that looked paid twice; to pay it back, reverse the payment')
    .argument('<payment>', 'pay_...')
    .action(async (id: string) => printOne(context, await context.api.post(`/v1/payments/${segment(id)}/set-off`, { schema: anything })));
  withExamples(setOff, `payment set-off ${anId}`);
};
