import { activePlanOf, endPromises, lastPromiseOf } from '#database/repositories/agreements.repository.js';
import { endTask, openTasksOf, setTaskResult } from '#database/repositories/ledger.repository.js';
import { fromDay } from '#domain/calendar/iso-date.js';
import { breaksOn } from '#domain/policy/agreement-messages.js';
import { stopsOf } from '#domain/policy/decide.js';
import { lastDayOfGrace } from '#domain/policy/payment-plan.js';
import { situationOf } from '#domain/policy/situation.js';
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
  const { promise } = open.invoice(invoiceId).facts;
  if (!promise || !(await graceOver(open, invoiceId, promise.date))) return false;
  const last = await lastPromiseOf(open.tx, invoiceId);
  await endPromises(open.tx, invoiceId, { status: 'broken', on: open.today });
  await open.recordEvent('promise.broken', { invoiceId, ...(last && { subjectId: last.id }), data: { date: promise.date } });
  return true;
}

async function breakPlan(open: OpenCase, invoiceId: string): Promise<boolean> {
  const { paymentPlan, planBrokenOn } = open.invoice(invoiceId).facts;
  if (!paymentPlan || planBrokenOn !== null) return false;
  const { policy } = await open.policyOf(invoiceId);
  const situation = situationOf(policy, open.factsOf(invoiceId), open.now);
  if (!breaksOn(situation, stopsOf(situation)) || !(await activePlanOf(open.tx, invoiceId))) return false;
  await endPlan(open, invoiceId, 'broken');
  return true;
}

/** Whether the grace after a promised day has run out; the domain owns the rule, so that a plan and the fact agree on the day. */
async function graceOver(open: OpenCase, invoiceId: string, date: string): Promise<boolean> {
  const { policy } = await open.policyOf(invoiceId);
  return open.today > fromDay(lastDayOfGrace(date, policy.calendar));
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
