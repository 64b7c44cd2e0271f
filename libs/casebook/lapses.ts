/**
 * What a new fact takes away with it. Holds stop everything at once: a call that may not be made now and the confirmation
 * of an agreement that stands no more end in the transaction that wrote the fact. Their ledger lines are withdrawn, so
 * that the ladder asks for a task again when the stop has gone.
 */
import { dropConfirmation, endTask, openTasksOf, setTaskResult } from '#database/repositories/ledger.repository.js';
import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import type { Tx } from '#database/tx.js';
import type { Instant } from '#domain/calendar/zone.js';
import type { TakenStep } from '#domain/policy/facts.js';
import type { Policy } from '#domain/policy/policy.js';
import { situationOf } from '#domain/policy/situation.js';
import { findStops } from '#domain/policy/stops.js';
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

/** Takes the open tasks of an invoice off the lists, and says why. */
export async function cancelTasks(desk: LapseDesk, invoiceId: string, reason: string): Promise<void> {
  for (const task of await openTasksOf(desk.tx, invoiceId)) {
    await endTask(desk.tx, task.id, { status: 'cancelled', code: null, outcome: { reason }, at: new Date(desk.now) });
    await setTaskResult(desk.tx, task.id, { result: 'withdrawn', outcome: null, at: null });
    await desk.recordEvent('task.cancelled', { invoiceId, subjectId: task.id, data: { step: task.step, reason } });
  }
}

/** Ends what lapses. @returns whether anything was written, so that the facts are read again */
export async function endLapsed(desk: LapseDesk, change: CaseChange): Promise<boolean> {
  let written = false;
  for (const invoice of change.after.invoices) {
    if (invoice.facts.outcome !== null || !hasSomething(invoice)) continue;
    const policy = await change.policyOf(invoice.id);
    const situation = situationOf(policy, factsIn(change.after, invoice), desk.now);
    const stop = findStops(situation)?.reasons[0] ?? null;
    if (stop && invoice.facts.taken.some(isOpenTask)) {
      await cancelTasks(desk, invoice.id, stop);
      written = true;
    }
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

const hasSomething = (invoice: InvoiceRecord): boolean => invoice.confirmation !== null || invoice.facts.taken.some(isOpenTask);
const isOpenTask = (row: TakenStep): boolean => row.result === 'open';
