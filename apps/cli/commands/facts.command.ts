/** `maanwerk dispute|promise|hold|handover ...`: what was contested, promised, held and handed over. */
import { Option } from 'commander';
import type { RegisterCommand } from '../frame/context.js';
import { type ListView, type PageFlags, anything, list, printOne } from './support/answers.js';
import { disputeList, handoverList, holdList, promiseList } from './support/fact-lists.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { invoiceHelp } from './support/references.js';
import { given } from './support/values.js';

/** One kind of fact: where it is read, and how a list of it looks. */
interface FactCommand<Row> {
  readonly name: string;
  readonly plural: string;
  readonly prefix: string;
  readonly statuses: readonly string[];
  /** Said behind the description: how such a fact comes and goes. */
  readonly made: string;
  readonly how: ListView<Row>;
}

const reading =
  <Row>({ name, plural, prefix, statuses, made, how }: FactCommand<Row>): RegisterCommand =>
  (program, context) => {
    const command = program.command(name).description(`${plural}: look; ${made}`);
    const all = withPaging(command.command('list').description(`${plural}, the newest first`))
      .option('--invoice <invoice>', `about one invoice: ${invoiceHelp}`)
      .option('--debtor <id>', 'of one debtor (deb_... or ext:...)')
      .action((flags: PageFlags) => list(context, { path: `/v1/${plural}`, query: given({ ...flags }), how }));
    if (statuses.length > 0) all.addOption(new Option('--status <status>', 'where it stands').choices(statuses));
    withExamples(all, `${name} list --invoice 2026-0103`, `${name} list --debtor ext:D1003 --all -o csv`);
    const get = command
      .command('get')
      .description(`one ${name}`)
      .argument(`<${name}>`, `${prefix}_...`)
      .action(async (id: string) => printOne(context, await context.api.get(`/v1/${plural}/${segment(id)}`, { schema: anything })));
    withExamples(get, `${name} get ${prefix}_01kf2q6w3v8rjtn5s7d9x4m2bc`);
  };

/** `maanwerk dispute ...` */
export const registerDispute: RegisterCommand = reading({
  name: 'dispute',
  plural: 'disputes',
  prefix: 'dsp',
  statuses: ['open', 'resolved'],
  made: 'raised and settled with `maanwerk invoice dispute` and `resolve-dispute`',
  how: disputeList,
});
/** `maanwerk promise ...` */
export const registerPromise: RegisterCommand = reading({
  name: 'promise',
  plural: 'promises',
  prefix: 'prm',
  statuses: ['open', 'kept', 'broken', 'withdrawn'],
  made: 'made and taken back with `maanwerk invoice promise` and `withdraw-promise`',
  how: promiseList,
});
/** `maanwerk hold ...` */
export const registerHold: RegisterCommand = reading({
  name: 'hold',
  plural: 'holds',
  prefix: 'hld',
  statuses: ['standing', 'lifted', 'over'],
  made: 'laid and lifted with `maanwerk debtor hold` and `release`',
  how: holdList,
});
/** `maanwerk handover ...` */
export const registerHandover: RegisterCommand = reading({
  name: 'handover',
  plural: 'handovers',
  prefix: 'hnd',
  statuses: [],
  made: 'a person approves them with `maanwerk task outcome`',
  how: handoverList,
});
