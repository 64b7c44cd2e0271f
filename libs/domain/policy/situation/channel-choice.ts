/** By which channel a message leaves: the step's order of preference, the debtor's wishes first, dead ends left out. */
import type { Channel, DebtorFacts } from '../facts/facts.js';
import type { Step } from '../language/policy.js';

const fallback: readonly Channel[] = ['email'];

/** The channels by which a step may reach the debtor, copies aside; none for a step that stays inside the creditor's company. */
export function channelsOf({ kind, channels = fallback }: Step): readonly Channel[] {
  if (kind === 'call') return ['call'];
  return kind === 'message' ? channels : [];
}

/**
 * The first channel of the step that has a working address which the debtor has not refused and on which this step has not failed yet at
 * the address he has now (`failedOn`); null when none is left. His preferred channel goes first when the step allows it.
 */
export function chooseChannel(step: Pick<Step, 'channels'>, debtor: DebtorFacts, failedOn: readonly Channel[]): Channel | null {
  const allowed = step.channels ?? fallback;
  const usable = (channel: Channel): boolean => debtor.reach[channel] === 'usable' && !failedOn.includes(channel);
  const { preferredChannel } = debtor;
  if (preferredChannel && allowed.includes(preferredChannel) && usable(preferredChannel)) return preferredChannel;
  return allowed.find(usable) ?? null;
}

/** The copies: those of `alsoVia` that work. A copy that cannot be sent never holds the message up. */
export const chooseCopies = (step: Step, debtor: DebtorFacts, main: Channel): readonly Channel[] =>
  step.alsoVia ? step.alsoVia.filter((channel) => channel !== main && debtor.reach[channel] === 'usable') : [];
