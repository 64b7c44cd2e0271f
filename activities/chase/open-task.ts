import { v7 as uuidv7 } from 'uuid';
import type { StepInput } from '#contracts/activities.js';
import type { OpenCase } from '#casebook/open-case.js';
import { claimStep, insertTask } from '#database/repositories/ledger.repository.js';
import type { PlannedStep } from '#domain/policy/plan.js';

/** Opens a task for a person and its ledger line. A claim that was there already leaves things as they are: the step is taken once. */
export async function openTask(
  open: OpenCase,
  { chase }: StepInput,
  task: { kind: 'call' | 'approval'; step: PlannedStep; script: string | null; confirmInWriting?: boolean },
): Promise<void> {
  const { kind, step } = task;
  const taskId = uuidv7();
  const at = new Date(open.now);
  const deadline = step.deadline === null ? null : new Date(step.deadline);
  const common = {
    invoiceId: chase.invoiceId,
    debtorId: open.record.debtor.id,
    cycle: chase.cycle,
    step: step.key,
    occurrence: step.occurrence,
    deadline,
  };
  await insertTask(open.tx, {
    ...common,
    id: taskId,
    kind,
    script: task.script,
    confirmInWriting: task.confirmInWriting ?? false,
    openedAt: at,
  });
  const claimed = await claimStep(open.tx, {
    ...common,
    id: uuidv7(),
    kind,
    channel: kind === 'call' ? 'call' : '',
    recipient: '',
    result: 'open',
    at,
    amount: step.amount,
    messageId: null,
    taskId,
    outcome: null,
    reason: null,
    notice: null,
    announcedCosts: null,
  });
  if (!claimed) throw new Error(`${kind} for step ${step.key} is open already although decide asked for it`);
  await open.recordEvent(`${kind}.opened`, {
    invoiceId: chase.invoiceId,
    subjectId: taskId,
    data: { step: step.key, deadline: deadline?.toISOString() ?? null },
  });
}
