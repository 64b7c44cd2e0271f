import { v7 as uuidv7 } from 'uuid';
import type { StepInput } from '#contracts/activities.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import type { NewLedgerEntry } from '#database/repositories/ledger.repository.js';
import type { PlannedStep } from '#domain/policy/language/plan.js';

/** The step a ledger line is about. */
export interface LineOf {
  readonly chase: StepInput['chase'];
  readonly step: PlannedStep;
}

/** A ledger line for a step that is taken now; `over` says what became of it. */
export function ledgerLine(
  debtorCase: DebtorCase,
  { chase, step }: LineOf,
  over: Partial<NewLedgerEntry> & Pick<NewLedgerEntry, 'kind' | 'result'>,
): NewLedgerEntry {
  return {
    id: uuidv7(),
    invoiceId: chase.invoiceId,
    debtorId: debtorCase.record.debtor.id,
    cycle: chase.cycle,
    step: step.key,
    occurrence: step.occurrence,
    channel: '',
    recipient: '',
    at: new Date(debtorCase.now),
    amount: step.amount,
    messageId: null,
    taskId: null,
    outcome: null,
    reason: null,
    notice: null,
    announcedCosts: null,
    deadline: null,
    ...over,
  };
}
