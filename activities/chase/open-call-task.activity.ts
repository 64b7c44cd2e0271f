import type { StepResult } from '#contracts/activities.js';
import type { Casebook } from '#casebook/casebook.js';
import { answered, dueStep, inChase, type StepOrder } from '#dispatch/in-chase.js';
import { openTask } from './open-task.js';

/** Puts a call on the list of the people who call. The chase goes on by itself when its deadline passes. */
export class OpenCallTask {
  constructor(private readonly book: Casebook) {}

  async run(input: StepOrder): Promise<StepResult> {
    const { answer, plan } = await inChase<StepResult['result']>(this.book, input.chase, async (debtorCase) => {
      const step = await dueStep(debtorCase, input);
      if (!step) return 'superseded';
      const { policy } = await debtorCase.policyOf(input.chase.invoiceId);
      const rung = policy.steps.find((candidate) => candidate.key === step.key);
      await openTask(debtorCase, input, {
        kind: step.approval === 'required' ? 'approval' : 'call',
        step,
        script: rung?.script ?? null,
        confirmInWriting: rung?.confirmInWriting ?? false,
      });
      return 'opened';
    });
    return answered(answer, plan);
  }
}
