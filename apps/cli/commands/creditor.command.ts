import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { type CreditorRow, createCreditor, findCreditor, listCreditors } from '#casebook/administration.js';
import { tidyLine } from '#contracts/human-text.js';
import { toPublicId } from '#contracts/ids.js';
import type { Database } from '#database/database.js';
import { timeZoneNames } from '#domain/calendar/zone.js';
import { readyMadePolicies } from '#domain/policy/language/policies.js';
import { asIban, ibanFault } from '#domain/references/iban.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { anything, printOne, printPage } from './support/answers.js';
import { registerSenders } from './creditor-senders.js';
import { creditorList } from './support/lists.js';
import { withExamples } from './support/options.js';
import { given } from './support/values.js';
import { asOwner } from './support/owner.js';

interface CreateFlags {
  readonly mode: 'test' | 'live';
  readonly language: 'nl' | 'en';
  readonly address?: readonly string[];
  readonly iban?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly kvk?: string;
  readonly accountName?: string;
  readonly contact?: string;
}

/** Stands in for what a test creditor does not say. The IBAN is the usual example, the mail address reaches nobody. */
const sample = { address: ['Voorbeeldstraat 1', '1000 AA Amsterdam'], iban: 'NL91ABNA0417164300', email: 'facturen@example.com' };

const shown = ({ id, ...rest }: CreditorRow) => ({
  object: 'creditor',
  id: toPublicId('tenant', id),
  ...rest,
  createdAt: rest.createdAt.toISOString(),
});

function parseIban(text: string): string {
  if (ibanFault(text) !== null) throw new InvalidArgumentError('Write an IBAN of a SEPA country; its check digits must be right.');
  return asIban(text, 'iban');
}

function parseKvk(text: string): string {
  if (/^\d{8}$/.test(text)) return text;
  throw new InvalidArgumentError('A KvK number has 8 digits.');
}

function parseEmail(text: string): string {
  if (/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text)) return text;
  throw new InvalidArgumentError('Write a mail address like facturen@example.com.');
}

/** A creditor's name goes into the same letters as a debtor's, and is as clean. */
function parseName(text: string): string {
  const name = tidyLine(text, 200);
  if (name !== null) return name;
  throw new InvalidArgumentError('A name has 1 to 200 characters on one line, something to read among them.');
}

const collectLine = (text: string, before: readonly string[] = []): string[] => [...before, parseName(text)];

/** What a live creditor must say himself: a debtor who pays to a sample account has paid nobody. */
function demandComplete(flags: CreateFlags): void {
  if (flags.mode === 'test') return;
  const missing = (['address', 'iban', 'email'] as const).filter((name) => flags[name] === undefined);
  if (missing.length > 0)
    throw new CliFailure(ExitCode.usage, `A live creditor needs ${missing.map((name) => `--${name}`).join(', ')}`, {
      why: 'they stand in every message, and debtors pay to that account',
      todo: ['add them; see `maanwerk creditor create --help`', 'or make a test creditor first: --mode test'],
    });
}

const recordOf = (name: string, flags: CreateFlags) => ({
  name,
  addressLines: flags.address ?? sample.address,
  iban: flags.iban ?? sample.iban,
  accountName: flags.accountName ?? name,
  kvk: flags.kvk ?? null,
  email: flags.email ?? sample.email,
  phone: flags.phone ?? null,
  contactPerson: flags.contact ?? null,
});

async function create(context: CliContext, name: string, flags: CreateFlags): Promise<void> {
  demandComplete(flags);
  const { mode, language } = flags;
  const order = { name, mode, language, creditor: recordOf(name, flags) };
  const made = await asOwner(context, async (owner) => {
    const answer = await createCreditor(owner, order);
    if (!answer.made) throw taken(name, mode, answer.id);
    return rowOf(owner, answer.id);
  });
  const { liveKeys: _none, ...row } = shown(made);
  printOne(context, { ...row, policies: readyMadePolicies.map(({ policy }) => policy.key) });
  const filled = (['address', 'iban', 'email'] as const).filter((field) => flags[field] === undefined);
  if (filled.length > 0) context.output.say(`Sample values were filled in for ${filled.map((field) => `--${field}`).join(', ')}.`);
  context.output.say(`Now a key: maanwerk key create --creditor ${row.id} --name NAME`);
}

