/** `maanwerk policy simulate` and `policy compare`: what would be sent, never who would pay. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { addDays } from '#domain/calendar/iso-date.js';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { anything, type ListView, printRows, view } from './support/answers.js';
import { readJsonFile, withExamples } from './support/options.js';
import { showInstant, showMoney } from './support/show.js';
import { given, parseCents, parseDate } from './support/values.js';

/** How often the job is looked at. */
const LOOK_EVERY_MS = 250;
/** A job that has not moved for this long has no worker. */
const STALLED_AFTER_MS = 60_000;
/** From the due date to a handover, and a little more. */
const LOOK_AHEAD_DAYS = 120;
const TERM_DAYS = 30;

const text = z.string().nullish();
const contactRow = z.looseObject({
  invoice: z.string(),
  step: z.string(),
  kind: text,
  channel: text,
  at: text,
  amount: z.object({ amount: z.number(), currency: z.string() }).nullish(),
  reason: text,
});
const gateRow = z.looseObject({ invoice: z.string(), step: text, gate: z.string(), on: z.string() });
const endRow = z.looseObject({ invoice: z.string(), outcome: z.string(), on: z.string() });
const simulationAnswer = z.looseObject({
  policy: z.string(),
  contacts: z.array(z.unknown()),
  states: z.array(z.looseObject({ state: text, on: z.string() })).default([]),
  gates: z.array(gateRow).default([]),
  ended: z.array(endRow).default([]),
});

const contactList: ListView<z.output<typeof contactRow>> = {
  row: contactRow,
  empty: 'Nothing would be sent.',
  columns: [
    { title: 'At', value: (row, zone) => showInstant(row.at, zone) },
    { title: 'Invoice', value: (row) => row.invoice },
    { title: 'Step', value: (row) => row.step },
    { title: 'Kind', value: (row) => row.kind },
    { title: 'Channel', value: (row) => row.channel },
    { title: 'Amount', value: (row) => showMoney(row.amount), align: 'right' },
    { title: 'Why', value: (row) => row.reason },
  ],
};

interface SimulateFlags {
  readonly file?: string;
  readonly amount?: number;
  readonly due?: string;
  readonly kind: string;
  readonly until?: string;
  readonly paid?: string;
}

/** One invoice from options; a file says everything itself. */
function simulationBody(policy: string | undefined, flags: SimulateFlags): Record<string, unknown> {
  if (flags.file !== undefined) return { ...readJsonFile(flags.file), ...given({ policy, until: flags.until }) };
  if (flags.amount === undefined || flags.due === undefined)
    throw new CliFailure(ExitCode.usage, 'Say what to try: --amount 1210 --due 2026-02-04, or --file invoices.json');
  const total = { amount: flags.amount, currency: 'EUR' };
  return given({
    policy,
    invoices: [{ number: 'invoice', debtor: { kind: flags.kind }, issueDate: addDays(flags.due, -TERM_DAYS), dueDate: flags.due, total }],
    events: flags.paid === undefined ? undefined : [{ on: flags.paid, invoice: 'invoice', type: 'payment', amount: total }],
    until: flags.until ?? addDays(flags.due, LOOK_AHEAD_DAYS),
  });
}

async function simulate(context: CliContext, policy: string | undefined, flags: SimulateFlags): Promise<void> {
  const raw = await context.api.post('/v1/simulations', { schema: anything, body: simulationBody(policy, flags) });
  if (context.output.format === 'json') return context.output.json(raw);
  const answer = view(simulationAnswer, raw);
  context.output.say(`What ${answer.policy} would do; nothing is sent or stored.`);
  printRows(context, answer.contacts, contactList);
  for (const { on, state } of answer.states) context.output.say(`${on}  would be ${state ?? 'clear'}`);
  for (const { on, invoice, step, gate } of answer.gates)
    context.output.say(`${on}  ${invoice}: ${step ?? 'the next step'} would wait (${gate})`);
  for (const { on, invoice, outcome } of answer.ended) context.output.say(`${on}  ${invoice}: would be ${outcome}`);
}

const side = z.looseObject({ contacts: z.number(), firstContactOn: text, gates: z.number(), handovers: z.number() });
const differenceRow = z.looseObject({
  debtor: z.looseObject({ id: z.string(), name: text }),
  difference: z.looseObject({ contacts: z.number(), firstContactDays: z.number().nullish(), gates: z.number(), handovers: z.number() }),
  before: side,
  after: side,
});
const portfolioResult = z.looseObject({
  policy: z.string(),
  against: text,
  debtors: z.looseObject({ total: z.number(), changed: z.number(), listed: z.number() }),
  before: side,
  after: side,
  differences: z.array(z.unknown()),
});
const job = z.looseObject({
  id: z.string(),
  status: z.string(),
  done: z.number(),
  total: z.number().nullish(),
  result: z.unknown(),
  error: text,
});

const change = (before: number, after: number): string => (before === after ? String(after) : `${before} -> ${after}`);
const shift = (days: number | null | undefined): string => (days ? ` (${days > 0 ? '+' : ''}${days} d)` : '');

