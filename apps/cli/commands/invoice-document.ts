/** `maanwerk invoice document`: the invoice itself, as a file that goes along with messages. */
import type { Command } from 'commander';
import { largestDocument } from '#contracts/file-limits.js';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { anything, printOne } from './support/answers.js';
import { bytesOfFile } from './support/file-bytes.js';
import { withExamples } from './support/options.js';
import { invoiceHelp, invoicePath } from './support/references.js';

const wanted = { what: 'the PDF, at most 5 MiB', most: largestDocument };

interface DocumentFlags {
  readonly remove?: true;
}

async function run(context: CliContext, [invoice, file]: readonly [string, string | undefined], { remove }: DocumentFlags): Promise<void> {
  if (remove && file !== undefined) throw new CliFailure(ExitCode.usage, 'Give a file or --remove, not both', { todo: [] });
  const path = await invoicePath(context, invoice, 'document');
  if (remove) {
    await context.api.delete(path, { schema: anything });
    return context.output.say('Taken away; messages that were claimed with it keep it.');
  }
  if (file === undefined) return printOne(context, await context.api.get(path, { schema: anything }));
  const brought = { schema: anything, file: { bytes: await bytesOfFile(file, wanted), type: 'application/pdf' } };
  return printOne(context, await context.api.put(path, brought));
}

/** Adds the command. */
export function registerInvoiceDocument(invoice: Command, context: CliContext): void {
  const document = invoice
    .command('document')
    .description('what is known of the PDF of the invoice; with a file, brings it: it goes along with the first messages')
    .argument('<invoice>', invoiceHelp)
    .argument('[file]', 'a PDF of at most 5 MiB')
    .option('--remove', 'takes it away')
    .action((id: string, file: string | undefined, flags: DocumentFlags) => run(context, [id, file], flags));
  withExamples(document, 'invoice document 2026-0103 2026-0103.pdf', 'invoice document 2026-0103');
}
