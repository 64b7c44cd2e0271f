import { recordLimitation, setLimitation } from '#database/repositories/invoices.repository.js';
import { limitationOf, mayNeedWarning, warningDue } from '#domain/policy/situation/time-bar.js';
import { toDay } from '#domain/calendar/iso-date.js';
import type { ClaimAct } from '#domain/limitation/limitation.js';
import type { DebtorCase } from '../debtor-case.js';

/**
 * Records that a claim comes near its last day (6, 3 and 1 months before) or is past it, once each: whoever runs the receivables can still
 * interrupt the limitation (3:316-318 BW), and afterwards the debtor need not pay. Of several warnings whose day has come the latest is given.
 * @returns whether one was given
 */
export async function warnOfLimitation(debtorCase: DebtorCase, invoiceId: string): Promise<boolean> {
  const { facts, limitation } = debtorCase.invoice(invoiceId);
  if (!mayNeedWarning(facts.dueDate, toDay(debtorCase.today))) return false;
  const found = limitationOf(debtorCase.record.facts.kind, facts);
  const given = limitation.lastDay === found.lastDay ? limitation.warned : null;
  const months = warningDue(found, debtorCase.today, given);
  if (months === null) return false;
  await setLimitation(debtorCase.tx, invoiceId, { lastDay: found.lastDay, warned: months });
  const data = { lastDay: found.lastDay, articles: [...found.articles] };
  if (months === 0) await debtorCase.recordEvent('claim.time_barred', { invoiceId, data });
  else await debtorCase.recordEvent('claim.limitation_near', { invoiceId, data: { ...data, months } });
  return true;
}

/** Records an act of today that interrupts the limitation of a claim. */
export async function interruptLimitation(debtorCase: DebtorCase, invoiceId: string, act: ClaimAct): Promise<void> {
  const { limitation } = debtorCase.invoice(invoiceId).facts;
  await recordLimitation(debtorCase.tx, invoiceId, {
    ...limitation,
    interruptions: [...limitation.interruptions, { on: debtorCase.today, act }],
  });
}
