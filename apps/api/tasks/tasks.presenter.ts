/** Tasks as answers. */
import type { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import type { TaskView } from '#database/queries/task-views.js';
import { handoverChecks } from '#domain/notice/handover-checks.js';
import { presentNoticeBrief } from '../notices/brief.js';
import { presentCostsDue } from '../notices/notices.presenter.js';
import { presentMoney } from '../edge/money.schema.js';
import { presentInstant, presentInstantOrNull } from '../edge/time.schema.js';
import { askOf } from './task-hints.js';
import { taskOut } from './tasks.schema.js';

const { kind, status, whyUnpaid } = taskOut.shape;

/** What a person looks at before he approves a handover. */
function approvalOf({ hands_over: handsOver, undisputed, notice, currency, costed }: TaskView): z.output<typeof taskOut>['approval'] {
  if (!handsOver) return null;
  const brief = presentNoticeBrief(notice);
  const facts = brief && { kind: brief.kind, stands: brief.state === 'sent', receiptKnown: brief.receipt !== null, runOut: brief.runOut };
  const costsDue = brief && presentCostsDue({ ...brief, currency, costed });
  return {
    handsOver: presentMoney(undisputed, currency),
    costsDue,
    notice: brief,
    checks: [...handoverChecks({ notice: facts, undisputed })],
  };
}

/** A task with the name of the key that has it. */
export type AssignedTask = TaskView & { readonly assignee_name: string | null };

/** A task for an answer. */
export const presentTask = (view: AssignedTask): z.output<typeof taskOut> => ({
  object: 'task',
  id: toPublicId('task', view.id),
  kind: kind.parse(view.kind),
  status: status.parse(view.status),
  step: view.step,
  occurrence: view.occurrence,
  script: view.script,
  assignee: view.assignee,
  assigneeName: view.assignee_name,
  deadline: presentInstantOrNull(view.deadline),
  callAt: presentInstantOrNull(view.call_at),
  callBacks: view.call_backs,
  callNote: view.call_note,
  ...askOf(view),
  invoice: {
    id: toPublicId('invoice', view.invoice_id),
    number: view.invoice_number,
    dueDate: view.due_date,
    open: presentMoney(view.open, view.currency),
  },
  debtor: { id: toPublicId('debtor', view.debtor_id), name: view.debtor_name, phone: view.debtor_phone },
  notice: presentNoticeBrief(view.notice),
  outcome: view.outcome_code === null ? null : { code: view.outcome_code, note: view.outcome?.note ?? null, at: view.outcome?.at ?? null },
  approval: approvalOf(view),
  whyUnpaid: whyUnpaid.parse(view.why_unpaid),
  cancelReason: view.status === 'cancelled' ? (view.outcome?.reason ?? null) : null,
  openedAt: presentInstant(view.opened_at),
  closedAt: presentInstantOrNull(view.closed_at),
});
