import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { anything, type ListView, printOne, printRows, view } from './support/answers.js';
import { readJsonFile, withExamples } from './support/options.js';
import { showMoney } from './support/show.js';
import { given, parseCents, parseDate } from './support/values.js';

interface Cents {
  readonly amount: number;
  readonly currency: string;
}
const cents = (amount: number): Cents => ({ amount, currency: 'EUR' });
const date = (flags: string, description: string): Option => new Option(flags, description).argParser(parseDate);
const collect = (text: string, before: readonly number[] = []): number[] => [...before, parseCents(text)];
const collectDate = (text: string, before: readonly string[] = []): string[] => [...before, parseDate(text)];
const money = z.object({ amount: z.number(), currency: z.string() });

async function question(context: CliContext, calculator: string, body: Record<string, unknown>): Promise<unknown> {
  return context.api.post(`/v1/calculators/${calculator}`, { schema: anything, body });
}

async function ask(context: CliContext, calculator: string, body: Record<string, unknown>): Promise<void> {
  printOne(context, await question(context, calculator, body));
}

/** Prints the lines of a sum above its outcome. */
function printSum<Row>(context: CliContext, raw: unknown, { field, list }: { field: string; list: ListView<Row> }): void {
  if (context.output.format === 'table') {
    const rows = view(z.looseObject({ [field]: z.array(z.unknown()).default([]) }), raw)[field];
    if (Array.isArray(rows) && rows.length > 0) printRows(context, rows, list);
  }
  printOne(context, raw);
}

const stepRow = z.looseObject({ from: money, to: money.nullable(), rate: z.string(), amount: money });
const steps: ListView<z.output<typeof stepRow>> = {
  row: stepRow,
  empty: '',
  columns: [
    { title: 'From', value: ({ from }) => showMoney(from), align: 'right' },
    { title: 'To', value: ({ to }) => showMoney(to), align: 'right' },
    { title: '%', value: ({ rate }) => rate, align: 'right' },
    { title: 'Costs', value: ({ amount }) => showMoney(amount), align: 'right' },
  ],
};

const segmentRow = z.looseObject({ from: z.string(), to: z.string(), days: z.number(), rate: z.string(), base: money, interest: money });
const segments: ListView<z.output<typeof segmentRow>> = {
  row: segmentRow,
  empty: '',
  columns: [
    { title: 'From', value: ({ from }) => from },
    { title: 'To', value: ({ to }) => to },
    { title: 'Days', value: ({ days }) => days, align: 'right' },
    { title: '%', value: ({ rate }) => rate, align: 'right' },
    { title: 'Over', value: ({ base }) => showMoney(base), align: 'right' },
    { title: 'Interest', value: ({ interest }) => showMoney(interest), align: 'right' },
  ],
};

const bucketRow = z.looseObject({ key: z.string(), count: z.number(), amount: money });
const buckets: ListView<z.output<typeof bucketRow>> = {
  row: bucketRow,
  empty: '',
  columns: [
    { title: 'Days overdue', value: ({ key }) => key },
    { title: 'Items', value: ({ count }) => count, align: 'right' },
    { title: 'Open', value: ({ amount }) => showMoney(amount), align: 'right' },
  ],
};

function registerCosts(calc: Command, context: CliContext): void {
  const costs = calc
    .command('costs')
    .alias('bik')
    .description('collection costs by the decree (BIK) over one or more principals')
    .argument('<amount...>', 'principals, such as 600.00', collect)
    .addOption(
      new Option('--kind <kind>', 'who the debtor is')
        .choices(['consumer', 'natural_business', 'company', 'government', 'unknown'])
        .default('consumer'),
    )
    .option('--vat <rate>', 'the creditor cannot reclaim VAT: add it at this rate, such as 21')
    .option('--per-invoice-minimum', 'businesses only: at least EUR 40 for each invoice')
    .addOption(new Option('--paid <amount>', 'paid inside the term of the 14-day letter').argParser(parseCents))
    .action(async (amounts: number[], flags: { kind: string; vat?: string; perInvoiceMinimum?: true; paid?: number }) => {
      const body = given({
        principals: amounts.map(cents),
        debtorKind: flags.kind,
        vat: flags.vat === undefined ? undefined : { declared: true, rate: flags.vat },
        perInvoiceMinimum: flags.perInvoiceMinimum,
        paidWithinTerm: flags.paid === undefined ? undefined : cents(flags.paid),
      });
      printSum(context, await question(context, 'collection-costs', body), { field: 'steps', list: steps });
    });
  withExamples(costs, 'calc bik 1234.56 --kind consumer', 'calc costs 600', 'calc costs 250 1250.50 --kind company --vat 21');
}

