import { recordLimitation, setLimitation } from '#database/repositories/invoices.repository.js';
import { limitationOf, mayNeedWarning, warningDue } from '#domain/policy/situation/time-bar.js';
import { toDay } from '#domain/calendar/iso-date.js';
import type { ClaimAct } from '#domain/limitation/limitation.js';
import type { OpenCase } from '../open-case.js';

/**
 * Records that a claim comes near its last day (6, 3 and 1 months before) or is past it, once each: whoever runs the receivables can still
 * interrupt the limitation (3:316-318 BW), and afterwards the debtor need not pay. Of several warnings whose day has come the latest is given.
 * @returns whether one was given
 */
export async function warnOfLimitation(open: OpenCase, invoiceId: string): Promise<boolean> {
  const { facts, limitation } = open.invoice(invoiceId);
  if (!mayNeedWarning(facts.dueDate, toDay(open.today))) return false;
  const found = limitationOf(open.record.facts.kind, facts);
  const given = limitation.lastDay === found.lastDay ? limitation.warned : null;
  const months = warningDue(found, open.today, given);
  if (months === null) return false;
  await setLimitation(open.tx, invoiceId, { lastDay: found.lastDay, warned: months });
  const data = { lastDay: found.lastDay, articles: [...found.articles] };
  if (months === 0) await open.recordEvent('claim.time_barred', { invoiceId, data });
  else await open.recordEvent('claim.limitation_near', { invoiceId, data: { ...data, months } });
  return true;
}

/** Records an act of today that interrupts the limitation of a claim. */
export async function interruptLimitation(open: OpenCase, invoiceId: string, act: ClaimAct): Promise<void> {
  const { limitation } = open.invoice(invoiceId).facts;
  await recordLimitation(open.tx, invoiceId, { ...limitation, interruptions: [...limitation.interruptions, { on: open.today, act }] });
}
