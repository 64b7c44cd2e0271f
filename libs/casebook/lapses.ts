/**
 * What a new fact takes away with it. Holds stop everything at once: a call that may not be made now, an approval of what has changed since
 * and the confirmation of an agreement that stands no more end in the transaction that wrote the fact. Their ledger lines are withdrawn, so
 * that the ladder asks for a task again when the stop has gone.
 */
import { dropConfirmation } from '#database/repositories/agreements.repository.js';
import { endTask, openTasksOf, setTaskResult, withdrawApproval } from '#database/repositories/ledger.repository.js';
import type { CaseRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import type { Tx } from '#database/tx.js';
import type { Instant } from '#domain/calendar/zone.js';
import { confirmationKey, silenceOf } from '#domain/policy/agreement-messages.js';
import type { TakenStep } from '#domain/policy/facts.js';
import { approved } from '#domain/policy/history.js';
import type { Policy } from '#domain/policy/policy.js';
import { type Situation, situationOf } from '#domain/policy/situation.js';
import { decide, stopsOf } from '#domain/policy/decide.js';
import { factsIn } from './chase-facts.js';

/** Where lapses are written: the open case. */
export interface LapseDesk {
  readonly tx: Tx;
  readonly now: Instant;
  recordEvent(type: string, details: { invoiceId: string; subjectId?: string; data: Readonly<Record<string, unknown>> }): Promise<string>;
}

/** A case before and after what was written. */
export interface CaseChange {
  readonly before: CaseRecord;
  readonly after: CaseRecord;
  readonly policyOf: (invoiceId: string) => Promise<Policy>;
}

/** Takes the open tasks of an invoice, or of one step of it, off the lists, and says why. */
export async function cancelTasks(desk: LapseDesk, invoiceId: string, { reason, step }: { reason: string; step?: string }): Promise<void> {
  for (const task of await openTasksOf(desk.tx, invoiceId)) {
    if (step !== undefined && task.step !== step) continue;
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
    const standstill = stopsOf(situation);
    const stop = standstill?.reasons[0] ?? null;
    if (stop && invoice.facts.taken.some(isOpenTask)) {
      await cancelTasks(desk, invoice.id, { reason: stop });
      written = true;
    }
    for (const row of stop ? [] : mootQuestions(invoice, situation, change)) {
      await cancelTasks(desk, invoice.id, { reason: 'notice', step: row.step });
      written = true;
    }
    const moved = stop ?? movedOf(invoice, situation, change);
    for (const row of moved === null ? [] : givenApprovals(invoice)) {
      await endApproval(desk, invoice.id, { row, reason: moved ?? '' });
      written = true;
    }
    const silence = invoice.confirmation && silenceOf(situation, standstill);
    if (invoice.confirmation && silence) {
      const { kind } = invoice.confirmation;
      await dropConfirmation(desk.tx, invoice.id, kind);
      await desk.recordEvent('confirmation.lapsed', { invoiceId: invoice.id, data: { step: confirmationKey(kind), reason: silence } });
      written = true;
    }
  }
  return written;
}

/**
 * Open questions that the rules ask no more: about a step that rests on a notice that fell, or about a notice of its own for a claim that
 * another one names by now. What would be asked again at once stays.
 */
function mootQuestions(invoice: InvoiceRecord, { policy, history, now }: Situation, { after }: CaseChange): readonly TakenStep[] {
  return invoice.facts.taken.filter((row) => {
    const record = history.records[policy.indexOf.get(row.step) ?? -1];
    if (!isOpenTask(row) || row.channel !== null || (record?.state !== 'stale' && record?.state !== 'taken')) return false;
    if (!record.step.onNotice && !record.step.step.legal) return false;
    const taken = invoice.facts.taken.filter((other) => other !== row);
    const plan = decide(policy.policy, factsIn(after, { ...invoice, facts: { ...invoice.facts, taken } }), now);
    return plan.next !== 'step' || plan.step.key !== row.step || plan.step.at > now;
  });
}

async function endApproval(desk: LapseDesk, invoiceId: string, { row, reason }: { row: TakenStep; reason: string }): Promise<void> {
  const { step, occurrence } = row;
  for (const taskId of await withdrawApproval(desk.tx, { invoiceId, step, occurrence }))
    await desk.recordEvent('approval.lapsed', { invoiceId, subjectId: taskId, data: { step, reason } });
}

const hasSomething = (invoice: InvoiceRecord): boolean =>
  invoice.confirmation !== null || invoice.facts.taken.some((row) => isOpenTask(row) || isApproval(row));
const isOpenTask = (row: TakenStep): boolean => row.result === 'open';
const isApproval = (row: TakenStep): boolean => row.result === 'done' && row.outcome === approved;

/** Approvals whose step has not been taken: the claim of the step carries one out, and a claim that failed may still be made anew. */
function givenApprovals({ facts: { taken } }: InvoiceRecord): readonly TakenStep[] {
  const carriedOut = (approval: TakenStep): boolean =>
    taken.some(
      (row) => row.step === approval.step && row.occurrence === approval.occurrence && !isApproval(row) && row.result !== 'failed',
    );
  return taken.filter((row) => isApproval(row) && !carriedOut(row));
}

/** What the person who approved looked at and what is different now; null when nothing but time and payments has come since. */
function movedOf(invoice: InvoiceRecord, after: Situation, { before: record }: CaseChange): string | null {
  const earlier = record.invoices.find(({ id }) => id === invoice.id);
  if (!earlier) return null;
  const before = situationOf(after.policy.policy, factsIn(record, earlier), after.now);
  if (after.amount > before.amount) return 'amount';
  if (earlier.policyVersionId !== invoice.policyVersionId) return 'policy';
  const [old, fresh] = [groundsOf(before), groundsOf(after)];
  return Object.keys(fresh).find((name) => old[name] !== fresh[name]) ?? null;
}

/** The facts an approval rests on, as text. */
function groundsOf({ facts: { invoice, debtor }, history }: Situation): Readonly<Record<string, string>> {
  const { pause, dispute, promise, paymentPlan, planBrokenOn } = invoice;
  const postponed = invoice.overrides.filter(({ act }) => act === 'postpone');
  return {
    dueDate: invoice.dueDate,
    dispute: dispute === null ? '' : `${dispute.since} ${dispute.amount}`,
    pause: JSON.stringify(pause),
    promise: promise === null ? '' : `${promise.date} ${promise.amount}`,
    plan: `${paymentPlan !== null} ${planBrokenOn}`,
    hold: JSON.stringify([debtor.holds, debtor.doNotContact]),
    debtor: debtor.kind,
    notice: JSON.stringify([history.notice?.lastDay, history.notice?.costsFrom, history.defaultNotice?.lastDay]),
    postponement: JSON.stringify(postponed),
  };
}
