/** What happens next in a chase, and why: pure and total over facts that were read under the debtor's lock. */
import { fromDay } from '../calendar/iso-date.js';
import type { Instant } from '../calendar/zone.js';
import { agreementPlan } from './agreements/agreement-messages.js';
import { nextStep, followingOf } from './ladder/carrier.js';
import type { ChaseFacts } from './facts/facts.js';
import { earlier } from './facts/local-clock.js';
import type { Plan } from './language/plan.js';
import type { Policy } from './language/policy.js';
import { type Situation, situationOf } from './situation/situation.js';
import { type Standstill, findStops } from './gates/stops.js';
import { awaitingReason } from './ladder/verdict.js';

/** The stops that hold for a chase now (rule 1), with `follows-oldest` for an invoice that follows another; null when nothing stops it. */
export const stopsOf = (situation: Situation): Standstill | null => findStops(situation, followingOf(situation));

/** The values every answer depends on, as text. */
function inputsOf({ facts, today, amount, policy }: Situation, gate: string | null, rung?: string): Readonly<Record<string, string>> {
  const inputs: Record<string, string> = {
    policy: policy.policy.key,
    today: fromDay(today),
    dueDate: facts.invoice.dueDate,
    amount: amount.toString(),
    debtorKind: facts.debtor.kind,
  };
  if (gate !== null) inputs['gate'] = gate;
  if (rung !== undefined) inputs['step'] = rung;
  return inputs;
}

/** A standstill, and the gate and the rung it depends on. */
type Held = Standstill & { readonly gate?: string | null; readonly rung?: string };

function waiting(situation: Situation, { until, reasons, gate = null, rung }: Held): Plan {
  return { next: 'wait', until, reasons, skipped: [], inputs: inputsOf(situation, gate, rung) };
}

const inFlight: Standstill = { reasons: ['send-in-flight'], until: null };
const stateOnly: Standstill = { reasons: ['no-step-left'], until: null };

/**
 * The next move of a chase at an instant. Pure and total: the same policy, facts and instant always give the same plan, and every valid
 * policy and set of facts has one. A step is due when its `at` is not after `now`; asked again at `at` with the same facts, the answer is
 * the same step, due. An answer never names an instant before `now`.
 */
export function decide(policy: Policy, facts: ChaseFacts, now: Instant): Plan {
  const situation = situationOf(policy, facts, now);
  const { outcome } = facts.invoice;
  if (outcome !== null) return { next: 'closed', outcome, reasons: ['no-step-left'], skipped: [], inputs: inputsOf(situation, null) };
  const following = followingOf(situation);
  const stops = findStops(situation, following);
  const agreed = agreementPlan(situation, stops);
  if (agreed) return agreed;
  if (stops) return waiting(situation, stops);
  if (situation.history.busy) return waiting(situation, inFlight);
  if (policy.progress === 'highest') return waiting(situation, stateOnly);
  const { next, skipped } = nextStep(situation);
  const { draftUntil, open, openUntil } = situation.history;
  if (next.verdict === 'wait') return { ...waiting(situation, { ...next, until: earlier(next.until, draftUntil) }), skipped };
  if (draftUntil !== null && next.step.at >= draftUntil) return waiting(situation, { reasons: ['awaiting-approval'], until: draftUntil });
  // A call that nobody makes in time is no contact, so distances change at its deadline: the plan must not commit to a step after it.
  if (open && openUntil !== null && next.step.at > openUntil)
    return waiting(situation, { reasons: [awaitingReason(open)], until: openUntil });
  // From then on an older invoice carries the ladder, unless news comes: the plan must not commit to the step.
  const carrierFrom = following.follows ? null : following.carrierFrom;
  if (carrierFrom !== null && next.step.at >= carrierFrom) return waiting(situation, { reasons: ['follows-oldest'], until: carrierFrom });
  return { next: 'step', step: next.step, reasons: next.reasons, skipped, inputs: inputsOf(situation, next.gate) };
}
