/** Agreements in bodies as the casebook takes them. */
import type { DisputeInput, PaymentPlanInput, PromiseInput } from '#casebook/commands/agreements.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import { addDays, addMonths, InvalidDate, type IsoDate } from '#domain/calendar/iso-date.js';
import type { Cents, Money } from '#domain/money/money.js';
import type { Reference } from '../edge/ids.schema.js';
import { invalidValue } from '../http/problems.js';
import type { DisputeBody, PhonePlan, PromiseBody } from './agreements.schema.js';

/** An amount in the currency of the invoice. @throws Problem invalid-value for another currency */
export function amountIn(
  debtorCase: DebtorCase,
  invoiceId: string,
  money: { readonly value: Money | null | undefined; readonly pointer: string },
): Cents | null {
  const { currency } = debtorCase.invoice(invoiceId).facts;
  if (!money.value) return null;
  if (money.value.currency === currency) return money.value.amount;
  throw invalidValue(`${money.pointer}/currency`, 'currency-mismatch', `The invoice is in ${currency}.`);
}

/** Which invoice an agreement is about, and where it stands in the body. */
export interface Place {
  readonly invoiceId: string;
  readonly pointer: string;
}

/** A promise. */
export const promiseInputOf = (debtorCase: DebtorCase, body: PromiseBody, { invoiceId, pointer }: Place): PromiseInput => ({
  date: body.date,
  amount: amountIn(debtorCase, invoiceId, { value: body.amount, pointer: `${pointer}/amount` }),
  note: body.note ?? null,
  confirm: body.confirm,
});

/** A dispute. */
export const disputeInputOf = (debtorCase: DebtorCase, body: DisputeBody, { invoiceId, pointer }: Place): DisputeInput => ({
  reason: body.reason,
  amount: amountIn(debtorCase, invoiceId, { value: body.amount, pointer: `${pointer}/amount` }),
  note: body.note ?? null,
});

/** A payment plan over invoices of the debtor whose case is open; `invoiceId` is the invoice it is about when it names none. */
export async function paymentPlanInputOf(debtorCase: DebtorCase, body: PhonePlan, where: Place): Promise<PaymentPlanInput> {
  const invoiceIds = body.invoices ? await invoicesOf(debtorCase, body.invoices, where.pointer) : [where.invoiceId];
  if ('instalments' in body) {
    const instalments = body.instalments.map((term, index) => ({
      dueDate: term.dueDate,
      amount: amountIn(debtorCase, where.invoiceId, { value: term.amount, pointer: `${where.pointer}/instalments/${index}/amount` }) ?? 0n,
    }));
    return { invoiceIds, instalments, confirm: body.confirm };
  }
  const total = debtorCase.record.invoices.filter(({ id }) => invoiceIds.includes(id)).reduce((sum, { facts }) => sum + facts.open, 0n);
  return { invoiceIds, instalments: termsOf(total, body, where.pointer), confirm: body.confirm };
}

/** @throws Problem invalid-value when a term would be of nothing or past the calendar; nothing open at all is for the casebook to refuse */
function termsOf(total: Cents, order: EqualTerms, pointer: string): { dueDate: IsoDate; amount: Cents }[] {
  if (total > 0n && total < BigInt(order.count))
    throw invalidValue(`${pointer}/count`, 'term-without-amount', `${total} minor units cannot be paid in ${order.count} terms.`);
  try {
    return equalTerms(total, order);
  } catch (error) {
    if (error instanceof InvalidDate) throw invalidValue(`${pointer}/firstDueDate`, 'too-far-ahead', 'The last term lies after 2199.');
    throw error;
  }
}

async function invoicesOf(debtorCase: DebtorCase, references: readonly Reference[], pointer: string): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, reference] of references.entries()) {
    const found = await resolveInvoice(debtorCase.tx, reference);
    if (!found || found.debtor_id !== debtorCase.record.debtor.id)
      throw invalidValue(`${pointer}/invoices/${index}`, 'invoice-not-open', 'Not an open invoice of this debtor.');
    ids.push(found.id);
  }
  return ids;
}

/** Terms of one length from a day on. */
export interface EqualTerms {
  readonly count: number;
  readonly firstDueDate: IsoDate;
  readonly interval: 'week' | 'two-weeks' | 'month';
}

/** Equal terms that add up to the total; the first ones carry the cents that do not divide. */
export function equalTerms(total: Cents, order: EqualTerms): { dueDate: IsoDate; amount: Cents }[] {
  const count = BigInt(order.count);
  const share = total / count;
  const rest = Number(total % count);
  return Array.from({ length: order.count }, (_, index) => ({
    dueDate:
      order.interval === 'month'
        ? addMonths(order.firstDueDate, index)
        : addDays(order.firstDueDate, index * (order.interval === 'week' ? 7 : 14)),
    amount: share + (index < rest ? 1n : 0n),
  }));
}
