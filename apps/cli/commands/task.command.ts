import { Option, type Command } from 'commander';
import { taskOutcomes, whyUnpaidCodes } from '#contracts/task-outcomes.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { type PageFlags, anything, list, printOne } from './support/answers.js';
import { dayOf, instantOf, parseDay } from './support/clock-day.js';
import { taskList } from './support/lists.js';
import { readJsonFile, segment, withExamples, withPaging } from './support/options.js';
import { invoiceHelp } from './support/references.js';
import { given, parseCents, parseDate, parseMoment } from './support/values.js';

interface ListFlags extends PageFlags {
  readonly status?: string;
  readonly assignee?: string;
}

interface OutcomeFlags {
  readonly note?: string;
  readonly why?: string;
  readonly promise?: string | undefined;
  readonly amount?: number;
  readonly dispute?: string;
  readonly plan?: string;
  readonly at?: string;
}

function bodyOf(code: string, flags: OutcomeFlags): Record<string, unknown> {
  const amount = flags.amount === undefined ? undefined : { amount: flags.amount, currency: 'EUR' };
  return given({
    code,
    note: flags.note,
    whyUnpaid: flags.why,
    at: flags.at,
    promise: flags.promise === undefined ? undefined : given({ date: flags.promise, amount }),
    dispute: flags.dispute === undefined ? undefined : { reason: flags.dispute },
    plan: flags.plan === undefined ? undefined : readJsonFile(flags.plan),
  });
}

function registerOutcome(task: Command, context: CliContext): void {
  const command = task
    .command('outcome')
    .description('what came of it; the chase goes on accordingly')
    .argument('<task>', 'task that was done')
    .argument('<code>', `one of ${taskOutcomes.join(', ')}`)
    .option('--note <text>', 'what was said, for colleagues: it stands on the timeline and in no text to the debtor')
    .addOption(new Option('--why <reason>', 'why the debtor has not paid').choices(whyUnpaidCodes))
    .addOption(new Option('--promise <date>', 'with reached-promise: day of payment').argParser(parseDay))
    .addOption(new Option('--amount <amount>', 'with --promise: part that was promised').argParser(parseCents))
    .option('--dispute <reason>', 'with reached-dispute: what is wrong')
    .option('--plan <file>', 'with reached-plan: instalments as JSON, - for standard input')
    .addOption(new Option('--at <moment>', 'with call-back: when to call again; the task stays open until then').argParser(parseMoment))
    .action(async (id: string, code: string, flags: OutcomeFlags) => {
      const path = `/v1/tasks/${segment(id)}`;
      const promise = await dayOf(context, flags.promise, { path });
      const at = flags.at === undefined ? {} : { at: await instantOf(context, flags.at, path) };
      const body = bodyOf(code, { ...flags, promise, ...at });
      printOne(context, await context.api.post(`${path}/outcome`, { schema: anything, body }));
    });
  withExamples(
    command,
    'task outcome tsk_... no-answer',
    'task outcome tsk_... reached-promise --promise 2026-02-13 --why cash-flow --note "pays on Friday"',
    'task outcome tsk_... call-back --at 2026-02-13T13:30:00Z --note "back from holiday"',
    'task outcome tsk_... approved',
    'task outcome tsk_... left --note "the debtor moved abroad"',
  );
}

/** `maanwerk task ...` */
export const registerTask: RegisterCommand = (program, context) => {
  const task = program.command('task').description('call tasks and approvals: look, claim, and say what came of it');
  const all = withPaging(task.command('list').description('tasks, the most urgent first'))
    .option('--status <status>', 'open, claimed, done, expired or cancelled; without it open, or claimed with --assignee')
    .option('--assignee <name>', 'claimed by one person')
    .option('--kind <kind>', 'call, approval or attention (a chase that cannot go on)')
    .addOption(new Option('--why-unpaid <reason>', 'in which the debtor gave this reason').choices(whyUnpaidCodes))
    .option('--invoice <invoice>', `about one invoice: ${invoiceHelp}`)
    .option('--debtor <id>', 'about one debtor')
    .addOption(new Option('--due <date>', 'to be done by this day').argParser(parseDate))
    .action(({ status, assignee, ...flags }: ListFlags) => {
      // A task that somebody has is no longer open.
      const query = given({ status: status ?? (assignee === undefined ? 'open' : 'claimed'), assignee, ...flags });
      return list(context, { path: '/v1/tasks', query, how: taskList });
    });
  withExamples(all, 'task list', 'task list --assignee sanne', 'task list --status done --all -o csv');

  const get = task
    .command('get <task>')
    .description('one task, with what would mend it')
    .action(async (id: string) => printOne(context, await context.api.get(`/v1/tasks/${segment(id)}`, { schema: anything })));
  withExamples(get, 'task get tsk_01kf2q6w3v8rjtn5s7d9x4m2bc');

  const claim = task
    .command('claim <task>')
    .description('takes a task, so that nobody else calls too')
    .option('--assignee <name>', 'who takes it')
    .action(async (id: string, flags: { assignee?: string }) => {
      printOne(context, await context.api.post(`/v1/tasks/${segment(id)}/claim`, { schema: anything, body: given({ ...flags }) }));
    });
  withExamples(claim, 'task claim tsk_01kf2q6w3v8rjtn5s7d9x4m2bc --assignee sanne');
  registerOutcome(task, context);
};
