import { v7 as uuidv7 } from 'uuid';
import { insertOverride } from '#database/repositories/agreements.repository.js';
import { recordLimitation, updateInvoice } from '#database/repositories/invoices.repository.js';
import { withdrawRefusals } from '#database/repositories/ledger.repository.js';
import type { ClaimKind, Interruption } from '#domain/limitation/limitation.js';
import type { ChaseFacts, TakenStep } from '#domain/policy/facts/facts.js';
import { declined } from '#domain/policy/situation/step-record.js';
import { dueDateFault } from '#domain/policy/facts/invoice-term.js';
import { canOrder, type RunNowRefusal, runNowRefusal } from '#domain/policy/ladder/orders.js';
import { type Refused, refusalOf, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';
import { endChase, writeOff } from './close-chase.js';

/** Terms of an invoice that may change while it is chased; what is absent stays. */
export interface InvoiceChanges {
  readonly dueDate?: string;
  readonly policyKey?: string;
  readonly termBasis?: 'agreed' | 'unilateral' | 'none';
  readonly directDebitPending?: boolean;
  readonly claim?: ClaimKind;
  /** All acts that interrupted its limitation, in place of those recorded before. */
  readonly interruptions?: readonly Interruption[];
}

/** Changes terms; the remaining steps are anchored anew. */
export async function changeInvoice(
  debtorCase: DebtorCase,
  invoiceId: string,
  changes: InvoiceChanges,
): Promise<{ changed: true } | Refused> {
  const { facts } = debtorCase.invoice(invoiceId);
  if (facts.outcome !== null) return refuse('invoice-closed', '', `The invoice is closed (${facts.outcome}).`);
  const impossible = changes.dueDate === undefined ? null : refusalOf(dueDateFault(facts.issueDate, changes.dueDate));
  if (impossible) return impossible;
  const { policyKey, claim, interruptions, ...terms } = changes;
  const early = interruptions?.find(({ on }) => on > debtorCase.today);
  if (early) return refuse('date-in-the-future', 'contract/interruptions', `Today is ${debtorCase.today}; ${early.on} is still to come.`);
  const version = policyKey === undefined ? null : await debtorCase.newestPolicy(policyKey);
  if (policyKey !== undefined && version === null) return refuse('policy-unknown', 'policy', `There is no policy "${policyKey}".`);
  if (claim !== undefined || interruptions !== undefined)
    await recordLimitation(debtorCase.tx, invoiceId, {
      ...facts.limitation,
      ...(claim && { claim }),
      ...(interruptions && { interruptions }),
    });
  await updateInvoice(debtorCase.tx, invoiceId, { ...terms, ...(version && { policyVersionId: version.id }) });
  debtorCase.signal(invoiceId, 'invoiceChanged', await debtorCase.recordEvent('invoice.changed', { invoiceId, data: { ...changes } }));
  return { changed: true };
}

/** Ends a chase by decision: `written-off` gives up what is open, `closed` only stops chasing. */
export async function closeInvoice(
  debtorCase: DebtorCase,
  invoiceId: string,
  end: { outcome: 'written-off' | 'closed'; reason: string },
): Promise<{ closed: true } | Refused> {
  const { facts } = debtorCase.invoice(invoiceId);
  if (facts.outcome !== null) return refuse('invoice-closed', '', `The invoice is closed already (${facts.outcome}).`);
  debtorCase.signal(invoiceId, 'invoiceClosed', await endByDecision(debtorCase, invoiceId, end));
  return { closed: true };
}

/** @returns the event of the decision */
async function endByDecision(
  debtorCase: DebtorCase,
  invoiceId: string,
  end: { outcome: 'written-off' | 'closed'; reason: string },
): Promise<string> {
  if (end.outcome === 'closed') return endChase(debtorCase, invoiceId, end);
  return writeOff(debtorCase, invoiceId, { amount: debtorCase.invoice(invoiceId).facts.open, reason: end.reason });
}

/** What an operator orders for one step. */
export interface OverrideInput {
  readonly step: string;
  readonly act: 'skip' | 'postpone' | 'run-now';
  readonly until: string | null;
  readonly reason: string | null;
}

const runNowDetails: Readonly<Record<RunNowRefusal, string>> = {
  'formal-notice-first': 'A formal notice comes first: nothing jumps over it.',
  'formal-notice-running': 'The term of the formal notice is still running.',
  'not-overdue': 'The invoice is not overdue.',
  'earlier-steps-first': 'Earlier steps come first: nothing jumps onto a handover. Skip them one by one if they are not wanted.',
};

/** Who orders a step that was refused, or whose approval nobody gave in time, wants to be asked again: its approval counts for nothing. */
function withoutRefusals(facts: ChaseFacts, step: string): ChaseFacts {
  const refused = ({ outcome, result }: TakenStep): boolean => outcome === declined || result === 'expired' || result === 'skipped';
  const taken = facts.invoice.taken.filter((row) => row.step !== step || !refused(row));
  return { ...facts, invoice: { ...facts.invoice, taken } };
}

/** Skips, postpones or runs one step; law and contact caps still hold. An order that can do nothing any more is refused. */
export async function overrideStep(
  debtorCase: DebtorCase,
  invoiceId: string,
  input: OverrideInput,
): Promise<{ overrideId: string } | Refused> {
  const invoice = debtorCase.invoice(invoiceId);
  if (invoice.facts.outcome !== null) return refuse('invoice-closed', '', `The invoice is closed (${invoice.facts.outcome}).`);
  const { policy } = await debtorCase.policyOf(invoiceId);
  const wanted = policy.steps.find((step) => step.key === input.step);
  if (!wanted)
    return refuse('step-unknown', 'step', `The policy "${policy.key}" has the steps ${policy.steps.map((step) => step.key).join(', ')}.`);
  if (input.act === 'postpone' && (input.until === null || input.until <= debtorCase.today))
    return refuse('date-in-the-past', 'until', `Postpone to a day after ${debtorCase.today}.`);
  const asksAgain = input.act === 'run-now' && wanted.kind !== 'call';
  const facts = asksAgain ? withoutRefusals(debtorCase.factsOf(invoiceId), input.step) : debtorCase.factsOf(invoiceId);
  const first = input.act === 'run-now' ? runNowRefusal(policy, { facts, now: debtorCase.now }, input.step) : null;
  if (first) return refuse(first, 'step', runNowDetails[first]);
  const order = { step: input.step, act: input.act, until: input.until, at: debtorCase.now };
  if (!canOrder(policy, facts, order))
    return refuse('step-behind', 'step', `The chase is past "${input.step}": the order could do nothing.`);
  if (asksAgain) await withdrawRefusals(debtorCase.tx, { invoiceId, step: input.step });
  const overrideId = uuidv7();
  await insertOverride(debtorCase.tx, { id: overrideId, invoiceId, cycle: invoice.cycle, ...input, at: new Date(debtorCase.now) });
  const acts = { skip: 'step.skipped', postpone: 'step.postponed', 'run-now': 'step.run-now' } as const;
  debtorCase.signal(
    invoiceId,
    'stepOverridden',
    await debtorCase.recordEvent(acts[input.act], { invoiceId, subjectId: overrideId, data: { ...input } }),
  );
  return { overrideId };
}
