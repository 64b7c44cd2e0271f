import { activePlanOf, endPromises, lastPromiseOf } from '#database/repositories/agreements.repository.js';
import { endTask, openTasksOf, setTaskResult } from '#database/repositories/ledger.repository.js';
import { planBreaks, promiseBrokenOn } from '#domain/policy/forecast/elapsed.js';
import type { OpenCase } from '../open-case.js';
import { endPlan } from './agreements.js';
import { setOffCredit } from './set-off.js';
import { warnOfLimitation } from './warn-of-limitation.js';

/**
 * Turns what time alone has changed into facts: broken promises and plans, calls nobody made. Done whenever a case is opened, so that nothing
 * is planned or recorded on an agreement that has lapsed.
 */
export async function settleDue(open: OpenCase): Promise<void> {
  let changed = false;
  for (const { id, facts } of open.record.invoices) {
    if (facts.outcome !== null) continue;
    const settled = [
      await warnOfLimitation(open, id),
      await breakPromise(open, id),
      await breakPlan(open, id),
      facts.taken.some((step) => step.result === 'open') && (await expireTasks(open, id)),
    ];
    changed ||= settled.includes(true);
  }
  if (changed) await open.reload();
  // What has fallen due meanwhile is set off before it is asked.
  if (await setOffCredit(open)) await open.reload();
}

async function breakPromise(open: OpenCase, invoiceId: string): Promise<boolean> {
  const { facts } = open.invoice(invoiceId);
  if (!facts.promise) return false;
  // The domain owns the rule, so that a plan and the fact agree on the day.
  const on = promiseBrokenOn(facts, (await open.policyOf(invoiceId)).policy, open.today);
  if (on === null) return false;
  const last = await lastPromiseOf(open.tx, invoiceId);
  await endPromises(open.tx, invoiceId, { status: 'broken', on });
  await open.recordEvent('promise.broken', { invoiceId, ...(last && { subjectId: last.id }), data: { date: facts.promise.date } });
  return true;
}

async function breakPlan(open: OpenCase, invoiceId: string): Promise<boolean> {
  if (open.invoice(invoiceId).facts.paymentPlan === null) return false;
  const { policy } = await open.policyOf(invoiceId);
  if (!planBreaks(policy, open.factsOf(invoiceId), open.now) || !(await activePlanOf(open.tx, invoiceId))) return false;
  await endPlan(open, invoiceId, 'broken');
  return true;
}

async function expireTasks(open: OpenCase, invoiceId: string): Promise<boolean> {
  let expired = false;
  for (const task of await openTasksOf(open.tx, invoiceId)) {
    if (task.deadline === null || task.deadline.getTime() > open.now) continue;
    await endTask(open.tx, task.id, { status: 'expired', code: null, outcome: null, at: new Date(open.now) });
    await setTaskResult(open.tx, task.id, { result: 'expired', outcome: null, at: null });
    await open.recordEvent('task.expired', { invoiceId, subjectId: task.id, data: { step: task.step } });
    expired = true;
  }
  return expired;
}
