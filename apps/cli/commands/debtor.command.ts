import { Option, type Command } from 'commander';
import { holdReasons } from '#domain/policy/facts/facts.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { type PageFlags, anything, list, printOne } from './support/answers.js';
import { dayOf, parseDay } from './support/clock-day.js';
import { registerDebtorChange } from './debtor-change.js';
import { registerDebtorPrivacy } from './debtor-privacy.js';
import { debtorList } from './support/lists.js';
import { readJsonFile, segment, withExamples, withPaging } from './support/options.js';
import { given } from './support/values.js';

interface CreateFlags {
  readonly json?: string;
  readonly name?: string;
  readonly clock?: string;
  readonly [field: string]: string | undefined;
}

const path = (id: string): string => `/v1/debtors/${segment(id)}`;

function registerReads(debtor: Command, context: CliContext): void {
  const all = withPaging(debtor.command('list').description('debtors and their holds'))
    .option('--kind <kind>', 'consumer, natural_business, company, government or unknown')
    .option('--segment <segment>', 'of one segment, such as key_account')
    .action((flags: PageFlags) => list(context, { path: '/v1/debtors', query: given({ ...flags }), how: debtorList }));
  withExamples(all, 'debtor list --kind government', 'debtor list --all -o csv');

  const get = debtor
    .command('get <debtor>')
    .description('one debtor')
    .action(async (id: string) => printOne(context, await context.api.get(path(id), { schema: anything })));
  withExamples(get, 'debtor get ext:D1003', 'debtor get deb_01kf2q6w3v8rjtn5s7d9x4m2bc -o json');
}

function registerCreate(debtor: Command, context: CliContext): void {
  const create = debtor
    .command('create')
    .description('registers a debtor')
    .option('--json <file>', 'the whole body as JSON, - for standard input; other options are not read then')
    .option('--name <name>', 'name of the person or company')
    .option('--kind <kind>', 'consumer, natural_business, company, government or unknown (treated as consumer)')
    .option('--language <code>', 'nl or en')
    .option('--segment <segment>', 'such as key_account')
    .option('--email <address>', 'mail address')
    .option('--phone <number>', 'telephone')
    .option('--kvk <number>', 'number in the trade register, eight digits')
    .option('--external-id <id>', 'your own id for the debtor')
    .option('--clock <id>', 'test clock to live by (clk_...)')
    .action(async ({ json, clock, ...fields }: CreateFlags) => {
      const body = json === undefined ? given({ ...fields, testClock: clock }) : readJsonFile(json);
      printOne(context, await context.api.post('/v1/debtors', { schema: anything, body }));
    });
  withExamples(
    create,
    'debtor create --name "Bakkerij Smit" --kind natural_business --email info@smit.example.com --external-id D77',
    'debtor create --json debtor.json',
  );
}

function registerHolds(debtor: Command, context: CliContext): void {
  const hold = debtor
    .command('hold <debtor>')
    .description('stops everything for one debtor until it is released, or until a day')
    .addOption(new Option('--reason <reason>', 'why').choices(holdReasons).makeOptionMandatory())
    .addOption(new Option('--until <date>', 'last day of the hold').argParser(parseDay))
    .action(async (id: string, flags: { reason: string; until?: string }) => {
      const body = given({ ...flags, until: await dayOf(context, flags.until, { path: path(id) }) });
      const raw = await context.api.post(`${path(id)}/holds`, { schema: anything, body });
      printOne(context, raw);
    });
  withExamples(hold, 'debtor hold ext:D1001 --reason illness --until 2026-03-01');

  const release = debtor
    .command('release <debtor> <hold>')
    .description('lifts a hold; chases go on where they stood')
    .action(async (id: string, holdId: string) => {
      const raw = await context.api.delete(`${path(id)}/holds/${segment(holdId)}`, { schema: anything });
      if (raw !== undefined) printOne(context, raw);
      context.output.say(`The hold ${holdId} is lifted.`);
    });
  withExamples(release, 'debtor release ext:D1001 hld_01kf2q6w3v8rjtn5s7d9x4m2bc');
}

/** `maanwerk debtor ...` */
export const registerDebtor: RegisterCommand = (program, context) => {
  const debtor = program.command('debtor').description('debtors: look, create, change, hold, release, hand over their data and erase them');
  registerReads(debtor, context);
  registerCreate(debtor, context);
  registerDebtorChange(debtor, context);
  registerHolds(debtor, context);
  registerDebtorPrivacy(debtor, context);
};
