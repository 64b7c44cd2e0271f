/** An invoice as a person names it: by its id, by its number, or by the id of his own administration. */
import { z } from 'zod';
import { fromPublicId, type IdKind } from '#contracts/ids.js';
import type { CliContext } from '../../frame/context.js';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';
import { segment } from './options.js';
import { showMoney } from './show.js';

/** What to write where an invoice is meant; for help texts. */
export const invoiceHelp = 'inv_..., its number, or ext:...';

const moneyShape = z.object({ amount: z.number(), currency: z.string() });
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

/** A fact that belongs to an invoice and may be named by it: where it is looked up, and which one is meant. */
export interface FactReference {
  readonly kind: IdKind;
  readonly path: string;
  readonly status?: string;
  /** What is missing when there is none, as in "There is no open dispute". */
  readonly what: string;
}

/** The dispute that is open. */
export const openDispute: FactReference = { kind: 'dispute', path: '/v1/disputes', status: 'open', what: 'open dispute' };
/** The payment that was not taken back. */
export const standingPayment: FactReference = { kind: 'payment', path: '/v1/payments', status: 'assigned', what: 'payment to take back' };
/** The payment plan that runs. */
export const activePlan: FactReference = { kind: 'paymentPlan', path: '/v1/payment-plans', status: 'active', what: 'running payment plan' };
/** The payment plan agreed last, whatever became of it. */
export const newestPlan: FactReference = { kind: 'paymentPlan', path: '/v1/payment-plans', what: 'payment plan' };

const facts = z.object({ data: z.array(z.looseObject({ id: z.string(), amount: moneyShape.nullish(), paidOn: z.string().nullish() })) });

/** By its own id, or by the invoice it is about. @throws CliFailure when there is none, or several and no id was given */
export async function factRef(context: Pick<CliContext, 'api'>, text: string, of: FactReference): Promise<string> {
  if (fromPublicId(of.kind, text) !== null) return text;
  const query = { invoice: await invoiceRef(context, text), status: of.status };
  const [first, ...others] = (await context.api.get(of.path, { schema: facts, query })).data;
  if (first === undefined) throw new CliFailure(ExitCode.refused, `There is no ${of.what} of invoice ${text}`);
  if (others.length === 0 || of.status === undefined) return first.id;
  const known = [first, ...others].map(({ id, amount, paidOn }) => [id, showMoney(amount), paidOn ?? ''].filter(Boolean).join(', '));
  throw new CliFailure(ExitCode.usage, `Invoice ${text} has several: name one by its id`, { todo: known });
}
