import { v7 as uuidv7 } from 'uuid';
import type { StepInput, StepResult } from '#contracts/activities.js';
import type { Casebook } from '#casebook/casebook.js';
import { endChase } from '#casebook/commands/close-chase.js';
import type { OpenCase } from '#casebook/open-case.js';
import { claimStep } from '#database/repositories/ledger.repository.js';
import type { PlannedStep } from '#domain/policy/plan.js';
import { answered, dueStep, inChase } from './chase-tools.js';
import { openTask } from './open-task.js';

/** Ends our own chase and marks the case for the agency. Where the law or the policy asks for it, a person approves first. */
export class HandOver {
  constructor(private readonly book: Casebook) {}

  async run(input: StepInput): Promise<StepResult> {
    const { answer, plan } = await inChase<StepResult['result']>(this.book, input.chase, async (open) => {
      const step = await dueStep(open, input);
      if (!step) return 'superseded';
      if (step.approval === 'required') {
        await openTask(open, input, { kind: 'approval', step, script: null });
        return 'opened';
      }
      await this.submit(open, input, step);
      return 'submitted';
    });
    return answered(answer, plan);
  }

  private async submit(open: OpenCase, { chase }: StepInput, step: PlannedStep): Promise<void> {
    const handoverId = uuidv7();
    await claimStep(open.tx, {
      id: handoverId,
      invoiceId: chase.invoiceId,
      debtorId: open.record.debtor.id,
      cycle: chase.cycle,
      step: step.key,
      occurrence: step.occurrence,
      kind: 'handover',
      channel: '',
      recipient: '',
      result: 'done',
      at: new Date(open.now),
      amount: step.amount,
      messageId: null,
      taskId: null,
      outcome: null,
      reason: null,
      notice: null,
      announcedCosts: null,
      deadline: null,
    });
    await open.recordEvent('invoice.handed-over', {
      invoiceId: chase.invoiceId,
      subjectId: handoverId,
      data: { amount: Number(step.amount), currency: step.currency },
    });
    await endChase(open, chase.invoiceId, { outcome: 'handed-over', reason: null });
  }
}
