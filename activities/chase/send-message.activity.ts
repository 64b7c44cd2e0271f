import type { StepResult } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import type { Casebook } from '#casebook/casebook.js';
import type { PendingMessage } from '#database/repositories/messages.repository.js';
import { pendingMessagesOf } from '#database/repositories/messages.repository.js';
import type { OpenCase } from '#casebook/open-case.js';
import { confirmationPrefix } from '#casebook/confirmation.js';
import { answered, claimInChase, dueStep, type StepOrder, tellPlanned } from './chase-tools.js';
import { claimMessages } from './claim-messages.js';
import type { MessageSender } from './message-sender.js';
import { alone, mergeChases } from './merge-chases.js';
import { openTask } from './open-task.js';

type Claim = { readonly send: readonly PendingMessage[] } | { readonly done: StepResult['result'] };

/**
 * Sends the message that is due. Claim and stop take the same lock on the debtor, so of a payment and a reminder one is first: either the
 * payment finds the claim and says so in its answer, or the claim finds the payment and is not made. Between the two transactions lies
 * the provider, who is called without a lock; what is known afterwards is written in the second. A repeat after a crash finds its claim.
 */
export class SendMessage {
  constructor(
    private readonly book: Casebook,
    private readonly sender: MessageSender,
  ) {}

  async run(input: StepOrder): Promise<StepResult> {
    const { answer: claim, plan } = await claimInChase(this.book, input.chase, { work: (open) => this.claim(open, input) });
    if ('done' in claim) return answered(claim.done, planned(plan));
    let result: StepResult['result'] = 'superseded';
    let latest = plan;
    for (const pending of claim.send) {
      const sent = await this.sender.deliver(input, pending);
      if (!pending.isCopy) result = sent.result;
      latest = sent.plan;
    }
    return answered(result, planned(latest));
  }

  private async claim(open: OpenCase, input: StepOrder): Promise<Claim> {
    const { invoiceId, cycle } = input.chase;
    const pending = await pendingMessagesOf(open.tx, { invoiceId, cycle, key: input.step.key, occurrence: input.step.occurrence });
    if (pending.length > 0) {
      tellPlanned(open, input);
      return this.sender.resume(open, input, pending);
    }
    const step = await dueStep(open, input);
    if (!step) return { done: 'superseded' };
    if (step.approval === 'required') {
      await openTask(open, input, { kind: 'approval', step, script: null });
      return { done: 'opened' };
    }
    const merged = step.key.startsWith(confirmationPrefix) ? await alone(open, invoiceId, step) : await mergeChases(open, invoiceId);
    if (!merged) return { done: 'superseded' };
    const claimed = await claimMessages(open, this.sender.channels, merged);
    this.sender.reach('claiming');
    if (claimed.length === 0) return { done: 'superseded' };
    open.settleLater();
    return { send: claimed };
  }
}

function planned(plan: ChasePlan | null): ChasePlan {
  if (plan === null) throw new Error('a step ended without a plan');
  return plan;
}
