/** What a new fact takes away with it, in the transaction that wrote the fact: the confirmation of an agreement that stands no more. */
import { dropConfirmation } from '#database/repositories/ledger.repository.js';
import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import type { Tx } from '#database/tx.js';
import type { Instant } from '#domain/calendar/zone.js';
import type { Policy } from '#domain/policy/policy.js';
import { situationOf } from '#domain/policy/situation.js';
import { factsIn } from './chase-facts.js';
import { silenceOf } from './confirmation.js';

/** Where lapses are written: the open case. */
export interface LapseDesk {
  readonly tx: Tx;
  readonly now: Instant;
  recordEvent(type: string, details: { invoiceId: string; subjectId?: string; data: Readonly<Record<string, unknown>> }): Promise<string>;
}

/** A case after what was written. */
export interface CaseChange {
  readonly after: CaseRecord;
  readonly policyOf: (invoiceId: string) => Promise<Policy>;
}

/** Ends what lapses. @returns whether anything was written, so that the facts are read again */
export async function endLapsed(desk: LapseDesk, change: CaseChange): Promise<boolean> {
  let written = false;
  for (const invoice of change.after.invoices) {
    if (invoice.facts.outcome !== null || !hasSomething(invoice)) continue;
    const policy = await change.policyOf(invoice.id);
    const situation = situationOf(policy, factsIn(change.after, invoice), desk.now);
    const silence = invoice.confirmation && silenceOf(situation);
    if (invoice.confirmation && silence) {
      const { step, occurrence } = invoice.confirmation;
      await dropConfirmation(desk.tx, { invoiceId: invoice.id, step, occurrence });
      await desk.recordEvent('confirmation.lapsed', { invoiceId: invoice.id, data: { step, reason: silence } });
      written = true;
    }
  }
  return written;
}

const hasSomething = (invoice: InvoiceRecord): boolean => invoice.confirmation !== null;
