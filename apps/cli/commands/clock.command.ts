import { Option, type Command } from 'commander';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { type PageFlags, anything, list, printOne } from './support/answers.js';
import { watchClock } from './support/clock-watch.js';
import { clockList } from './support/lists.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { given, parseDuration, parseMoment } from './support/values.js';

interface AdvanceFlags {
  readonly by?: string;
  readonly to?: string;
  readonly watch?: true;
}

const path = (id: string): string => `/v1/test-clocks/${segment(id)}`;

function registerAdvance(clock: Command, context: CliContext): void {
  const advance = clock
    .command('advance <clock>')
    .description('lets time pass for everything that lives by the clock, step by step and in order')
    .addOption(new Option('--by <duration>', 'how far: 45d, 6w or P30D').argParser(parseDuration).conflicts('to'))
    .addOption(new Option('--to <moment>', 'until when: a date or an instant').argParser(parseMoment))
    .option('--watch', 'wait for the end, showing how far it is and what happens')
    .action(async (id: string, flags: AdvanceFlags) => {
      if (flags.by === undefined && flags.to === undefined)
        throw new CliFailure(ExitCode.usage, 'Say how far: --by 45d or --to 2026-02-20');
      const body = given({ by: flags.by, to: flags.to });
      const start = () => context.api.post(`${path(id)}/advance`, { schema: anything, body });
      if (!flags.watch) return printOne(context, await start());
      return printOne(context, await watchClock(context, { path: path(id), start }));
    });
  withExamples(advance, 'clock advance clk_... --by 45d --watch', 'clock advance clk_... --to 2026-02-20');
}

/** `maanwerk clock ...` */
export const registerClock: RegisterCommand = (program, context) => {
  const clock = program.command('clock').description('test clocks: months in seconds, for what is bound to them');
  const create = clock
    .command('create')
    .description('makes a clock that stands still')
    .addOption(new Option('--at <moment>', 'where it stands: a date or an instant').argParser(parseMoment).makeOptionMandatory())
    .option('--name <name>', 'what it is for')
    .action(async (flags: { at: string; name?: string }) => {
      const body = given({ frozenTime: flags.at, name: flags.name });
      printOne(context, await context.api.post('/v1/test-clocks', { schema: anything, body }));
    });
  withExamples(create, 'clock create --at 2026-01-05', 'clock create --at 2026-01-05T08:00:00Z --name demo');

  const all = withPaging(clock.command('list').description('clocks and where they stand')).action((flags: PageFlags) =>
    list(context, { path: '/v1/test-clocks', query: given({ ...flags }), how: clockList }),
  );
  withExamples(all, 'clock list');
  registerAdvance(clock, context);

  const remove = clock
    .command('delete <clock>')
    .description('removes a clock that nothing lives by')
    .action(async (id: string) => {
      const raw = await context.api.delete(path(id), { schema: anything });
      if (raw !== undefined) printOne(context, raw);
      context.output.say(`The clock ${id} is deleted.`);
    });
  withExamples(remove, 'clock delete clk_01kf2q6w3v8rjtn5s7d9x4m2bc');
};
