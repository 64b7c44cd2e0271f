/** `maanwerk debtor change`: who he is and how he is reached; open plans are made anew. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { channels } from '#domain/policy/facts/facts.js';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { anything, printOne } from './support/answers.js';
import { segment, withExamples } from './support/options.js';
import { given } from './support/values.js';

const kinds = ['consumer', 'natural_business', 'company', 'government', 'unknown'];

interface ChangeFlags {
  readonly name?: string;
  readonly kind?: string;
  readonly language?: string;
  readonly segment?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly kvk?: string;
  readonly externalId?: string;
  readonly prefer?: string;
  readonly refused?: readonly string[];
  readonly contact?: boolean;
  readonly street?: string;
  readonly houseNumber?: string;
  readonly postcode?: string;
  readonly city?: string;
  readonly country?: string;
}

/** An empty text takes a field away. */
const orNone = (text: string | undefined): string | null | undefined => (text === '' ? null : text);

function parseChannels(text: string): string[] {
  const named = text.split(',').filter((part) => part !== '');
  if (named.every((channel) => channels.some((known) => known === channel))) return named;
  throw new InvalidArgumentError(`Write channels like sms,whatsapp from ${channels.join(', ')}.`);
}

/** The address is changed as a whole: half of one reaches nobody. @throws CliFailure when a part is missing */
function addressOf({ street, houseNumber, postcode, city, country }: ChangeFlags): Record<string, unknown> | null | undefined {
  const address = given({ street, houseNumber, postcode, city, country });
  if (Object.keys(address).length === 0) return undefined;
  if (street === '') return null;
  if (street === undefined || postcode === undefined || city === undefined)
    throw new CliFailure(ExitCode.usage, 'An address needs --street, --postcode and --city', {
      why: 'it is replaced as a whole',
      todo: ['take it away with --street ""'],
    });
  return address;
}

const bodyOf = (flags: ChangeFlags): Record<string, unknown> =>
  given({
    name: flags.name,
    kind: flags.kind,
    language: flags.language,
    segment: orNone(flags.segment),
    email: orNone(flags.email),
    phone: orNone(flags.phone),
    address: addressOf(flags),
    kvk: orNone(flags.kvk),
    preferredChannel: orNone(flags.prefer),
    refusedChannels: flags.refused,
    doNotContact: flags.contact === undefined ? undefined : !flags.contact,
    externalId: orNone(flags.externalId),
  });

/** Adds the command. */
export function registerDebtorChange(debtor: Command, context: CliContext): void {
  const change = debtor
    .command('change')
    .description('changes a debtor; an empty text takes a field away')
    .argument('<debtor>', 'deb_... or ext:...')
    .option('--name <name>', 'name of the person or company')
    .addOption(new Option('--kind <kind>', 'who the debtor is in law').choices(kinds))
    .addOption(new Option('--language <code>', 'language of the texts').choices(['nl', 'en']))
    .option('--segment <segment>', 'such as key_account')
    .option('--email <address>', 'mail address')
    .option('--phone <number>', 'telephone')
    .option('--street <street>', 'postal address, which is replaced as a whole')
    .option('--house-number <number>', 'of the address')
    .option('--postcode <postcode>', 'of the address')
    .option('--city <city>', 'of the address')
    .option('--country <code>', 'of the address, such as NL')
    .option('--kvk <number>', 'number in the trade register, eight digits')
    .addOption(new Option('--prefer <channel>', 'channel he prefers').choices([...channels, '']))
    .addOption(new Option('--refused <channels>', 'channels he refuses, such as sms,whatsapp; "" for none').argParser(parseChannels))
    .option('--contact', 'he may be written to and called again')
    .option('--no-contact', 'nothing is sent and nobody calls')
    .option('--external-id <id>', 'your own id for the debtor')
    .action(async (id: string, flags: ChangeFlags) => {
      const body = bodyOf(flags);
      if (Object.keys(body).length === 0)
        throw new CliFailure(ExitCode.usage, 'Nothing to change', { todo: ['see `maanwerk debtor change --help`'] });
      printOne(context, await context.api.change(`/v1/debtors/${segment(id)}`, { schema: anything, body }));
    });
  withExamples(
    change,
    'debtor change ext:D1003 --email administratie@jansen.example.com --phone ""',
    'debtor change ext:D1003 --street Havenweg --house-number 12 --postcode "3011 AA" --city Rotterdam',
    'debtor change ext:D1003 --kind consumer',
  );
}