function registerMoney(calc: Command, context: CliContext): void {
  const interest = calc
    .command('interest')
    .alias('rente')
    .description('statutory interest, segment by segment')
    .argument('<amount>', 'principal, such as 1000.00', parseCents)
    .addOption(new Option('--kind <kind>', 'which interest').choices(['consumer', 'commercial', 'government']).default('consumer'))
    .addOption(date('--due <date>', 'due date; interest runs from the day after').makeOptionMandatory())
    .addOption(date('--until <date>', 'up to and including this day').makeOptionMandatory())
    .action(async (amount: number, flags: { kind: string; due: string; until: string }) => {
      const body = { principal: cents(amount), kind: flags.kind, dueDate: flags.due, until: flags.until };
      printSum(context, await question(context, 'statutory-interest', body), { field: 'segments', list: segments });
    });
  withExamples(interest, 'calc interest 1000 --kind commercial --due 2025-06-15 --until 2025-08-14');

  const allocation = calc
    .command('allocation <file>')
    .description('where a payment goes over open claims; the request as JSON, - for standard input')
    .action((file: string) => ask(context, 'allocation', readJsonFile(file)));
  withExamples(allocation, 'calc allocation claims.json -o json');

  const ageing = calc
    .command('ageing <file>')
    .description('open items by age; the request as JSON, - for standard input')
    .action(async (file: string) => {
      const raw = await question(context, 'ageing', readJsonFile(file));
      printSum(context, raw, { field: 'buckets', list: buckets });
    });
  withExamples(ageing, 'calc ageing items.json');
}

interface Acts {
  readonly demanded?: readonly string[];
  readonly acknowledged?: readonly string[];
  readonly served?: readonly string[];
  readonly executed?: readonly string[];
}

/** The acts that the flags name, by kind; nothing without one. */
function interruptionsOf({ demanded = [], acknowledged = [], served = [], executed = [] }: Acts): object[] | undefined {
  const acts = [
    ...demanded.map((on) => ({ on, kind: 'written-demand' })),
    ...acknowledged.map((on) => ({ on, kind: 'acknowledgement' })),
    ...served.map((on) => ({ on, kind: 'judgment-served' })),
    ...executed.map((on) => ({ on, kind: 'execution' })),
  ];
  return acts.length > 0 ? acts : undefined;
}

