import type { CliContext, RegisterCommand } from '../frame/context.js';
import type { Command } from 'commander';
import { type PageFlags, anything, list, printOne } from './support/answers.js';
import { dayOf, parseDay } from './support/clock-day.js';
import { noticeList } from './support/lists.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { invoiceHelp } from './support/references.js';
import { given } from './support/values.js';

const anId = 'ntc_01kf2q6w3v8rjtn5s7d9x4m2bc';

/** `maanwerk notice ...` */
export const registerNotice: RegisterCommand = (program, context) => {
  const notice = program.command('notice').description('formal notices: what they name, their term, and how they ended');
  const all = withPaging(notice.command('list').description('formal notices, the newest first'))
    .option('--invoice <invoice>', `that name one invoice: ${invoiceHelp}`)
    .option('--debtor <id>', 'to one debtor')
    .option('--state <state>', 'claimed, sent, unknown, void, superseded or withdrawn')
    .action((flags: PageFlags) => list(context, { path: '/v1/notices', query: given({ ...flags }), how: noticeList }));
  withExamples(all, 'notice list --debtor ext:D1003', 'notice list --state void');
  const get = notice
    .command('get <notice>')
    .description('one formal notice, with the claims it names')
    .action(async (id: string) => printOne(context, await context.api.get(`/v1/notices/${segment(id)}`, { schema: anything })));
  withExamples(get, `notice get ${anId}`);
  registerReturned(notice, context);
  registerPosted(notice, context);
  registerReceived(notice, context);
};

async function say(context: CliContext, [id, what]: readonly [string, string], flags: { readonly on: string }): Promise<void> {
  const path = `/v1/notices/${segment(id)}`;
  const body = given({ ...flags, on: await dayOf(context, flags.on, { path }) });
  printOne(context, await context.api.post(`${path}/${what}`, { schema: anything, body }));
}

function registerReturned(notice: Command, context: CliContext): void {
  const returned = notice
    .command('returned <notice>')
    .description('it came back: it counts for nothing, and its address is not used again')
    .requiredOption('--on <date>', 'the day on which it came back', parseDay)
    .requiredOption('--reason <text>', 'as the envelope says')
    .action((id: string, flags: { on: string; reason: string }) => say(context, [id, 'returned'], flags));
  withExamples(returned, `notice returned ${anId} --on 2026-04-20 --reason moved`);
}

function registerPosted(notice: Command, context: CliContext): void {
  const posted = notice
    .command('posted <notice>')
    .description('the day on which the letter was put in the post: its presumed receipt and its term count from it')
    .requiredOption('--on <date>', 'the day on which it was put in the post', parseDay)
    .action((id: string, flags: { on: string }) => say(context, [id, 'posted'], flags));
  withExamples(posted, `notice posted ${anId} --on 2026-04-13`);
}

function registerReceived(notice: Command, context: CliContext): void {
  const received = notice
    .command('received <notice>')
    .description('the day on which the debtor surely got it: its term is calculated from it')
    .requiredOption('--on <date>', 'the day on which he got it', parseDay)
    .requiredOption('--proof <text>', 'what it is known from')
    .action((id: string, flags: { on: string; proof: string }) => say(context, [id, 'received'], flags));
  withExamples(received, `notice received ${anId} --on 2026-04-14 --proof signature`);
}
