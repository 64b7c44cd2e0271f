/** A rung whose day is known and that is meant for this debtor: what it requires, its channel, its gates, and its instant. */
import { type Day, toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import { chooseChannel, chooseCopies } from '../situation/channel-choice.js';
import type { OpenTimes } from '../language/compile.js';
import type { Channel } from '../facts/facts.js';
import { type Fit, type FitRequest, fitInstant } from '../timing/instant-fit.js';
import { type GateAnswer, allowedCharges, legalGate, needsApproval } from '../gates/legal-gates.js';
import { instantOfDay, localDayAt, localMinuteAt } from '../facts/local-clock.js';
import type { PlannedStep, ReasonCode } from '../language/plan.js';
import { type Situation, amountOn } from '../situation/situation.js';
import { afterGrace } from '../timing/step-date.js';
import { type Rung, type Verdict, awaited, lacksNotice, orderFor, skip, wait } from './verdict.js';

/** What the step needs from the one before it. */
function unmet({ step, begun }: Rung, { history, policy }: Situation): ReasonCode | null {
  const { open } = history;
  const { outcome } = step.step.only ?? {};
  const asked = outcome && history.records[policy.indexOf.get(outcome.step) ?? -1];
  // A step for certain outcomes of a task needs to know the outcome, whatever else it requires.
  if (asked?.state === 'open') return awaited(asked);
  const waits = open && awaited(open);
  const requires = step.step.requires ?? 'sent';
  if (requires === 'any' || policy.policy.progress === 'independent') return null;
  if (waits) return waits;
  if (history.unknown) return 'outcome-unknown';
  const { top } = history;
  const undelivered = top && top.state === 'taken' && top.step.step.kind === 'message' && !top.delivered;
  return requires === 'delivered' && !begun && undelivered ? 'awaiting-delivery' : null;
}

/** Days in which a provider tells that a message arrived; a letter takes the longest. After them somebody has to look. */
const deliveryPatienceDays = 10;

/** Until when the report of the last message is waited for; null once that is over. */
function reportDue({ history: { top }, policy: { policy }, now }: Situation): Instant | null {
  const day = top && localDayAt(top.at, policy.timeZone) + deliveryPatienceDays;
  const due = day === null ? null : instantOfDay(day, 0, policy.timeZone);
  return due !== null && due > now ? due : null;
}

interface Road {
  readonly channel: Channel | null;
  readonly copies: readonly Channel[];
  readonly times: OpenTimes;
}

/** How the step reaches the debtor; null when no channel is left. */
function roadOf({ step: { step }, begun, hurry }: Rung, { policy, facts: { debtor } }: Situation): Road | null {
  if (step.kind === 'message') {
    // An order given after the failure (the mailbox was mended) may use the same address again, unless the message did reach it.
    const ordered = begun && hurry && hurry.at >= begun.at;
    const channel = chooseChannel(step, debtor, (ordered ? begun.complainedOn : begun?.failedOn) ?? []);
    return channel && { channel, copies: chooseCopies(step, debtor, channel), times: policy.times[channel] };
  }
  if (step.kind !== 'call') return { channel: null, copies: [], times: policy.office };
  // Without a number the task is opened all the same: a person can find one.
  return debtor.reach.call === 'refused' ? null : { channel: 'call', copies: [], times: policy.times.call };
}

interface Bounds {
  readonly notBefore: Instant;
  readonly reasons: readonly ReasonCode[];
}

/** When the step falls due, and what may only make it later. */
export interface Timing {
  readonly day: Day;
  /** First day on which its conditions hold; null for any. */
  readonly conditionDay: Day | null;
}

/** The latest of all lower bounds, and the codes of those that moved the step. */
function boundsOf(rung: Rung, { day, conditionDay, gate }: Timing & { readonly gate: GateAnswer }, situation: Situation): Bounds | null {
  const { timeZone } = situation.policy.policy;
  const reasons: ReasonCode[] = gate.reason ? [gate.reason] : [];
  let first = Math.max(day, conditionDay ?? day, gate.notBefore ?? day);
  const { minimumDaysAfterPrevious } = rung.step.step;
  const { lastDay } = situation.history;
  if (minimumDaysAfterPrevious !== undefined && lastDay !== null && !rung.hurry)
    first = Math.max(first, lastDay + minimumDaysAfterPrevious);
  if (!rung.hurry) first = Math.max(first, afterGrace(rung.step, day, situation));
  if (lastDay !== null && takesOneStepARun(rung, situation)) first = Math.max(first, lastDay + 1);
  const order = rung.hurry ? null : orderFor(rung.step.step.key, situation);
  if (order?.act === 'postpone') {
    if (order.until === null) return null;
    const until = toDay(order.until);
    if (until > first) reasons.push('postponed');
    first = Math.max(first, until);
  }
  const notBefore = Math.max(instantOfDay(first, 0, timeZone), situation.now, situation.facts.invoice.registeredAt);
  return { notBefore, reasons };
}

/**
 * Under run days a ladder that takes one step at a time takes one a run, also when two rungs fall due by the same one. What was begun goes
 * on, an order is carried out, and a step on an event comes with it.
 */
function takesOneStepARun({ step, begun, hurry }: Rung, { policy }: Situation): boolean {
  const { catchUp, progress } = policy.policy;
  return policy.isRunDay !== null && catchUp === 'one-step' && progress !== 'independent' && !begun && !hurry && !step.onEvent;
}

interface Way {
  readonly fit: Fit;
  readonly road: Road;
  /** A person is asked first. */
  readonly asks: boolean;
}

function plannedStep(rung: Rung, { fit, road, asks }: Way, situation: Situation): PlannedStep {
  const { step } = rung.step;
  const { timeZone } = situation.policy.policy;
  const timed = step.deadlineDays !== undefined && (step.kind === 'call' || asks);
  return {
    key: step.key,
    occurrence: rung.occurrence,
    kind: step.kind,
    at: fit.at,
    channel: road.channel,
    alsoVia: road.copies,
    template: step.template ?? step.script ?? null,
    tone: step.tone ?? null,
    amount: amountOn(situation, localDayAt(fit.at, timeZone)),
    currency: situation.facts.invoice.currency,
    legal: step.legal ?? null,
    approval: asks ? 'required' : 'none',
    charges: allowedCharges(step, situation),
    deadline: timed
      ? instantOfDay(localDayAt(fit.at, timeZone) + (step.deadlineDays ?? 0), localMinuteAt(fit.at, timeZone), timeZone)
      : null,
  };
}

/** Gates, bounds and fit of a rung whose day is known and that is meant for this debtor. */
export function schedule(rung: Rung, timing: Timing, situation: Situation): Verdict {
  const { step } = rung.step;
  const missing = unmet(rung, situation);
  if (missing) return { ...wait(missing), until: missing === 'awaiting-delivery' ? reportDue(situation) : situation.history.openUntil };
  const road = roadOf(rung, situation);
  // A formal notice that cannot be brought to the debtor waits for a person: without it nothing after it is fair.
  if (!road) return step.legal ? wait('no-channel') : skip('no-channel', timing.day);
  const gate = legalGate(step, situation);
  if (gate.blocked) return lacksNotice(situation);
  const bounds = boundsOf(rung, { ...timing, gate }, situation);
  if (!bounds) return wait('postponed');
  const asks = rung.begun?.state !== 'approved' && needsApproval(step, situation, gate);
  const inHouse = asks || road.channel === null;
  const request: FitRequest = {
    times: inHouse ? situation.policy.office : road.times,
    notBefore: bounds.notBefore,
    seed: situation.facts.invoice.id,
    contacts: inHouse ? null : situation.facts.debtor.contacts,
    hurried: rung.hurry !== null,
  };
  const fit = fitInstant(request, situation.policy);
  if (!fit) return wait('run-day');
  return {
    verdict: 'step',
    day: timing.day,
    step: plannedStep(rung, { fit, road, asks }, situation),
    reasons: [rung.hurry ? 'run-now' : 'due-by-policy', ...bounds.reasons, ...fit.moved],
    gate: gate.why,
  };
}
