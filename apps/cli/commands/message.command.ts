import type { RegisterCommand } from '../frame/context.js';
import { type PageFlags, anything, list, printOne } from './support/answers.js';
import { messageList } from './support/lists.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { given } from './support/values.js';

/** `maanwerk message ...` */
export const registerMessage: RegisterCommand = (program, context) => {
  const message = program.command('message').description('what was sent, to whom, and how it ended');
  const all = withPaging(message.command('list').description('the send ledger'))
    .option('--invoice <id>', 'about one invoice')
    .option('--debtor <id>', 'to one debtor')
    .option('--status <status>', 'claimed, sent, delivered, bounced, complained, rejected, unknown or withdrawn')
    .action((flags: PageFlags) => list(context, '/v1/messages', given({ ...flags }), messageList));
  withExamples(all, 'message list --debtor ext:D1003', 'message list --status unknown');
  const get = message
    .command('get <message>')
    .description('one message, as it was sent')
    .action(async (id: string) => printOne(context, await context.api.get(`/v1/messages/${segment(id)}`, { schema: anything })));
  withExamples(get, 'message get msg_01kf2q6w3v8rjtn5s7d9x4m2bc');
};
