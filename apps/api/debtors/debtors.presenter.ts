/** Debtors as answers. */
import type { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import type { DebtorView, HoldView } from '#database/queries/debtor-views.js';
import { presentMoney } from '../edge/money.schema.js';
import { publicOrNull } from '../edge/ids.schema.js';
import { presentInstant } from '../edge/time.schema.js';
import { etagOf } from '../http/etag.js';
import { presentHint } from '../payments/payments.presenter.js';
import { debtorOut } from './debtors.schema.js';

/** An answer about a debtor. */
export type DebtorAnswer = z.output<typeof debtorOut>;

const { kind, language, preferredChannel, refusedChannels } = debtorOut.shape;
const { reason } = debtorOut.shape.holds.element.shape;

/** A hold for an answer. */
export const presentHold = (hold: HoldView): DebtorAnswer['holds'][number] => ({
  object: 'hold',
  id: toPublicId('hold', hold.id),
  reason: reason.parse(hold.reason),
  until: hold.until,
  createdAt: new Date(hold.created_at).toISOString(),
});

/** A debtor for an answer: exactly these fields, whatever else the row has. */
export const presentDebtor = (view: DebtorView): DebtorAnswer => ({
  object: 'debtor',
  id: toPublicId('debtor', view.id),
  externalId: view.external_id,
  name: view.name,
  kind: kind.parse(view.kind),
  language: language.parse(view.language),
  segment: view.segment,
  email: view.email,
  phone: view.phone,
  address: view.address,
  kvk: view.kvk,
  preferredChannel: preferredChannel.parse(view.preferred_channel),
  refusedChannels: refusedChannels.parse(view.refused_channels),
  failedChannels: refusedChannels.parse(view.failed_channels),
  doNotContact: view.do_not_contact,
  paymentScore: view.payment_score,
  holds: view.holds.map(presentHold),
  credit: creditOf(view.credits),
  credits: view.credits.map((credit) => ({
    payment: toPublicId('payment', credit.payment),
    invoice: publicOrNull('invoice', credit.invoice),
    amount: presentMoney(BigInt(credit.amount), credit.currency),
    hint: presentHint(credit.hint === 'paid-twice' ? credit.hint : null),
  })),
  testClock: publicOrNull('clock', view.test_clock_id),
  erasedAt: view.erased_at && presentInstant(view.erased_at),
  createdAt: presentInstant(view.created_at),
  updatedAt: presentInstant(view.updated_at),
});

/** His credit by currency. */
function creditOf(credits: DebtorView['credits']): DebtorAnswer['credit'] {
  const sums = new Map<string, bigint>();
  for (const { currency, amount } of credits) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, amount]) => presentMoney(amount, currency));
}

/** The version of a debtor with his holds and his credit. */
export const debtorEtag = ({ version, hold_changes: holds, credits }: DebtorView): string =>
  etagOf(version, holds, ...credits.flatMap(({ amount, hint }) => [BigInt(amount), hint === null ? 0 : 1]));
