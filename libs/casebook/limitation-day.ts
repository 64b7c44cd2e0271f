import type { InvoiceRecord } from '#database/repositories/case-record.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { DebtorKind } from '#domain/policy/facts/facts.js';
import { limitationOf } from '#domain/policy/situation/time-bar.js';

/** The last day of a claim where it is another than the one that is stored, for the sweep that looks for claims near it; null where it stays. */
export function movedLimitation(debtorKind: DebtorKind, { facts, limitation }: InvoiceRecord): IsoDate | null {
  if (facts.outcome !== null) return null;
  const { lastDay } = limitationOf(debtorKind, facts);
  return lastDay === limitation.lastDay ? null : lastDay;
}
