/** An invoice as a person names it: by its id, by its number, or by the id of his own administration. */
import { z } from 'zod';
import { fromPublicId } from '#contracts/ids.js';
import type { CliContext } from '../../frame/context.js';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';
import { segment } from './options.js';

/** What to write where an invoice is meant; for help texts. */
export const invoiceHelp = 'inv_..., its number, or ext:...';

const found = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

const nothingFound = (text: string): CliFailure =>
  new CliFailure(ExitCode.refused, `No invoice has the number ${text}`, {
    todo: [
      'see the numbers with `maanwerk invoice list`',
      'an id of your own is written ext:..., as in ext:order-7001',
      ...(text.startsWith('inv_') ? ['an id of ours is inv_ and 26 characters: this one is not whole'] : []),
    ],
  });

/** `inv_...` and `ext:...` as they are, a number as the id of its invoice. @throws CliFailure when no invoice has that number */
export async function invoiceRef(context: Pick<CliContext, 'api'>, text: string): Promise<string> {
  if (text.startsWith('ext:') || fromPublicId('invoice', text) !== null) return text;
  const [invoice] = (await context.api.get('/v1/invoices', { schema: found, query: { number: text } })).data;
  if (invoice === undefined) throw nothingFound(text);
  return invoice.id;
}

/** The address of an invoice, or of something below it. */
export async function invoicePath(context: Pick<CliContext, 'api'>, text: string, below = ''): Promise<string> {
  const at = `/v1/invoices/${segment(await invoiceRef(context, text))}`;
  return below === '' ? at : `${at}/${below}`;
}
