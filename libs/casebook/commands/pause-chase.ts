import { setPause } from '#database/repositories/invoices.repository.js';
import type { Pause } from '#domain/policy/facts/facts.js';
import { pastFault } from '#domain/policy/facts/fact-limits.js';
import { type Refused, refusalOf, refuse } from '../actor.js';
import type { OpenCase } from '../open-case.js';

/** Stops one chase until resumed, or through the day `until`. */
export async function pauseChase(open: OpenCase, invoiceId: string, pause: Pause): Promise<{ paused: true } | Refused> {
  const { facts } = open.invoice(invoiceId);
  if (facts.outcome !== null) return refuse('invoice-closed', '', `The invoice is closed (${facts.outcome}); there is nothing to pause.`);
  const early = pause.until === null ? null : refusalOf(pastFault(pause.until, open.today, 'until'));
  if (early) return early;
  await setPause(open.tx, invoiceId, pause);
  open.tell(invoiceId, 'chasePaused', await open.recordEvent('chase.paused', { invoiceId, data: { ...pause } }));
  return { paused: true };
}

/** Lets a paused chase go on. Resuming one that is not paused changes nothing and is no error: the caller wanted it running. */
export async function resumeChase(open: OpenCase, invoiceId: string, note: string | null = null): Promise<{ resumed: boolean } | Refused> {
  const { facts } = open.invoice(invoiceId);
  if (facts.outcome !== null) return refuse('invoice-closed', '', `The invoice is closed (${facts.outcome}); there is nothing to resume.`);
  if (facts.pause === null) return { resumed: false };
  await setPause(open.tx, invoiceId, null);
  open.tell(invoiceId, 'chaseResumed', await open.recordEvent('chase.resumed', { invoiceId, data: note === null ? {} : { note } }));
  return { resumed: true };
}
