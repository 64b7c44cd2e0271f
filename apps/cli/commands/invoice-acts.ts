/** What changes a chase: payment, pause, resume, close, and the operator's acts on one step. */
import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { CliContext } from '../frame/context.js';
import { anything, printOne } from './support/answers.js';
import { segment, withExamples } from './support/options.js';
import { invoiceHelp, invoicePath } from './support/references.js';
import { amountIn, given, parseDate } from './support/values.js';

const until = (text: string): Option => new Option('--until <date>', text).argParser(parseDate);

interface PayFlags {
  readonly on: string;
  readonly reference?: string;
  readonly method?: string;
  readonly currency: string;
}

const money = z.looseObject({ amount: z.number(), currency: z.string() });
const paid = z.looseObject({
  inFlight: z.array(z.unknown()).default([]),
  allocations: z.array(z.looseObject({ number: z.string(), amount: money, open: money })).default([]),
  hint: z.looseObject({ detail: z.string() }).nullish(),
});
const inWords = ({ amount, currency }: z.output<typeof money>): string => `${currency} ${(amount / 100).toFixed(2)}`;

/** What the answer to a payment says beyond the invoice it was booked on. */
function explainPayment(context: CliContext, raw: unknown): void {
  const answer = paid.safeParse(raw).data;
  if (!answer) return;
  const { allocations, hint, inFlight } = answer;
  if (allocations.length > 1)
    for (const { number, amount, open } of allocations)
      context.output.warn(`Note: ${inWords(amount)} went to invoice ${number}; open ${inWords(open)}.`);
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
    .addOption(new Option('--on <date>', 'day the money was received, or "today"').argParser(parseDate).makeOptionMandatory())
    .option('--reference <text>', 'reference on the bank statement')
    .option('--method <method>', 'how it was paid')
    .option('--currency <code>', 'currency', 'EUR')
    .action(async (id: string, amount: string, flags: PayFlags) => {
      const { on, currency, ...rest } = flags;
      const body = given({ amount: amountIn(currency, amount), paidOn: on, ...rest });
      const raw = await context.api.post(await invoicePath(context, id, 'payments'), { schema: anything, body });
      printOne(context, raw);
      explainPayment(context, raw);
    });
  withExamples(command, 'invoice pay ext:order-7001 145.20 --on 2026-01-28', 'invoice pay inv_... 50 --on today --reference "term 1"');
}

/** One POST without an answer of its own to explain: the invoice (or step) comes back and is printed. */
async function act(context: CliContext, [id, what]: readonly [string, string], body: Record<string, unknown>): Promise<void> {
  printOne(context, await context.api.post(await invoicePath(context, id, what), { schema: anything, body }));
}

function registerPauses(invoice: Command, context: CliContext): void {
  const pause = invoice
    .command('pause')
    .description('stops the chase until it is resumed, or until a day')
    .argument('<invoice>', invoiceHelp)
    .requiredOption('--reason <text>', 'why; it stands in the timeline')
    .addOption(until('last day of the pause'))
    .action((id: string, flags: { reason: string; until?: string }) => act(context, [id, 'pause'], given({ ...flags })));
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
    .action((id: string, step: string, flags: { until: string; reason?: string }) =>
      act(context, stepPath(id, step, 'postpone'), given({ ...flags })),
    );
  withExamples(postpone, 'invoice postpone 2026-0103 notice --until 2026-03-02');
}

/** Adds the commands. */
export function registerInvoiceActs(invoice: Command, context: CliContext): void {
  registerPay(invoice, context);
  registerPauses(invoice, context);
  registerSteps(invoice, context);
}