const taken = (name: string, mode: string, id: string): CliFailure =>
  new CliFailure(ExitCode.refused, `There is a ${mode} creditor with the name ${name} already: ${toPublicId('tenant', id)}`, {
    todo: [`make a key for it: \`maanwerk key create --creditor ${toPublicId('tenant', id)} --name NAME\``, 'or choose another name'],
  });

async function rowOf(owner: Database, id: string): Promise<CreditorRow> {
  const row = await findCreditor(owner, id);
  if (row === null) throw new Error('the creditor that was just made is not there');
  return row;
}

function registerCreate(creditor: Command, context: CliContext): void {
  const command = creditor
    .command('create')
    .description('makes a creditor with the ready-made policies')
    .argument('<name>', 'as it stands in messages', parseName)
    .addOption(new Option('--mode <mode>', 'test creditors have test clocks, live ones do not').choices(['test', 'live']).default('test'))
    .addOption(new Option('--address <line>', 'a line of the postal address; can be repeated').argParser(collectLine))
    .addOption(new Option('--iban <iban>', 'where debtors pay to').argParser(parseIban))
    .addOption(new Option('--email <address>', 'where debtors write to').argParser(parseEmail))
    .addOption(new Option('--phone <number>', 'where debtors call').argParser(parseName))
    .addOption(new Option('--kvk <number>', 'number in the trade register').argParser(parseKvk))
    .addOption(new Option('--account-name <name>', 'name of the account; that of the creditor when not given').argParser(parseName))
    .addOption(new Option('--contact <person>', 'who answers questions').argParser(parseName))
    .addOption(new Option('--language <language>', "of the policies' names").choices(['nl', 'en']).default('nl'))
    .action((name: string, flags: CreateFlags) => create(context, name, flags));
  withExamples(
    command,
    'creditor create "Proefbedrijf"',
    'creditor create "Van Dijk B.V." --mode live --address "Havenweg 12" --address "3011 AA Rotterdam" \\\n' +
      '      --iban NL02ABNA0123456789 --email facturen@vandijk.example --kvk 12345678',
  );
}

interface SetFlags {
  readonly name?: string;
  readonly address?: readonly string[];
  readonly iban?: string;
  readonly accountName?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly kvk?: string;
  readonly contact?: string;
  readonly timeZone?: string;
  readonly replyTo?: string;
  readonly senderName?: string;
  readonly senderAddress?: string;
  readonly smsSender?: string;
  readonly provider?: Readonly<Record<string, string | null>>;
}

/** `letter=print-batch`; `letter=` takes the choice back. Which there are, the API says. */
function collectProvider(text: string, before: Readonly<Record<string, string | null>> = {}): Record<string, string | null> {
  const [channel, id] = text.split('=', 2);
  if (!channel || id === undefined) throw new InvalidArgumentError('Write a channel and a provider, like letter=letter-simulated.');
  return { ...before, [channel]: id === '' ? null : id };
}

const choicesShape = z.looseObject({
  providers: z.record(z.string(), z.string().nullable()).catch({}),
  allowedSenders: z.object({ domains: z.array(z.string()), smsNames: z.array(z.string()) }).catch({ domains: [], smsNames: [] }),
});

/** The creditor himself; what stands below a field is put on one line. */
function printOwn(context: CliContext, raw: unknown): void {
  const { providers, allowedSenders } = choicesShape.parse(raw);
  const chosen = Object.entries(providers).flatMap(([channel, id]) => (id === null ? [] : [`${channel}=${id}`]));
  const allowed = [...allowedSenders.domains, ...allowedSenders.smsNames];
  printOne(context, raw, {
    ...(chosen.length > 0 && { providers: chosen.join(', ') }),
    ...(allowed.length > 0 && { allowedSenders: allowed.join(', ') }),
  });
}

