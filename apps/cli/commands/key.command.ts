import { type Command, InvalidArgumentError, Option } from 'commander';
import { createKey, findKey, type KeyRow, listKeys, revokeKey, zoneOfCreditor } from '#casebook/administration.js';
import { grants, scopes } from '#casebook/api-key-scopes.js';
import { loadKeyPepper } from '#config/cli-config.js';
import { toPublicId } from '#contracts/ids.js';
import { type TimeZone, usualZone } from '#domain/calendar/zone.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { printOne, printPage } from './support/answers.js';
import { didYouMean } from './support/did-you-mean.js';
import { keyList } from './support/lists.js';
import { withExamples } from './support/options.js';
import { asOwner, demandCreditor } from './support/owner.js';
import { idParser, parseCreditor } from './support/owner-ids.js';
import { showInstant } from './support/show.js';
import { instantIn, parseMoment } from './support/values.js';

interface CreateFlags {
  readonly creditor: string;
  readonly name: string;
  readonly scope?: readonly string[];
  readonly expires?: string;
}

const dayMs = 86_400_000;

const parseKey = idParser('apiKey', 'key_...; `maanwerk key list --creditor ten_...` shows them.');

function collectScope(text: string, before: readonly string[] = []): string[] {
  if (grants.includes(text)) return [...new Set([...before, text])];
  const near = didYouMean(text, grants);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new InvalidArgumentError(`There is no such scope.${hint} There are: ${scopes.join(', ')}; NOUN:* stands for all of a noun.`);
}

const pastExpiry = 'That is past: such a key would never work. Leave it out for a key without an end.';

/** What is past in every zone is refused before anything is asked; the rest when it is known where the creditor lives. */
function parseExpiry(text: string): string {
  const moment = parseMoment(text);
  if (Date.parse(moment) + dayMs > Date.now()) return moment;
  throw new InvalidArgumentError(pastExpiry);
}

/** @throws CliFailure when it is past */
function expiryIn(zone: TimeZone, moment: string): Date {
  const expiresAt = new Date(instantIn(zone, moment));
  if (expiresAt.getTime() > Date.now()) return expiresAt;
  throw new CliFailure(ExitCode.usage, `--expires: ${pastExpiry}`);
}

function parseKeyName(text: string): string {
  const name = text.trim();
  if (name.length > 0 && name.length <= 100) return name;
  throw new InvalidArgumentError('Say in 1 to 100 characters what the key is for.');
}

const shown = ({ id, tenantId, createdAt, lastUsedAt, expiresAt, revokedAt, ...rest }: KeyRow) => ({
  object: 'api-key',
  id: toPublicId('apiKey', id),
  creditor: toPublicId('tenant', tenantId),
  ...rest,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  expiresAt: expiresAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
});

/** A key that is stored under another pepper than the API's opens nothing, and nothing says why: so it is asked for before. */
function pepperFor(context: CliContext, mode: string): string {
  const { pepper, isDefault } = loadKeyPepper(context.environment);
  if (isDefault && mode === 'live')
    throw new CliFailure(ExitCode.usage, 'MAANWERK_API_KEY_PEPPER is not set, and a live key needs it', {
      why: 'keys are stored under it: an API with another pepper does not know this key',
      todo: ['set it to the value that the API runs with'],
    });
  if (isDefault && context.environment['DATABASE_URL'])
    context.output.warn('MAANWERK_API_KEY_PEPPER is not set: the key works only at an API without one of its own.');
  return pepper.reveal();
}

async function create(context: CliContext, flags: CreateFlags): Promise<void> {
  const { row, key } = await asOwner(context, async (owner) => {
    const { id, mode } = await demandCreditor(owner, flags.creditor, '--creditor');
    const expiresAt = flags.expires === undefined ? null : expiryIn(await zoneOfCreditor(owner, id), flags.expires);
    const order = { name: flags.name, mode, scopes: flags.scope ?? ['admin'], expiresAt, pepper: pepperFor(context, mode) };
    return createKey(owner, id, order);
  });
  printOne(context, { ...shown(row), key });
  context.output.say('Keep the key now: it is stored as a hash only and cannot be shown again.');
}

