/** When a policy gives a claim up by itself: the effect of a step that was taken. */
import type { Instant } from '../calendar/zone.js';
import type { Cents } from '../money/money.js';
import { stopsOf } from './decide.js';
import type { ChaseFacts } from './facts/facts.js';
import type { ReasonCode } from './language/plan.js';
import type { Policy } from './language/policy.js';
import { situationOf, undisputed } from './situation/situation.js';

/** Whether the claim is given up once a step was taken: a message that has left, or a step that stays inside the creditor's company. */
export function writesOff({ steps }: Pick<Policy, 'steps'>, key: string): boolean {
  const step = steps.find((other) => other.key === key);
  return step?.effect === 'write-off' && (step.kind === 'message' || step.kind === 'internal');
}

/** What is no reason to keep a claim that the policy gives up: that little is left of it, and that an older one is asked for. */
const noHindrance: ReadonlySet<ReasonCode> = new Set(['below-minimum', 'follows-oldest']);

/**
 * What is given up of a claim once a step was taken, in minor units: what is open and not contested. Null when the step gives nothing up, when
 * the chase is over, and while a stop is in force: it came after the step was decided, and then a person says what happens.
 */
export function givenUpAfter(
  policy: Policy,
  facts: ChaseFacts,
  { step, now }: { readonly step: string; readonly now: Instant },
): Cents | null {
  if (facts.invoice.outcome !== null || !writesOff(policy, step)) return null;
  const stops = stopsOf(situationOf(policy, facts, now))?.reasons ?? [];
  if (stops.some((reason) => !noHindrance.has(reason))) return null;
  const amount = undisputed(facts.invoice);
  return amount > 0n ? amount : null;
}
