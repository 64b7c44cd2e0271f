import { activePlanOf, endPromises } from '#database/repositories/agreements.repository.js';
import { endTask, openTasksOf, setTaskResult } from '#database/repositories/ledger.repository.js';
import { endMessage } from '#database/repositories/messages.repository.js';
import { fromDay } from '#domain/calendar/iso-date.js';
import { lastDayOfGrace } from '#domain/policy/stops.js';
import type { OpenCase } from '../open-case.js';
import { endPlan } from './agreements.js';

/**
 * How long after its first attempt a doubtful message may still be settled by the provider's key; then it is unknown. Resend remembers
 * keys for 24 h; the margin covers clocks that differ and the attempt that is running at the border.
 */
export const keyWindowMs = 20 * 3_600_000;

/** Turns what time alone has changed into facts: broken promises and plans, calls nobody made, messages whose outcome stays unknown. */
export async function settleDue(open: OpenCase, invoiceId: string): Promise<void> {
  await breakPromise(open, invoiceId);
  await breakPlan(open, invoiceId);
  const { taken } = open.invoice(invoiceId).facts;
  if (taken.some((step) => step.result === 'open')) await expireTasks(open, invoiceId);
  if (taken.some((step) => step.result === 'claimed')) await giveUpDoubts(open, invoiceId);
}

async function breakPromise(open: OpenCase, invoiceId: string): Promise<void> {
  const { promise } = open.invoice(invoiceId).facts;
  if (!promise || !(await graceOver(open, invoiceId, promise.date))) return;
  await endPromises(open.tx, invoiceId, { status: 'broken', on: open.today });
  await open.recordEvent('promise.broken', { invoiceId, data: { date: promise.date } });
}

async function breakPlan(open: OpenCase, invoiceId: string): Promise<void> {
  const { paymentPlan } = open.invoice(invoiceId).facts;
  const missed = paymentPlan?.instalments.find((term) => term.open > 0n);
  if (missed && (await graceOver(open, invoiceId, missed.dueDate)) && (await activePlanOf(open.tx, invoiceId)))
    await endPlan(open, invoiceId, 'broken');
}

/** Whether the grace after a promised day has run out; the domain owns the rule, so that a plan and the fact agree on the day. */
async function graceOver(open: OpenCase, invoiceId: string, date: string): Promise<boolean> {
  const { policy } = await open.policyOf(invoiceId);
  return open.today > fromDay(lastDayOfGrace(date, policy.calendar));
}

async function expireTasks(open: OpenCase, invoiceId: string): Promise<void> {
  for (const task of await openTasksOf(open.tx, invoiceId)) {
    if (task.deadline === null || task.deadline.getTime() > open.now) continue;
    await endTask(open.tx, task.id, { status: 'expired', code: null, outcome: null, at: new Date(open.now) });
    await setTaskResult(open.tx, task.id, { result: 'expired', outcome: null, at: null });
    await open.recordEvent('task.expired', { invoiceId, subjectId: task.id, data: { step: task.step } });
  }
}

async function giveUpDoubts(open: OpenCase, invoiceId: string): Promise<void> {
  const doubtful = await open.tx.query<{ id: string }>(
    `select distinct m.id from message m join ledger l on l.message_id = m.id
     where l.invoice_id = $1 and m.tenant_id = $2 and m.status = 'claimed' and m.first_attempt_at < now() - make_interval(secs => $3)`,
    [invoiceId, open.tx.tenantId, keyWindowMs / 1000],
  );
  for (const { id } of doubtful) {
    const end = { status: 'unknown', detail: 'no answer within the time the provider remembers keys' } as const;
    for (const covered of (await endMessage(open.tx, id, end)).invoiceIds)
      await open.recordEvent('message.unknown', { invoiceId: covered, subjectId: id, data: {} });
  }
}