async function list(context: CliContext, creditor: string): Promise<void> {
  const rows = await asOwner(context, async (owner) => listKeys(owner, (await demandCreditor(owner, creditor, '--creditor')).id));
  printPage(context, { data: rows.map(shown), hasMore: false, nextCursor: null }, keyList);
}

/** @throws CliFailure when nobody says yes */
async function demandYes(context: CliContext, { name, hint, lastUsedAt }: KeyRow): Promise<void> {
  const used = lastUsedAt === null ? 'never used' : `last used ${showInstant(lastUsedAt.toISOString(), usualZone)}`;
  const answer = await context.confirm(`Revoke the key "${name}" (${hint}, ${used})? Whoever holds it is shut out for good.`);
  if (answer === null)
    throw new CliFailure(ExitCode.refused, `This ends the key "${name}" (${hint}, ${used}) for good`, {
      todo: ['add --yes if that is meant'],
    });
  if (!answer) throw new CliFailure(ExitCode.refused, 'Nothing was revoked');
}

async function revoke(context: CliContext, id: string, flags: { readonly yes?: true }): Promise<void> {
  await asOwner(context, async (owner) => {
    const found = await findKey(owner, id);
    if (found === null)
      throw new CliFailure(ExitCode.refused, `There is no key ${toPublicId('apiKey', id)} in this database`, {
        todo: ['see which there are: `maanwerk key list --creditor ten_...`', 'check DATABASE_URL'],
      });
    if (found.revokedAt === null && flags.yes !== true) await demandYes(context, found);
    const { row, now } = await revokeKey(owner, found);
    printOne(context, shown(row));
    const since = showInstant(row.revokedAt?.toISOString(), usualZone);
    context.output.say(now ? 'Revoked. The API believes a key for a few seconds more.' : `It was revoked already, on ${since}.`);
  });
}

function registerCreate(key: Command, context: CliContext): void {
  const command = key
    .command('create')
    .description('makes a key and prints it, this once')
    .addOption(new Option('--creditor <id>', 'whose key it is').argParser(parseCreditor).makeOptionMandatory())
    .addOption(new Option('--name <name>', 'what it is for').argParser(parseKeyName).makeOptionMandatory())
    .addOption(
      new Option('--scope <scope>', 'what it may do, such as invoices:read; can be repeated; without it: all').argParser(collectScope),
    )
    .addOption(
      new Option(
        '--expires <date>',
        'from when on it opens nothing: an instant, or a date for its beginning where the creditor lives',
      ).argParser(parseExpiry),
    )
    .action((flags: CreateFlags) => create(context, flags));
  withExamples(
    command,
    'key create --creditor ten_... --name bookkeeping',
    'key create --creditor ten_... --name dashboard --scope invoices:read --scope reports:read --expires 2099-01-01',
    'key create --creditor ten_... --name ci -o json | jq -r .key',
  );
}

/** `maanwerk key ...`: works on DATABASE_URL itself, since no key may make another. */
export const registerKey: RegisterCommand = (program, context) => {
  const key = program.command('key').description('API keys of a creditor: made on the database itself (DATABASE_URL), not through the API');
  registerCreate(key, context);
  const all = key
    .command('list')
    .description('keys of a creditor, the revoked ones too; never the keys themselves')
    .addOption(new Option('--creditor <id>', 'whose keys').argParser(parseCreditor).makeOptionMandatory())
    .action((flags: { readonly creditor: string }) => list(context, flags.creditor));
  withExamples(all, 'key list --creditor ten_...');
  const end = key
    .command('revoke')
    .description('ends a key for good')
    .argument('<key>', 'id of the key', parseKey)
    .option('--yes', 'do it without asking')
    .action((id: string, flags: { readonly yes?: true }) => revoke(context, id, flags));
  withExamples(end, 'key revoke key_...', 'key revoke key_... --yes');
};
