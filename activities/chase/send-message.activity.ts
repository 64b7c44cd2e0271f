import type { StepResult } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import type { Casebook } from '#casebook/casebook.js';
import type { PendingMessage, WaitingMessage } from '#database/repositories/pending-messages.repository.js';
import type { Tx } from '#database/tx.js';
import type { DebtorCase } from '#casebook/debtor-case.js';
import { tellEnd } from '#casebook/commands/end-message.js';
import { pauseChase } from '#casebook/commands/pause-chase.js';
import { DomainRefusal } from '#domain/money/refusals.js';
import { TextRefused } from '#templates/render.js';
import { answered, claimInChase, dueStep, type StepOrder, tellPlanned } from '#dispatch/in-chase.js';
import { claimMessages } from '#dispatch/claim/claim-messages.js';
import type { Delivered, MessageSender } from '#dispatch/deliver/message-sender.js';
import { mergeChases } from '#dispatch/draft/merge-chases.js';
import { openTask } from './open-task.js';
import { beginCopy, claimedFor, resumeMessages } from '#dispatch/claim/resume-messages.js';

/** What the rules or the texts refuse to draft, they refuse at every attempt. */
type Refusal = DomainRefusal | TextRefused;
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
    const { answer: claim, plan } = await this.claimed(input);
    if ('done' in claim) return answered(claim.done, planned(plan));
    // Where only copies are left, the step's own message has been sent.
    let result: StepResult['result'] = 'sent';
    let latest = plan;
    for (const pending of claim.send) {
      const delivered = pending.isCopy ? await this.sendCopy(input, pending) : await this.sender.deliver(input, pending);
      // Nothing stands in the way now: it is claimed anew and sent in this same attempt, so no other comes between question and message.
      if (delivered === 'never-arrived') return this.run(input);
      latest = delivered.plan ?? latest;
      if (!pending.isCopy) result = delivered.result;
    }
    return answered(result, planned(latest));
  }

  /** A copy begins in a transaction of its own: a stop may have come while its original was on its way. */
  private async sendCopy(
    input: StepOrder,
    { message }: PendingMessage,
  ): Promise<Delivered | { result: 'superseded'; plan: ChasePlan | null }> {
    const which = { order: input, id: message.id };
    const { answer: copy, plan } = await claimInChase(this.book, input.chase, {
      work: (debtorCase) => beginCopy(debtorCase, this.sender, which),
    });
    return copy ? this.sender.deliver(input, copy) : { result: 'superseded', plan };
  }

  /**
   * A refusal is not tried again: its transaction is undone, and in a new one the chase pauses for a person, as for a notice that its
   * validator refuses.
   */
  private async claimed(input: StepOrder): Promise<{ answer: Claim; plan: ChasePlan | null }> {
    try {
      return await this.claiming(input, null);
    } catch (error) {
      if (!(error instanceof DomainRefusal || error instanceof TextRefused)) throw error;
      return this.claiming(input, error);
    }
  }

  private claiming(input: StepOrder, refusal: Refusal | null): Promise<{ answer: Claim; plan: ChasePlan | null }> {
    let pending: readonly WaitingMessage[] = [];
    const withLoad = async (tx: Tx): Promise<void> => {
      pending = await claimedFor(tx, input);
    };
    const work = (debtorCase: DebtorCase): Promise<Claim> => this.claim(debtorCase, input, { pending, refusal });
    return claimInChase(this.book, input.chase, { withLoad, work });
  }

  private async claim(
    debtorCase: DebtorCase,
    input: StepOrder,
    { pending, refusal }: { readonly pending: readonly WaitingMessage[]; readonly refusal: Refusal | null },
  ): Promise<Claim> {
    const resumed = await resumeMessages(debtorCase, this.sender.channels, { order: input, pending });
    if (!('anew' in resumed)) {
      tellPlanned(debtorCase, input);
      return resumed;
    }
    const claim = refusal ? await leaveToPerson(debtorCase, input, refusal) : await this.claimAnew(debtorCase, input, resumed.anew);
    const kept = 'send' in claim ? claim.send.map(({ message }) => message.id) : [];
    for (const { message, invoiceIds } of resumed.anew)
      if (!kept.includes(message.id)) await tellEnd(debtorCase, message, { end: { by: 'engine', status: 'withdrawn' }, invoiceIds });
    return claim;
  }

  private async claimAnew(debtorCase: DebtorCase, input: StepOrder, withdrawn: readonly PendingMessage[]): Promise<Claim> {
    const { invoiceId } = input.chase;
    const step = await dueStep(debtorCase, input);
    if (!step) return { done: 'superseded' };
    if (step.approval === 'required') {
      await openTask(debtorCase, input, { kind: 'approval', step, script: null });
      return { done: 'opened' };
    }
    const merged = await mergeChases(debtorCase, invoiceId);
    if (!merged) return { done: 'superseded' };
    const { channels, installation, doubt } = this.sender;
    const claimed = await claimMessages(debtorCase, channels, { ...merged, withdrawn, installation, doubt });
    await this.sender.reach('claiming');
    if (claimed.length === 0) return { done: 'superseded' };
    if (withdrawn.length === 0) debtorCase.replanLater();
    return { send: claimed };
  }
}

async function leaveToPerson(debtorCase: DebtorCase, { chase, step }: StepOrder, refusal: Refusal): Promise<Claim> {
  const { invoiceId } = chase;
  if (await dueStep(debtorCase, { chase, step })) {
    const { code, message } = refusal;
    const data = { step: step.key, code, argument: 'argument' in refusal ? refusal.argument : null, detail: message };
    await debtorCase.recordEvent('message.refused', { invoiceId, data });
    await pauseChase(debtorCase, invoiceId, { reason: `message could not be drafted (${code}): ${message}`, until: null });
  }
  return { done: 'superseded' };
}

function planned(plan: ChasePlan | null): ChasePlan {
  if (plan === null) throw new Error('a step ended without a plan');
  return plan;
}
