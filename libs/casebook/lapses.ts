/** Writes what a new fact takes away with it, in the transaction that wrote the fact; the domain says what that is. */
import type { EventRecorder } from '#contracts/events/catalogue.js';
import { dropConfirmation } from '#database/repositories/agreements.repository.js';
import { endTask, openTasksOf, setTaskResult, withdrawApproval } from '#database/repositories/ledger.repository.js';
import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import type { Tx } from '#database/tx.js';
import type { Instant } from '#domain/calendar/zone.js';
import { confirmationKey } from '#domain/policy/agreements/agreement-messages.js';
import { canLapse, type ChaseChange, type LapsedRow, type Lapses, lapsesOf } from '#domain/policy/forecast/lapses.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { CaseFacts } from './chase-facts.js';
import { LoopTurns } from './loop-turns.js';

/** Where lapses are written: the case of the debtor. */
export interface LapseContext extends EventRecorder {
  readonly tx: Tx;
  readonly now: Instant;
}

/** A case before and after what was written. */
export interface CaseChange {
  readonly before: CaseRecord;
  readonly after: CaseRecord;
  readonly policyOf: (invoiceId: string) => Promise<Policy>;
}

/** Takes the open tasks of an invoice, or of one step of it, off the lists, and says why. */
export async function cancelTasks(
  context: LapseContext,
  invoiceId: string,
  { reason, step }: { reason: string; step?: string },
): Promise<void> {
  for (const task of await openTasksOf(context.tx, invoiceId)) {
    if (step !== undefined && task.step !== step) continue;
    await endTask(context.tx, task.id, { status: 'cancelled', code: null, outcome: { reason }, at: new Date(context.now) });
    await setTaskResult(context.tx, task.id, { result: 'withdrawn', outcome: null, at: null });
    await context.recordEvent('task.cancelled', { invoiceId, subjectId: task.id, data: { step: task.step, reason } });
  }
}

/** Ends what lapses. @returns whether anything was written, so that the facts are read again */
export async function endLapsed(context: LapseContext, { before, after, policyOf }: CaseChange): Promise<boolean> {
  const lapsing = after.invoices.filter(({ facts }) => canLapse(facts));
  if (lapsing.length === 0) return false;
  // Each case once for all that may lapse in it: made for every invoice anew, they cost the square of a debtor's invoices.
  const earlierById = new Map(before.invoices.map((invoice) => [invoice.id, invoice]));
  const [factsBefore, factsAfter] = [new CaseFacts(before), new CaseFacts(after)];
  let written = false;
  const turns = new LoopTurns();
  for (const invoice of lapsing) {
    if (turns.over) await turns.next();
    const earlier = earlierById.get(invoice.id);
    const change: ChaseChange = {
      policy: await policyOf(invoice.id),
      before: earlier ? factsBefore.of(invoice.id) : null,
      after: factsAfter.of(invoice.id),
      repinned: earlier !== undefined && earlier.policyVersionId !== invoice.policyVersionId,
    };
    if (await end(context, invoice, lapsesOf(change, context.now))) written = true;
  }
  return written;
}

async function end(context: LapseContext, { id: invoiceId, facts }: InvoiceRecord, lapses: Lapses): Promise<boolean> {
  const { stop, tasks, approvals, confirmation } = lapses;
  // A stop takes every task of the chase off the lists, a question that waits for a person too.
  if (stop && tasks.length > 0) await cancelTasks(context, invoiceId, { reason: stop });
  for (const { row, reason } of stop ? [] : tasks) await cancelTasks(context, invoiceId, { reason, step: row.step });
  for (const approval of approvals) await endApproval(context, invoiceId, approval);
  if (confirmation && facts.toConfirm) {
    const { kind } = facts.toConfirm;
    await dropConfirmation(context.tx, invoiceId, kind);
    await context.recordEvent('confirmation.lapsed', { invoiceId, data: { step: confirmationKey(kind), reason: confirmation } });
  }
  return tasks.length > 0 || approvals.length > 0 || confirmation !== null;
}

async function endApproval(context: LapseContext, invoiceId: string, { row, reason }: LapsedRow): Promise<void> {
  const { step, occurrence } = row;
  for (const taskId of await withdrawApproval(context.tx, { invoiceId, step, occurrence }))
    await context.recordEvent('approval.lapsed', { invoiceId, subjectId: taskId, data: { step, reason } });
}