/** An empty text takes a field away that may be away. */
const orNone = (text: string | undefined): string | null | undefined => (text === '' ? null : text);

async function set(context: CliContext, flags: SetFlags): Promise<void> {
  const { name, address, iban, email } = flags;
  const body = given({
    name,
    addressLines: address,
    iban,
    email,
    accountName: orNone(flags.accountName),
    phone: orNone(flags.phone),
    kvk: orNone(flags.kvk),
    contactPerson: orNone(flags.contact),
    timeZone: orNone(flags.timeZone),
    replyTo: orNone(flags.replyTo),
    senderName: orNone(flags.senderName),
    senderAddress: orNone(flags.senderAddress),
    smsSender: orNone(flags.smsSender),
    providers: flags.provider,
  });
  if (Object.keys(body).length === 0)
    throw new CliFailure(ExitCode.usage, 'Nothing to set', { todo: ['see `maanwerk creditor set --help`'] });
  printOwn(context, await context.api.change('/v1/creditor', { schema: anything, body }));
}

function registerOwn(creditor: Command, context: CliContext): void {
  const show = creditor
    .command('show')
    .description('the creditor of the key, as he stands in messages')
    .action(async () => printOwn(context, await context.api.get('/v1/creditor', { schema: anything })));
  withExamples(show, 'creditor show', 'creditor show -o json');
  const change = creditor
    .command('set')
    .description('changes what stands in messages from now on; an empty text takes a field away')
    .addOption(new Option('--name <name>', 'as it stands in messages').argParser(parseName))
    .addOption(
      new Option('--address <line>', 'a line of the postal address; can be repeated, and replaces all lines').argParser(collectLine),
    )
    .addOption(new Option('--iban <iban>', 'where debtors pay to').argParser(parseIban))
    .option('--account-name <name>', 'name of the account; that of the creditor when empty')
    .addOption(new Option('--email <address>', 'where debtors write to: the Reply-To of every mail').argParser(parseEmail))
    .option('--phone <number>', 'where debtors call')
    .option('--kvk <number>', 'number in the trade register, eight digits')
    .option('--contact <person>', 'who signs above the name')
    .addOption(
      new Option('--time-zone <zone>', 'in which his days are made; when empty Europe/Amsterdam, and each policy by its own').choices([
        ...timeZoneNames,
        '',
      ]),
    )
    .option('--reply-to <address>', 'where answers to a mail go; to --email when empty')
    .option('--sender-name <name>', 'name that a mail is from; --name when empty')
    .option('--sender-address <address>', 'address that a mail is from, of an allowed domain; that of the house when empty')
    .option('--sms-sender <name>', 'name that an sms is from, an allowed one; --name when empty')
    .addOption(
      new Option('--provider <channel=id>', 'through whom a channel leaves; the usual one when empty; can be repeated').argParser(
        collectProvider,
      ),
    )
    .action((flags: SetFlags) => set(context, flags));
  withExamples(
    change,
    'creditor set --name "Van Dijk B.V." --email facturen@vandijk.example --contact "Els van Dijk"',
    'creditor set --time-zone America/Curacao',
    'creditor set --sender-address facturen@vandijk.example --sender-name "Van Dijk" --provider letter=letter-simulated',
    'creditor set --address "Havenweg 13" --address "3011 AA Rotterdam" --phone ""',
  );
}

/** `maanwerk creditor ...`: works on DATABASE_URL itself, since no key may make another tenant; `show` and `set` ask the API. */
export const registerCreditor: RegisterCommand = (program, context) => {
  const creditor = program
    .command('creditor')
    .description('who chases: made and listed on the database itself (DATABASE_URL), shown and changed through the API');
  registerCreate(creditor, context);
  registerOwn(creditor, context);
  registerSenders(creditor, context);
  const all = creditor
    .command('list')
    .description('creditors of this installation')
    .action(async () => {
      const rows = await asOwner(context, listCreditors);
      printPage(context, { data: rows.map(shown), hasMore: false, nextCursor: null }, creditorList);
    });
  withExamples(all, 'creditor list', 'creditor list -o json');
};
