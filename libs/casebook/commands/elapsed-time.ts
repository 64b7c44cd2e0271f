import { activePaymentPlanOf, endPromises, lastPromiseOf } from '#database/repositories/agreements.repository.js';
import { endTask, openTasksOf, setTaskResult } from '#database/repositories/ledger.repository.js';
import { paymentPlanBreaks, promiseBrokenOn } from '#domain/policy/forecast/elapsed.js';
import type { DebtorCase } from '../debtor-case.js';
import { LoopTurns } from '../loop-turns.js';
import { endPlan } from './agreements.js';
import { setOffCredit } from './set-off.js';
import { warnOfLimitation } from './warn-of-limitation.js';

/**
 * Writes the facts that time alone has brought about: broken promises and payment plans, expired calls. Done whenever a case is opened, so
 * that nothing is planned or recorded on an agreement that is over.
 */
export async function applyElapsedTime(debtorCase: DebtorCase): Promise<void> {
  let changed = false;
  const turns = new LoopTurns();
  for (const { id, facts } of debtorCase.record.invoices) {
    if (facts.outcome !== null) continue;
    if (turns.over) await turns.next();
    const changes = [
      await warnOfLimitation(debtorCase, id),
      await breakPromise(debtorCase, id),
      await breakPaymentPlan(debtorCase, id),
      facts.taken.some((step) => step.result === 'open') && (await expireTasks(debtorCase, id)),
    ];
    changed ||= changes.includes(true);
  }
  if (changed) await debtorCase.reload();
  // What has fallen due meanwhile is set off before it is asked.
  if (await setOffCredit(debtorCase)) await debtorCase.reload();
}

async function breakPromise(debtorCase: DebtorCase, invoiceId: string): Promise<boolean> {
  const { facts } = debtorCase.invoice(invoiceId);
  if (!facts.promise) return false;
  // The domain owns the rule, so that a plan and the fact agree on the day.
  const on = promiseBrokenOn(facts, (await debtorCase.policyOf(invoiceId)).policy, debtorCase.today);
  if (on === null) return false;
  const last = await lastPromiseOf(debtorCase.tx, invoiceId);
  await endPromises(debtorCase.tx, invoiceId, { status: 'broken', on });
  await debtorCase.recordEvent('promise.broken', { invoiceId, ...(last && { subjectId: last.id }), data: { date: facts.promise.date } });
  return true;
}

async function breakPaymentPlan(debtorCase: DebtorCase, invoiceId: string): Promise<boolean> {
  if (debtorCase.invoice(invoiceId).facts.paymentPlan === null) return false;
  const { policy } = await debtorCase.policyOf(invoiceId);
  if (!paymentPlanBreaks(policy, debtorCase.factsOf(invoiceId), debtorCase.now) || !(await activePaymentPlanOf(debtorCase.tx, invoiceId)))
    return false;
  await endPlan(debtorCase, invoiceId, 'broken');
  return true;
}

async function expireTasks(debtorCase: DebtorCase, invoiceId: string): Promise<boolean> {
  let expired = false;
  for (const task of await openTasksOf(debtorCase.tx, invoiceId)) {
    if (task.deadline === null || task.deadline.getTime() > debtorCase.now) continue;
    await endTask(debtorCase.tx, task.id, { status: 'expired', code: null, outcome: null, at: new Date(debtorCase.now) });
    await setTaskResult(debtorCase.tx, task.id, { result: 'expired', outcome: null, at: null });
    await debtorCase.recordEvent('task.expired', { invoiceId, subjectId: task.id, data: { step: task.step } });
    expired = true;
  }
  return expired;
}
