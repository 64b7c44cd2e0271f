import type { Command } from 'commander';
import type { Env } from '#config/app-config.js';
import { type Account, accountIn, accountsFrom, doors, freshAccounts, urlFor } from '#database/boundary/accounts.js';
import { boundaryStatements, drawBoundary, makeAccounts, statementsFor } from '#database/boundary/draw-boundary.js';
import { lookAtBoundary, settingOf } from '#house/boundary-check.js';
import { type DatabaseAccess, withDatabase } from '#house/database-access.js';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { demandReady } from './support/owner.js';

/** The accounts that the settings name; those they do not name get a new password, on a server of our own the one of every start. */
function accountsFor({ url, source }: DatabaseAccess, env: Env): Account[] {
  const made = source === 'DATABASE_URL' ? freshAccounts() : accountsFrom(decodeURIComponent(new URL(url).password));
  const accounts = made.map((account) => {
    const given = env[settingOf(account.door)];
    return given === undefined ? account : accountIn(account.door, given);
  });
  const names = [...accounts.map(({ name }) => name), decodeURIComponent(new URL(url).username)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return accounts;
  throw new CliFailure(ExitCode.usage, `The account ${twice} stands in two of DATABASE_URL, ${doors.map(settingOf).join(', ')}`, {
    why: 'each has its own rights, and none may become another',
  });
}

const urlsOf = (ownerUrl: string, accounts: readonly Account[]): Record<string, string> =>
  Object.fromEntries(accounts.map((account) => [settingOf(account.door), urlFor(ownerUrl, account)]));

/** @throws CliFailure when what was made is not what it should be */
async function demandGood(urls: Record<string, string>): Promise<void> {
  const { shutOut, findings } = await lookAtBoundary(urls);
  const open = findings.filter(({ about }) => about !== 'note');
  if (shutOut.length === 0 && open.length === 0) return;
  throw new CliFailure(ExitCode.error, 'The accounts are there, and something stands open still', {
    why: [...shutOut, ...open.map(({ what }) => what)].join('; '),
    todo: [...new Set(open.map(({ mend }) => mend))],
  });
}

async function makeThem(context: CliContext, flags: { readonly sql?: true }): Promise<void> {
  await withDatabase(async (access) => {
    const { output, environment } = context;
    const accounts = accountsFor(access, environment);
    const urls = urlsOf(access.url, accounts);
    const news = Object.entries(urls).filter(([name]) => environment[name] === undefined);
    if (flags.sql === true) {
      output.lines([...boundaryStatements, ...(await statementsFor(access.url, accounts))].map((statement) => `${statement};`));
      if (news.length > 0)
        output.warn(['These settings go with it; keep them now:', ...news.map(([name, url]) => `${name}=${url}`)].join('\n'));
      return;
    }
    await demandReady(access.url);
    await drawBoundary(access.url);
    await makeAccounts(access.url, accounts);
    await demandGood(urls);
    if (output.format === 'json') output.json(Object.fromEntries(news));
    else output.lines(news.map(([name, url]) => `${name}=${url}`));
    output.say(`Made: ${accounts.map(({ name }) => name).join(', ')}. The API takes DATABASE_API_URL, the worker the two others.`);
  }, context.environment);
}

/** `maanwerk db accounts`. */
export function registerAccounts(db: Command, context: CliContext): void {
  db.command('accounts')
    .description('make the accounts that API and worker log in with, which own nothing, and print their settings')
    .option('--sql', 'print the statements for somebody who may, instead of running them')
    .action((flags: { readonly sql?: true }) => makeThem(context, flags));
}
