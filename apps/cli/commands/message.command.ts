import { type Command, Option } from 'commander';
import { z } from 'zod';
import { printable } from '../frame/output.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { type PageFlags, anything, list, printOne, view } from './support/answers.js';
import { dayOf, parseDay } from './support/clock-day.js';
import { registerPreview } from './message-preview.js';
import { messageList } from './support/lists.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { invoiceHelp } from './support/references.js';
import { given } from './support/values.js';

/** The parts of a message that are not for a table: the HTML never, the text below it. */
const body = z.looseObject({ html: z.string().default(''), text: z.string().default('') });

/** `maanwerk message ...` */
export const registerMessage: RegisterCommand = (program, context) => {
  const message = program.command('message').description('what was sent, to whom, and how it ended');
  const all = withPaging(message.command('list').description('the send ledger'))
    .option('--invoice <invoice>', `about one invoice: ${invoiceHelp}`)
    .option('--debtor <id>', 'to one debtor')
    .option('--status <status>', 'claimed, sent, delivered, bounced, complained, rejected, unknown or withdrawn')
    .action((flags: PageFlags) => list(context, { path: '/v1/messages', query: given({ ...flags }), how: messageList }));
  withExamples(all, 'message list --debtor ext:D1003', 'message list --status unknown');
  const get = message
    .command('get <message>')
    .description('one message, as it was sent')
    .action(async (id: string) => {
      const raw = await context.api.get(`/v1/messages/${segment(id)}`, { schema: anything });
      if (context.output.format !== 'table') return printOne(context, raw);
      const { html: _html, text, ...head } = view(body, raw);
      printOne(context, head);
      return context.output.lines(['', printable(text)]);
    });
  withExamples(get, 'message get msg_01kf2q6w3v8rjtn5s7d9x4m2bc');
  registerPreview(message, context);
  registerResolve(message, context);
};

function registerResolve(message: Command, context: CliContext): void {
  const resolve = message
    .command('resolve <message>')
    .description('say what became of a message whose outcome is unknown')
    .addOption(new Option('--arrived', 'the debtor got it').conflicts('lost'))
    .option('--lost', 'it never arrived, and may be sent again')
    .option('--received-on <date>', 'the day on which he got it; the term of a formal notice runs from it, else from today', parseDay)
    .action(async (id: string, flags: { arrived?: true; lost?: true; receivedOn?: string }) => {
      if (!flags.arrived && !flags.lost) resolve.error('error: say --arrived or --lost');
      const path = `/v1/messages/${segment(id)}`;
      const body = given({ arrived: flags.arrived === true, receivedOn: await dayOf(context, flags.receivedOn, { path }) });
      printOne(context, await context.api.post(`${path}/resolution`, { schema: anything, body }));
    });
  withExamples(resolve, 'message resolve msg_01kf2q6w3v8rjtn5s7d9x4m2bc --arrived --received-on 2026-04-21');
}
