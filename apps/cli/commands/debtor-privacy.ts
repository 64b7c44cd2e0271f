/** `maanwerk debtor data` and `debtor erase`: what a person may ask of the creditor (art. 15 and 17 AVG). */
import type { Command } from 'commander';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { anything, printOne } from './support/answers.js';
import { segment, withExamples } from './support/options.js';

interface EraseFlags {
  readonly stopChases?: boolean;
  readonly yes?: true;
}

/** @throws CliFailure when nobody says yes */
async function demandYes(context: CliContext, id: string): Promise<void> {
  const answer = await context.confirm(`Erase ${id}? Name, addresses, messages and notes are gone for good; money and dates stay.`);
  if (answer === null)
    throw new CliFailure(ExitCode.refused, `This erases the person ${id} for good`, {
      todo: ['save what is kept first, if he asked for it: `maanwerk debtor data`', 'add --yes if that is meant'],
    });
  if (!answer) throw new CliFailure(ExitCode.refused, 'Nothing was erased');
}

/** Adds the commands. */
export function registerDebtorPrivacy(debtor: Command, context: CliContext): void {
  const data = debtor
    .command('data <debtor>')
    .description('everything that is kept about a debtor, as JSON')
    .action(async (id: string) => {
      const records: unknown[] = [];
      for await (const record of context.api.each(`/v1/debtors/${segment(id)}/personal-data`, { schema: anything })) records.push(record);
      context.output.json(records);
    });
  withExamples(data, 'debtor data ext:D1003 > D1003.json');

  const erase = debtor
    .command('erase <debtor>')
    .description('erases a person: what names him goes, money, dates and the audit stay')
    .option('--stop-chases', 'close what is still chased; without it a debtor who owes something is not erased')
    .option('--yes', 'do it without asking')
    .action(async (id: string, { stopChases = false, yes }: EraseFlags) => {
      if (yes !== true) await demandYes(context, id);
      printOne(context, await context.api.post(`/v1/debtors/${segment(id)}/erasure`, { schema: anything, body: { stopChases } }));
      context.output.say('Erased. Backups hold the person until they are replaced; see docs/how-to/privacy.md.');
    });
  withExamples(erase, 'debtor erase ext:D1003', 'debtor erase ext:D1003 --stop-chases --yes');
}
