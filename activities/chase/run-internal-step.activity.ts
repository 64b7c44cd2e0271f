import type { StepResult } from '#contracts/activities.js';
import type { Casebook } from '#casebook/casebook.js';
import { giveUpAfter } from '#casebook/commands/give-up.js';
import { claimStep } from '#database/repositories/ledger.repository.js';
import { answered, dueStep, inChase, type StepOrder } from '#dispatch/in-chase.js';
import { ledgerLine } from '#dispatch/claim/ledger-line.js';
import { openTask } from './open-task.js';

/**
 * A step that stays inside the creditor's company: an event that the creditor's other systems can read, and the end of the claim where the
 * policy gives it up.
 */
export class RunInternalStep {
  constructor(private readonly book: Casebook) {}

  async run(input: StepOrder): Promise<StepResult> {
    const { chase } = input;
    const { answer, plan } = await inChase<StepResult['result']>(this.book, chase, async (debtorCase) => {
      const step = await dueStep(debtorCase, input);
      if (!step) return 'superseded';
      if (step.approval === 'required') {
        await openTask(debtorCase, input, { kind: 'approval', step, script: null });
        return 'opened';
      }
      await claimStep(debtorCase.tx, ledgerLine(debtorCase, { chase, step }, { kind: 'internal', result: 'done' }));
      await debtorCase.recordEvent('step.noted', { invoiceId: chase.invoiceId, data: { step: step.key } });
      await giveUpAfter(debtorCase, chase.invoiceId, step.key);
      return 'noted';
    });
    return answered(answer, plan);
  }
}
