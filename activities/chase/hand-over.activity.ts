import type { StepInput, StepResult } from '#contracts/activities.js';
import type { Casebook } from '#casebook/casebook.js';
import { endChase } from '#casebook/commands/close-chase.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { claimStep } from '#database/repositories/ledger.repository.js';
import type { PlannedStep } from '#domain/policy/language/plan.js';
import { answered, dueStep, inChase, type StepOrder } from '#dispatch/in-chase.js';
import { ledgerLine } from '#dispatch/claim/ledger-line.js';
import { openTask } from './open-task.js';

/** Ends our own chase and marks the case for the agency. Where the law or the policy asks for it, a person approves first. */
export class HandOver {
  constructor(private readonly book: Casebook) {}

  async run(input: StepOrder): Promise<StepResult> {
    const { answer, plan } = await inChase<StepResult['result']>(this.book, input.chase, async (debtorCase) => {
      const step = await dueStep(debtorCase, input);
      if (!step) return 'superseded';
      if (step.approval === 'required') {
        await openTask(debtorCase, input, { kind: 'approval', step, script: null });
        return 'opened';
      }
      await this.submit(debtorCase, input, step);
      return 'submitted';
    });
    return answered(answer, plan);
  }

  private async submit(debtorCase: DebtorCase, { chase }: StepInput, step: PlannedStep): Promise<void> {
    const line = ledgerLine(debtorCase, { chase, step }, { kind: 'handover', result: 'done' });
    await claimStep(debtorCase.tx, line);
    await debtorCase.recordEvent('invoice.handed-over', {
      invoiceId: chase.invoiceId,
      subjectId: line.id,
      data: { amount: Number(step.amount), currency: step.currency },
    });
    await endChase(debtorCase, chase.invoiceId, { outcome: 'handed-over', reason: null });
  }
}
