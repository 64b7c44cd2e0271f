/** `maanwerk creditor allow-sender | withdraw-sender`: as whom a creditor may send. The operator's, on the database itself. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { allowSender, type SenderGrant, withdrawSender } from '#casebook/administration.js';
import { toPublicId } from '#contracts/ids.js';
import { isMailDomain, isSmsName } from '#domain/messages/allowed-senders.js';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { printOne } from './support/answers.js';
import { withExamples } from './support/options.js';
import { asOwner, demandCreditor } from './support/owner.js';
import { parseCreditor } from './support/owner-ids.js';

interface SenderFlags {
  readonly domain?: string;
  readonly smsName?: string;
}

function parseDomain(text: string): string {
  const domain = text.trim().toLowerCase();
  if (isMailDomain(domain)) return domain;
  throw new InvalidArgumentError('Write a domain like vandijk.example; one in another script as xn--...');
}

function parseSmsName(text: string): string {
  if (isSmsName(text)) return text;
  throw new InvalidArgumentError('3 to 11 letters, digits and spaces, a letter among them.');
}

function grantsOf({ domain, smsName }: SenderFlags): readonly SenderGrant[] {
  const grants: SenderGrant[] = [];
  if (domain !== undefined) grants.push({ kind: 'domain', value: domain });
  if (smsName !== undefined) grants.push({ kind: 'sms-name', value: smsName });
  if (grants.length > 0) return grants;
  throw new CliFailure(ExitCode.usage, 'Nothing to allow or withdraw', {
    todo: ['name it: --domain vandijk.example, or --sms-name VanDijk'],
  });
}

async function allow(context: CliContext, id: string, flags: SenderFlags): Promise<void> {
  const grants = grantsOf(flags);
  await asOwner(context, async (owner) => {
    await demandCreditor(owner, id);
    for (const grant of grants) await allowSender(owner, id, grant);
  });
  printOne(context, { creditor: toPublicId('tenant', id), allowed: grants.map(({ value }) => value) });
  context.output.say('He chooses it himself: maanwerk creditor set --sender-address ADDRESS, or --sms-sender NAME');
}

async function withdraw(context: CliContext, id: string, flags: SenderFlags): Promise<void> {
  const grants = grantsOf(flags);
  const used = await asOwner(context, async (owner) => {
    await demandCreditor(owner, id);
    const inUse: string[] = [];
    for (const grant of grants) if ((await withdrawSender(owner, id, grant)).wasUsed) inUse.push(grant.value);
    return inUse;
  });
  printOne(context, { creditor: toPublicId('tenant', id), withdrawn: grants.map(({ value }) => value) });
  if (used.length > 0) context.output.say(`He sent as ${used.join(' and ')}: from the next message on the house sends for him.`);
}

const senderOptions = (command: Command): Command =>
  command
    .argument('<creditor>', 'ten_...', parseCreditor)
    .addOption(new Option('--domain <domain>', 'of mail addresses; a domain below it is another').argParser(parseDomain))
    .addOption(new Option('--sms-name <name>', 'that an sms comes from').argParser(parseSmsName));

/** Adds both commands. */
export function registerSenders(creditor: Command, context: CliContext): void {
  const allowing = senderOptions(creditor.command('allow-sender'))
    .description('lets a creditor mail from a domain, or sign an sms with a name, that you have seen to be his')
    .action((id: string, flags: SenderFlags) => allow(context, id, flags));
  withExamples(allowing, 'creditor allow-sender ten_... --domain vandijk.example --sms-name VanDijk');
  const withdrawing = senderOptions(creditor.command('withdraw-sender'))
    .description('takes that back; what is claimed goes as it was')
    .action((id: string, flags: SenderFlags) => withdraw(context, id, flags));
  withExamples(withdrawing, 'creditor withdraw-sender ten_... --domain vandijk.example');
}
