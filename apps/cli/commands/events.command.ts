import { setTimeout as wait } from 'node:timers/promises';
import { InvalidArgumentError, Option } from 'commander';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { type PageFlags, list } from './support/answers.js';
import { EventFeed, eventLine } from './support/event-feed.js';
import { eventList } from './support/lists.js';
import { withExamples, withPaging } from './support/options.js';
import { invoiceHelp } from './support/references.js';
import { given } from './support/values.js';

/** How often the stream is looked at: quick to the eye, one small query for the API. */
const LOOK_EVERY_MS = 500;

interface TailFlags {
  readonly fromStart?: true;
  readonly count?: number;
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number from 1.');
}

/** Prints events until `count` of them (or for ever): lines, or one JSON object a line. */
async function tail(context: CliContext, flags: TailFlags): Promise<void> {
  const feed = new EventFeed(context);
  if (!flags.fromStart) await feed.toEnd();
  context.output.say('Waiting for events; Ctrl-C ends.');
  let left = flags.count ?? Number.POSITIVE_INFINITY;
  for (;;) {
    const events = (await feed.look()).slice(0, left);
    context.output.lines(
      events.map((event) => (context.output.format === 'json' ? JSON.stringify(event) : eventLine(event, context.api.timeZone))),
    );
    left -= events.length;
    if (left <= 0) return;
    await wait(LOOK_EVERY_MS);
  }
}

/** `maanwerk events ...` */
export const registerEvents: RegisterCommand = (program, context) => {
  const events = program.command('events').description('the audit stream: every change, in order');
  const all = withPaging(events.command('list').description('events, oldest first'))
    .option('--type <type>', 'of one type')
    .option('--invoice <invoice>', `of one invoice: ${invoiceHelp}`)
    .option('--debtor <id>', 'of one debtor')
    .action((flags: PageFlags) => list(context, { path: '/v1/events', query: given({ ...flags }), how: eventList }));
  withExamples(all, 'events list --limit 20', 'events list --all -o json > events.json');
  const follow = events
    .command('tail')
    .description('prints events as they happen')
    .option('--from-start', 'with everything that happened before')
    .addOption(new Option('-n, --count <count>', 'end after this many').argParser(parseCount))
    .action((flags: TailFlags) => tail(context, flags));
  withExamples(follow, 'events tail', 'events tail -o json | jq .type');
};
