import type { InvoiceRecord } from '#database/repositories/case-record.js';
import { setLimitation } from '#database/repositories/invoices.repository.js';
import type { Tx } from '#database/tx.js';
import type { DebtorKind } from '#domain/policy/facts/facts.js';
import { limitationOf } from '#domain/policy/situation/time-bar.js';

/** Keeps the stored last day of a claim in step with the facts, for the sweep that looks for claims near it. */
export async function storeLimitation(tx: Tx, debtorKind: DebtorKind, { id, facts, limitation }: InvoiceRecord): Promise<void> {
  if (facts.outcome !== null) return;
  const { lastDay } = limitationOf(debtorKind, facts);
  if (lastDay !== limitation.lastDay) await setLimitation(tx, id, { lastDay, warned: null });
}
