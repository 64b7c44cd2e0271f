import type { WhyUnpaid } from '#contracts/task-outcomes.js';
import type { Task } from '#database/entities/task.entity.js';
import { keepNote, putOffCall } from '#database/repositories/ledger.repository.js';
import { addDays } from '#domain/calendar/iso-date.js';
import { addWorkingDays } from '#domain/calendar/working-days.js';
import { formatInstant, fromLocal, type Instant, localDate, toLocal } from '#domain/calendar/zone.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { type Refused, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';

/** Furthest day on which a call can be agreed, counted from today. What a debtor asks for beyond it is a promise or a pause. */
export const callBackWithinDays = 14;
/**
 * Call-backs of one task. Whoever puts off a call more often is not called any more: the chase goes on as after a call without an answer.
 */
export const mostCallBacks = 3;
/** Working days after the agreed moment in which somebody can still make the call, before the chase goes on by itself. */
const callBackTermWorkingDays = 2;

/** Why a call cannot be agreed for this moment, or null when it can. */
export function callBackRefusal(debtorCase: DebtorCase, callAt: Instant): Refused | null {
  if (callAt <= debtorCase.now) return refuse('moment-in-the-past', 'at', 'A call can only be agreed for later.');
  if (localDate(callAt, debtorCase.zone) <= addDays(debtorCase.today, callBackWithinDays)) return null;
  const detail = `A call can be agreed at most ${callBackWithinDays} days ahead; record a promise (reached-promise) or pause the chase instead.`;
  return refuse('moment-too-far', 'at', detail);
}

/**
 * When the chase goes on by itself if nobody makes the agreed call: the same time of day, two working days later. Never sooner than it
 * would have without the agreement, and never where the policy waits for a person however long it takes (null).
 */
export function callBackDeadline(policy: Policy, callAt: Instant, before: Instant | null): Instant | null {
  if (before === null) return null;
  const { date, minutes } = toLocal(callAt, policy.timeZone);
  return Math.max(before, fromLocal(addWorkingDays(date, callBackTermWorkingDays, policy.calendar), minutes, policy.timeZone));
}

/** Keeps a call open, with whoever has it, until the debtor is called again; the chase waits for the new deadline. */
export async function agreeCallBack(
  debtorCase: DebtorCase,
  task: Task,
  again: { callAt: Instant; note: string | null; whyUnpaid?: WhyUnpaid | null },
): Promise<void> {
  const { policy } = await debtorCase.policyOf(task.invoiceId);
  const deadline = callBackDeadline(policy, again.callAt, task.deadline && task.deadline.getTime());
  await putOffCall(debtorCase.tx, task.id, {
    callAt: new Date(again.callAt),
    deadline: deadline === null ? null : new Date(deadline),
    note: again.note,
    at: new Date(debtorCase.now),
  });
  const eventId = await debtorCase.recordEvent('call.call-back-agreed', {
    invoiceId: task.invoiceId,
    subjectId: task.id,
    data: {
      step: task.step,
      at: formatInstant(again.callAt),
      callBacks: task.callBacks + 1,
      deadline: deadline === null ? null : formatInstant(deadline),
      ...(again.whyUnpaid && { whyUnpaid: again.whyUnpaid }),
    },
  });
  if (again.note !== null) await keepNote(debtorCase.tx, task.id, { eventId, note: again.note });
  debtorCase.signal(task.invoiceId, 'callOutcomeRecorded', eventId);
}
