import { v7 as uuidv7 } from 'uuid';
import type { StepInput } from '#contracts/activities.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { cancelTasks } from '#casebook/lapses.js';
import { claimStep, insertTask } from '#database/repositories/ledger.repository.js';
import type { PlannedStep } from '#domain/policy/language/plan.js';
import { ledgerLine } from '#dispatch/claim/ledger-line.js';

/** Work for a person that a step asks for. */
export interface TaskOrder {
  readonly kind: 'call' | 'approval';
  readonly step: PlannedStep;
  readonly script: string | null;
  readonly confirmInWriting?: boolean;
}

/** Opens a task for a person and its ledger line. Two for one step cannot be: decide asks for it once, and the ledger takes it once. */
export async function openTask(
  debtorCase: DebtorCase,
  { chase }: StepInput,
  { kind, step, script, confirmInWriting = false }: TaskOrder,
): Promise<void> {
  const taskId = uuidv7();
  const deadline = step.deadline === null ? null : new Date(step.deadline);
  const channel = kind === 'call' ? 'call' : '';
  const line = ledgerLine(debtorCase, { chase, step }, { kind, channel, result: 'open', taskId, deadline });
  const { invoiceId, debtorId, cycle, occurrence, at } = line;
  // A draft of an earlier day, or an approval on a notice that another has replaced since: nobody is to answer the old question.
  if (occurrence > 1) await cancelTasks(debtorCase, invoiceId, { reason: 'asked-anew', step: step.key });
  await insertTask(debtorCase.tx, {
    id: taskId,
    invoiceId,
    debtorId,
    cycle,
    occurrence,
    step: step.key,
    kind,
    script,
    confirmInWriting,
    deadline,
    openedAt: at,
  });
  if (!(await claimStep(debtorCase.tx, line))) throw new Error(`${kind} for step ${step.key} is open already although decide asked for it`);
  await debtorCase.recordEvent(`${kind}.opened`, {
    invoiceId,
    subjectId: taskId,
    data: { step: step.key, deadline: deadline?.toISOString() ?? null },
  });
}
