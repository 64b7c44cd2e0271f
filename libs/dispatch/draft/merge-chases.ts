import type { DebtorCase } from '#casebook/debtor-case.js';
import type { ChaseFacts } from '#domain/policy/facts/facts.js';
import { type MergedMessage, stepsToMerge } from '#domain/policy/merge.js';
import type { Policy } from '#domain/policy/language/policy.js';

/** A chase of the debtor with its policy and facts. */
export interface ChaseCandidate {
  readonly policy: Policy;
  readonly facts: ChaseFacts;
}

/** The message that is due for one chase, with every step of the debtor's other chases that leaves with it; null when none is due. */
export async function mergeChases(debtorCase: DebtorCase, invoiceId: string): Promise<MergedMessage<ChaseCandidate> | null> {
  const candidate = async (id: string): Promise<ChaseCandidate> => ({
    policy: (await debtorCase.policyOf(id)).policy,
    facts: debtorCase.factsOf(id),
  });
  const others = debtorCase.record.invoices.filter((invoice) => invoice.id !== invoiceId && invoice.facts.outcome === null);
  return stepsToMerge(await candidate(invoiceId), await Promise.all(others.map((invoice) => candidate(invoice.id))), debtorCase.now);
}
