import { setPause } from '#database/repositories/invoices.repository.js';
import type { Pause } from '#domain/policy/facts/facts.js';
import { pastFault } from '#domain/policy/facts/fact-limits.js';
import { type Refused, refusalOf, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';

/** Stops one chase until resumed, or through the day `until`. */
export async function pauseChase(debtorCase: DebtorCase, invoiceId: string, pause: Pause): Promise<{ paused: true } | Refused> {
  const { facts } = debtorCase.invoice(invoiceId);
  if (facts.outcome !== null) return refuse('invoice-closed', '', `The invoice is closed (${facts.outcome}); there is nothing to pause.`);
  const early = pause.until === null ? null : refusalOf(pastFault(pause.until, debtorCase.today, 'until'));
  if (early) return early;
  await setPause(debtorCase.tx, invoiceId, pause);
  debtorCase.signal(invoiceId, 'chasePaused', await debtorCase.recordEvent('chase.paused', { invoiceId, data: { ...pause } }));
  return { paused: true };
}

/** Lets a paused chase go on. Resuming one that is not paused changes nothing and is no error: the caller wanted it running. */
export async function resumeChase(
  debtorCase: DebtorCase,
  invoiceId: string,
  note: string | null = null,
): Promise<{ resumed: boolean } | Refused> {
  const { facts } = debtorCase.invoice(invoiceId);
  if (facts.outcome !== null) return refuse('invoice-closed', '', `The invoice is closed (${facts.outcome}); there is nothing to resume.`);
  if (facts.pause === null) return { resumed: false };
  await setPause(debtorCase.tx, invoiceId, null);
  debtorCase.signal(
    invoiceId,
    'chaseResumed',
    await debtorCase.recordEvent('chase.resumed', { invoiceId, data: note === null ? {} : { note } }),
  );
  return { resumed: true };
}
