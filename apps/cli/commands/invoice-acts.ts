/** What changes a chase: payment, pause, resume, close, and the operator's acts on one step. */
import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { CliContext } from '../frame/context.js';
import { type ListView, anything, printOne, printRows, view } from './support/answers.js';
import { dayOf, parseDay } from './support/clock-day.js';
import { printInvoice } from './support/invoice-summary.js';
import { segment, withExamples } from './support/options.js';
import { invoiceHelp, invoicePath } from './support/references.js';
import { showMoney } from './support/show.js';
import { amountIn, given } from './support/values.js';

const until = (text: string): Option => new Option('--until <date>', text).argParser(parseDay);

interface PayFlags {
  readonly on: string;
  readonly reference?: string;
  readonly method?: string;
  readonly currency: string;
}

const shown = z.looseObject({ amount: z.number(), currency: z.string() });
const part = z.looseObject({ number: z.string(), amount: shown, open: shown, basis: z.string().nullish() });
const paid = z.looseObject({
  id: z.string().nullish(),
  amount: shown.nullish(),
  paidOn: z.string().nullish(),
  status: z.string().nullish(),
  inFlight: z.array(z.unknown()).default([]),
  allocation: z.looseObject({ credit: shown.nullish() }).nullish(),
  allocations: z.array(part).default([]),
  hint: z.looseObject({ detail: z.string() }).nullish(),
});

const bases: Readonly<Record<string, string>> = {
  named: 'the payment names it',
  asked: 'the last message asked for it',
  plan: 'it shares the payment plan',
  due: 'it is due',
};

const allocationList: ListView<z.output<typeof part>> = {
  row: part,
  empty: 'No invoice got anything.',
  columns: [
    { title: 'Invoice', value: (row) => row.number },
    { title: 'Got', value: (row) => showMoney(row.amount), align: 'right' },
    { title: 'Open now', value: (row) => showMoney(row.open), align: 'right' },
    { title: 'Because', value: (row) => bases[row.basis ?? ''] ?? row.basis },
  ],
};

/** What came in, what each invoice got, and what a person should know; CSV is what each invoice got. */
function printPayment(context: CliContext, raw: unknown): void {
  if (context.output.format === 'json') context.output.json(raw);
  const { id, amount, paidOn, status, allocation, allocations, hint, inFlight } = view(paid, raw);
  const credit = allocation?.credit;
  if (context.output.format === 'table') {
    const tooMuch = credit && credit.amount > 0 ? credit : null;
    printOne(context, { payment: id, amount, 'paid on': paidOn, 'invoice is': status, 'too much': tooMuch });
    context.output.lines(['']);
  }
  if (context.output.format !== 'json') printRows(context, allocations, allocationList);
  if (hint) context.output.warn(`Note: ${hint.detail}`);
  if (inFlight.length > 0)
    context.output.warn(`Note: ${inFlight.length} message(s) had already left or were leaving when the payment was recorded.`);
}

function registerPay(invoice: Command, context: CliContext): void {
  const command = invoice
    .command('pay')
    .description('records a payment; a chase that is paid in full stops')
    .argument('<invoice>', `invoice that was paid: ${invoiceHelp}`)
    .argument('<amount>', 'amount received, such as 125.50')
    .addOption(
      new Option('--on <date>', 'day the money was received, or "today" on the clock of the invoice')
        .argParser(parseDay)
        .makeOptionMandatory(),
    )
    .option('--reference <text>', 'reference on the bank statement')
    .option('--method <method>', 'how it was paid')
    .option('--currency <code>', 'currency', 'EUR')
    .action(async (id: string, amount: string, flags: PayFlags) => {
      const { on, currency, ...rest } = flags;
      const received = amountIn(currency, amount);
      const body = given({ amount: received, paidOn: await dayOf(context, on, { invoice: id }), ...rest });
      const raw = await context.api.post(await invoicePath(context, id, 'payments'), { schema: anything, body });
      printPayment(context, raw);
    });
  withExamples(command, 'invoice pay ext:order-7001 145.20 --on 2026-01-28', 'invoice pay inv_... 50 --on today --reference "term 1"');
}

/** One POST without an answer of its own to explain: the invoice (or step) comes back and is printed. */
async function act(context: CliContext, [id, what]: readonly [string, string], body: Record<string, unknown>): Promise<void> {
  printInvoice(context, await context.api.post(await invoicePath(context, id, what), { schema: anything, body }));
}

function registerPauses(invoice: Command, context: CliContext): void {
  const pause = invoice
    .command('pause')
    .description('stops the chase until it is resumed, or until a day')
    .argument('<invoice>', invoiceHelp)
    .requiredOption('--reason <text>', 'why; it stands in the timeline')
    .addOption(until('last day of the pause'))
    .action(async (id: string, flags: { reason: string; until?: string }) =>
      act(context, [id, 'pause'], given({ ...flags, until: await dayOf(context, flags.until, { invoice: id }) })),
    );
  withExamples(pause, 'invoice pause 2026-0103 --reason "asked for a copy" --until 2026-02-01');

  const resume = invoice
    .command('resume')
    .description('lets a paused chase go on')
    .argument('<invoice>', invoiceHelp)
    .option('--note <text>', 'a word for the timeline')
    .action((id: string, flags: { note?: string }) => act(context, [id, 'resume'], given({ ...flags })));
  withExamples(resume, 'invoice resume 2026-0103');

  const close = invoice
    .command('close')
    .description('ends the chase for good')
    .argument('<invoice>', invoiceHelp)
    .requiredOption('--reason <text>', 'why; it stands in the timeline')
    .action((id: string, flags: { reason: string }) => act(context, [id, 'close'], { reason: flags.reason }));
  withExamples(close, 'invoice close 2026-0109 --reason "settled in person"');
}

function registerSteps(invoice: Command, context: CliContext): void {
  const stepPath = (id: string, step: string, verb: string) => [id, `steps/${segment(step)}/${verb}`] as const;
  const plain = [
    ['skip', 'a step is never taken', 'invoice skip 2026-0103 call --reason "spoke to them today"'],
    ['run-now', 'a step is taken at once, as far as the law allows', 'invoice run-now 2026-0103 reminder'],
  ] as const;
  for (const [verb, description, example] of plain) {
    const command = invoice
      .command(verb)
      .description(description)
      .argument('<invoice>', invoiceHelp)
      .argument('<step>', 'key of the step, as `maanwerk invoice plan` shows it')
      .option('--reason <text>', 'why; it stands in the timeline')
      .action((id: string, step: string, flags: { reason?: string }) => act(context, stepPath(id, step, verb), given({ ...flags })));
    withExamples(command, example);
  }
  const postpone = invoice
    .command('postpone')
    .description('a step is not taken before a day')
    .argument('<invoice>', invoiceHelp)
    .argument('<step>', 'key of the step, as `maanwerk invoice plan` shows it')
    .addOption(until('first day on which it may be taken').makeOptionMandatory())
    .option('--reason <text>', 'why; it stands in the timeline')
    .action(async (id: string, step: string, flags: { until: string; reason?: string }) =>
      act(context, stepPath(id, step, 'postpone'), given({ ...flags, until: await dayOf(context, flags.until, { invoice: id }) })),
    );
  withExamples(postpone, 'invoice postpone 2026-0103 notice --until 2026-03-02');
}

/** Adds the commands. */
export function registerInvoiceActs(invoice: Command, context: CliContext): void {
  registerPay(invoice, context);
  registerPauses(invoice, context);
  registerSteps(invoice, context);
}