function registerTime(calc: Command, context: CliContext): void {
  const notice = calc
    .command('notice-term')
    .description('last day of the 14-day letter, and the first day on which costs are due')
    .addOption(date('--sent <date>', 'day it was sent').makeOptionMandatory())
    .addOption(new Option('--channel <channel>', 'how it was sent').choices(['post', 'email']).default('post'))
    .addOption(date('--received <date>', 'day it was received, when that is known; needed for e-mail'))
    .addOption(new Option('--margin <days>', 'days to wait for slow post').argParser(Number))
    .action((flags: { sent: string; channel: string; received?: string; margin?: number }) =>
      ask(
        context,
        'notice-term',
        given({ sentOn: flags.sent, channel: flags.channel, receivedOn: flags.received, marginDays: flags.margin }),
      ),
    );
  withExamples(notice, 'calc notice-term --sent 2026-11-23', 'calc notice-term --sent 2026-11-23 --channel email --received 2026-11-23');

  const day = calc
    .command('working-day')
    .description('whether a day is a working day, and the next one')
    .argument('<date>', 'day to look at', parseDate)
    .addOption(new Option('--calendar <name>', 'by law, or of the banks').choices(['nl-legal', 'target']).default('nl-legal'))
    .addOption(new Option('--term <days>', 'when a statutory term of so many days ends').argParser(Number))
    .action((on: string, flags: { calendar: string; term?: number }) =>
      ask(context, 'working-day', given({ date: on, calendar: flags.calendar, termDays: flags.term })),
    );
  withExamples(day, 'calc working-day 2026-04-27', 'calc working-day 2026-05-01 --calendar target');

  const lapse = calc
    .command('limitation')
    .description('when a claim lapses')
    .addOption(date('--due <date>', 'due date, or day of the judgment').makeOptionMandatory())
    .addOption(
      new Option('--claim <kind>', 'what is claimed')
        .choices(['contract', 'consumer-purchase', 'periodic', 'judgment', 'judgment-periodic'])
        .default('contract'),
    )
    .addOption(new Option('--demanded <date>', 'day of a written demand; can be repeated').argParser(collectDate))
    .addOption(new Option('--acknowledged <date>', 'day the debtor acknowledged it; can be repeated').argParser(collectDate))
    .addOption(new Option('--served <date>', 'day the judgment was served; can be repeated').argParser(collectDate))
    .addOption(new Option('--executed <date>', 'day of an act of execution of the judgment; can be repeated').argParser(collectDate))
    .action((flags: { due: string; claim: string } & Acts) =>
      ask(context, 'limitation', given({ dueDate: flags.due, claim: flags.claim, interruptions: interruptionsOf(flags) })),
    );
  withExamples(
    lapse,
    'calc limitation --due 2021-12-15',
    'calc limitation --due 2021-12-15 --demanded 2026-11-20',
    'calc limitation --claim judgment --due 2006-09-01 --served 2024-03-04',
  );
}

function registerReference(calc: Command, context: CliContext): void {
  const reference = calc
    .command('reference')
    .description('makes a payment reference, or checks one')
    .argument('<text>', 'base number, or with --check the reference itself')
    .addOption(new Option('--kind <kind>', 'which kind to make').choices(['rf', 'betalingskenmerk']).default('rf'))
    .addOption(new Option('--length <digits>', 'of a betalingskenmerk; 16').argParser(Number))
    .option('--check', 'check it')
    .action((text: string, flags: { kind: string; length?: number; check?: true }) =>
      ask(context, 'payment-reference', flags.check ? { check: text } : given({ kind: flags.kind, base: text, length: flags.length })),
    );
  withExamples(reference, 'calc reference 20260101', 'calc reference "RF18 5390 0754 7034" --check');

  const qr = calc
    .command('qr <amount>')
    .description('the QR code of a SEPA transfer; --svg prints the drawing only')
    .requiredOption('--name <name>', 'name of the account')
    .requiredOption('--iban <iban>', 'account')
    .option('--reference <rf>', 'RF reference')
    .addOption(new Option('--text <text>', 'free text').conflicts('reference'))
    .option('--svg', 'print the drawing')
    .action(async (amount: string, flags: { name: string; iban: string; reference?: string; text?: string; svg?: true }) => {
      const { svg: only, ...rest } = flags;
      const raw = await question(context, 'epc-qr', given({ amount: cents(parseCents(amount)), ...rest }));
      const { svg, payload, bytes } = view(z.looseObject({ svg: z.string(), payload: z.string(), bytes: z.number() }), raw);
      if (only) return context.output.lines([svg.trimEnd()]);
      if (context.output.format === 'json') return context.output.json(raw);
      context.output.lines(payload.split('\n'));
      context.output.say(`${bytes} bytes; --svg prints the drawing.`);
    });
  withExamples(qr, 'calc qr 968 --name "Voorbeeld B.V." --iban NL91ABNA0417164300 --reference RF73INV20260042 --svg > pay.svg');
}

/** `maanwerk calc ...` */
export const registerCalc: RegisterCommand = (program, context) => {
  const calc = program.command('calc').description('the rules as calculators: costs, interest, terms, days, references');
  registerCosts(calc, context);
  registerMoney(calc, context);
  registerTime(calc, context);
  registerReference(calc, context);
};