const differenceList: ListView<z.output<typeof differenceRow>> = {
  row: differenceRow,
  empty: 'No debtor would notice.',
  columns: [
    { title: 'Debtor', value: ({ debtor }) => debtor.name ?? debtor.id },
    { title: 'Contacts', value: ({ before, after }) => change(before.contacts, after.contacts) },
    {
      title: 'First contact',
      value: ({ before, after, difference }) =>
        before.firstContactOn === after.firstContactOn
          ? (after.firstContactOn ?? 'none')
          : `${before.firstContactOn ?? 'none'} -> ${after.firstContactOn ?? 'none'}${shift(difference.firstContactDays)}`,
    },
    { title: 'Gates', value: ({ before, after }) => change(before.gates, after.gates) },
    { title: 'Handovers', value: ({ before, after }) => change(before.handovers, after.handovers) },
  ],
};

interface CompareFlags {
  readonly days?: number;
  readonly until?: string;
  readonly debtor?: readonly string[];
}

/** Follows the job with a bar. @throws CliFailure when it fails or nothing works on it */
async function finished(context: CliContext, first: unknown): Promise<unknown> {
  const bar = context.progress('debtors', 0);
  let raw = first;
  let movedAt = Date.now();
  let mark = '';
  try {
    for (;;) {
      const { id, status, done, total, error } = view(job, raw);
      if (total) bar.total(total);
      bar.update(done);
      if (status === 'done') return raw;
      if (status === 'failed') throw new CliFailure(ExitCode.error, 'The comparison failed', { why: error ?? 'no reason was given' });
      if (mark !== `${status} ${done}`) movedAt = Date.now();
      mark = `${status} ${done}`;
      if (Date.now() - movedAt > STALLED_AFTER_MS)
        throw new CliFailure(ExitCode.error, `The comparison ${id} does not move`, {
          todo: ['check that the worker runs: `maanwerk doctor`'],
        });
      await wait(LOOK_EVERY_MS);
      raw = await context.api.get(`/v1/jobs/${id}`, { schema: anything });
    }
  } finally {
    bar.stop();
  }
}

async function compare(
  context: CliContext,
  { policy, against }: { policy: string; against: string | undefined },
  flags: CompareFlags,
): Promise<void> {
  const body = given({ policy, against, days: flags.days, until: flags.until, debtors: flags.debtor });
  const raw = await finished(context, await context.api.post('/v1/portfolio-simulations', { schema: anything, body }));
  if (context.output.format === 'json') return context.output.json(raw);
  const result = view(portfolioResult, view(job, raw).result);
  printRows(context, result.differences, differenceList);
  const { debtors, before, after } = result;
  context.output.say(
    `${result.against ?? 'as it is now'} -> ${result.policy}: ${debtors.changed} of ${debtors.total} debtors would get something else.`,
  );
  context.output.say(
    `There would be: contacts ${change(before.contacts, after.contacts)}, gates ${change(before.gates, after.gates)}, handovers ${change(before.handovers, after.handovers)}.`,
  );
  if (debtors.listed < debtors.changed)
    context.output.say(`The ${debtors.listed} with the greatest difference are listed; name others with --debtor.`);
  context.output.say('This is what would be sent. Who would pay, nobody knows.');
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Registers both. */
export function registerWhatIf(policy: Command, context: CliContext): void {
  const simulateCommand = policy
    .command('simulate [policy]')
    .description('what a policy would do with an invoice, day by day; nothing is stored')
    .addOption(new Option('--amount <amount>', 'total, such as 1210.00').argParser(parseCents))
    .addOption(new Option('--due <date>', 'due date; issued thirty days before').argParser(parseDate))
    .addOption(
      new Option('--kind <kind>', 'who the debtor is')
        .choices(['consumer', 'natural_business', 'company', 'government', 'unknown'])
        .default('company'),
    )
    .addOption(new Option('--paid <date>', 'day on which all is paid').argParser(parseDate))
    .addOption(new Option('--until <date>', `last day; ${LOOK_AHEAD_DAYS} days after the due date`).argParser(parseDate))
    .option('--file <path>', 'invoices and events as JSON, - for standard input')
    .action((key: string | undefined, flags: SimulateFlags) => simulate(context, key, flags));
  withExamples(
    simulateCommand,
    'policy simulate standaard --amount 1210 --due 2026-02-04 --kind consumer',
    'policy simulate strak --file invoices.json',
  );

  const compareCommand = policy
    .command('compare <first> [second]')
    .description('the open book under two policies; with one policy: as it is now, and under that one')
    .addOption(new Option('--days <count>', `days to look ahead; ${LOOK_AHEAD_DAYS}`).argParser(Number))
    .addOption(new Option('--until <date>', 'last day, instead of days').argParser(parseDate).conflicts('days'))
    .addOption(new Option('--debtor <id>', 'only this debtor; can be repeated').argParser(collect))
    .action((first: string, second: string | undefined, flags: CompareFlags) =>
      compare(context, second === undefined ? { policy: first, against: undefined } : { policy: second, against: first }, flags),
    );
  withExamples(compareCommand, 'policy compare standaard strak', 'policy compare attent --days 60 -o json');
}
