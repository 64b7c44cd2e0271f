/** Debtors as answers. */
import type { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import type { DebtorView, HoldView } from '#database/queries/debtor-views.js';
import { presentMoney } from '../edge/money.schema.js';
import { publicOrNull } from '../edge/ids.schema.js';
import { presentInstant } from '../edge/time.schema.js';
import { etagOf } from '../http/etag.js';
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
  credit: view.credit.map(({ amount, currency }) => presentMoney(BigInt(amount), currency)),
  testClock: publicOrNull('clock', view.test_clock_id),
  createdAt: presentInstant(view.created_at),
  updatedAt: presentInstant(view.updated_at),
});

/** The version of a debtor with his holds and his credit. */
export const debtorEtag = ({ version, hold_changes: holds, credit }: DebtorView): string =>
  etagOf(version, holds, ...credit.map(({ amount }) => BigInt(amount)));
