/** What a policy says shall follow once a step was taken: the claim is given up. */
import { givenUpAfter, writesOff } from '#domain/policy/give-up.js';
import { stepsOfMessage } from '#database/repositories/messages.repository.js';
import type { DebtorCase } from '../debtor-case.js';
import { writeOff } from './close-chase.js';

/**
 * Gives up what is open and not contested of a claim whose step was taken a moment ago, when its policy says so. Under the debtor's lock, over
 * the facts as they are now: of a payment that comes in the same moment one is first, and what is paid is not given up. A chase that is over
 * gives nothing up, so a repeat changes nothing; one that a stop has reached since goes on with a person.
 */
export async function giveUpAfter(debtorCase: DebtorCase, invoiceId: string, step: string): Promise<void> {
  const { policy, key, version } = await debtorCase.policyOf(invoiceId);
  const amount = givenUpAfter(policy, debtorCase.factsOf(invoiceId), { step, now: debtorCase.now });
  if (amount === null) return;
  // Its chase is over by it, and its workflow is to hear of that: of several invoices only one is the caller's.
  debtorCase.keep([invoiceId]);
  await writeOff(debtorCase, invoiceId, { amount, reason: `policy ${key}, version ${version}: step ${step}`, actor: `policy:${key}` });
}

/** The same for every claim whose step a message was, once it is known to have left. Steps of the message's copies are none. */
export async function giveUpAfterMessage(debtorCase: DebtorCase, messageId: string, invoiceIds: readonly string[]): Promise<void> {
  const chased = invoiceIds.filter((id) => debtorCase.has(id));
  const policies = await Promise.all(chased.map(async (id) => (await debtorCase.policyOf(id)).policy));
  // Nearly no policy gives anything up, and messages end all day.
  if (!policies.some((policy) => policy.steps.some(({ key }) => writesOff(policy, key)))) return;
  for (const { invoiceId, step } of await stepsOfMessage(debtorCase.tx, messageId))
    if (chased.includes(invoiceId)) await giveUpAfter(debtorCase, invoiceId, step);
}
