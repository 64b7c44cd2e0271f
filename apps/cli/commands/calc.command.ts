import { Option, type Command } from 'commander';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { anything, printOne } from './support/answers.js';
import { withExamples } from './support/options.js';
import { given, parseCents, parseDate } from './support/values.js';

const cents = (amount: number): { amount: number; currency: string } => ({ amount, currency: 'EUR' });
const date = (flags: string, description: string): Option => new Option(flags, description).argParser(parseDate);
const collect = (text: string, before: readonly number[] = []): number[] => [...before, parseCents(text)];

async function ask(context: CliContext, calculator: string, body: Record<string, unknown>): Promise<void> {
  printOne(context, await context.api.post(`/v1/calculators/${calculator}`, { schema: anything, body }));
}

function registerMoney(calc: Command, context: CliContext): void {
  const costs = calc
    .command('costs')
    .description('collection costs by the decree (BIK) over one or more principals')
    .argument('<amount...>', 'principals, such as 600.00', collect)
    .addOption(
      new Option('--kind <kind>', 'who the debtor is')
        .choices(['consumer', 'natural_business', 'company', 'government'])
        .default('consumer'),
    )
    .option('--vat <rate>', 'the creditor cannot reclaim VAT: add it at this rate, such as 21')
    .action((amounts: number[], flags: { kind: string; vat?: string }) =>
      ask(
        context,
        'collection-costs',
        given({
          principals: amounts.map(cents),
          debtorKind: flags.kind,
          vat: flags.vat === undefined ? undefined : { declared: true, rate: flags.vat },
        }),
      ),
    );
  withExamples(costs, 'calc costs 600', 'calc costs 250 1250.50 --kind company --vat 21');

  const interest = calc
    .command('interest')
    .description('statutory interest, segment by segment')
    .argument('<amount>', 'principal, such as 1000.00', parseCents)
    .addOption(new Option('--kind <kind>', 'which interest').choices(['consumer', 'commercial', 'government']).default('consumer'))
    .addOption(date('--due <date>', 'due date; interest runs from the day after').makeOptionMandatory())
    .addOption(date('--until <date>', 'up to and including this day').makeOptionMandatory())
    .action((amount: number, flags: { kind: string; due: string; until: string }) =>
      ask(context, 'statutory-interest', { principal: cents(amount), kind: flags.kind, dueDate: flags.due, until: flags.until }),
    );
  withExamples(interest, 'calc interest 1000 --kind commercial --due 2025-06-15 --until 2025-08-14');
}

function registerTime(calc: Command, context: CliContext): void {
  const notice = calc
    .command('notice-term')
    .description('last day of the 14-day letter, and the first day on which costs are due')
    .addOption(date('--sent <date>', 'day it was sent').makeOptionMandatory())
    .addOption(new Option('--channel <channel>', 'how it was sent').choices(['post', 'email']).default('post'))
    .addOption(date('--received <date>', 'day it was received, when that is known'))
    .action((flags: { sent: string; channel: string; received?: string }) =>
      ask(context, 'notice-term', given({ sentOn: flags.sent, channel: flags.channel, receivedOn: flags.received })),
    );
  withExamples(notice, 'calc notice-term --sent 2026-11-23', 'calc notice-term --sent 2026-11-23 --channel email');

  const day = calc
    .command('working-day')
    .description('whether a day is a working day, and the next one')
    .argument('<date>', 'day to look at', parseDate)
    .addOption(new Option('--calendar <name>', 'by law, or of the banks').choices(['nl-legal', 'target']).default('nl-legal'))
    .action((on: string, flags: { calendar: string }) => ask(context, 'working-day', { date: on, calendar: flags.calendar }));
  withExamples(day, 'calc working-day 2026-04-27', 'calc working-day 2026-05-01 --calendar target');
}

function registerReference(calc: Command, context: CliContext): void {
  const reference = calc
    .command('reference')
    .description('makes a payment reference, or checks one')
    .argument('<text>', 'base number, or with --check the reference itself')
    .addOption(new Option('--kind <kind>', 'which kind to make').choices(['rf', 'betalingskenmerk']).default('rf'))
    .option('--check', 'check it')
    .action((text: string, flags: { kind: string; check?: true }) =>
      ask(context, 'payment-reference', flags.check ? { check: text } : { kind: flags.kind, base: text }),
    );
  withExamples(reference, 'calc reference 20260101', 'calc reference "RF18 5390 0754 7034" --check');
}

/** `maanwerk calc ...` */
export const registerCalc: RegisterCommand = (program, context) => {
  const calc = program.command('calc').description('the rules as calculators: costs, interest, terms, days, references');
  registerMoney(calc, context);
  registerTime(calc, context);
  registerReference(calc, context);
};
