/** Notes of people on an invoice: for colleagues, never in a text to the debtor. */
import type { Command } from 'commander';
import type { CliContext } from '../frame/context.js';
import { anything, list, type PageFlags, printOne } from './support/answers.js';
import { noteList } from './support/lists.js';
import { withExamples, withPaging } from './support/options.js';
import { invoiceHelp, invoicePath } from './support/references.js';
import { given } from './support/values.js';

/** Adds the commands. */
export function registerInvoiceNotes(invoice: Command, context: CliContext): void {
  const note = invoice
    .command('note')
    .description('notes something for colleagues: it stands on the timeline and in no text to the debtor; no plan changes')
    .argument('<invoice>', invoiceHelp)
    .argument('<text>', 'what is to be remembered')
    .option('--by <name>', 'who says it; the name of the key without it')
    .action(async (id: string, text: string, { by }: { by?: string }) => {
      const body = given({ text, by });
      printOne(context, await context.api.post(await invoicePath(context, id, 'notes'), { schema: anything, body }));
    });
  withExamples(note, 'invoice note 2026-0103 "asks for the timesheets first"', 'invoice note ext:order-7001 "called back" --by Sanne');

  const notes = withPaging(invoice.command('notes').description('what was noted, the newest first').argument('<invoice>', invoiceHelp));
  notes.action(async (id: string, flags: PageFlags) =>
    list(context, { path: await invoicePath(context, id, 'notes'), query: given({ ...flags }), how: noteList }),
  );
  withExamples(notes, 'invoice notes 2026-0103');
}
