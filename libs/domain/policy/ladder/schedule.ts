/** Schedules a rung whose day is known and whose conditions are met: what it requires, its channel, its legal gates and its instant. */
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
import { newestOrder } from './position.js';
import { type Rung, type Verdict, awaitingReason, skip, wait, waitForNotice } from './verdict.js';

/** What the step still needs from the steps before it, as the reason to wait; null when it needs nothing more. */
function unmetRequirement({ step, begun }: Rung, { history, policy }: Situation): ReasonCode | null {
  const { open } = history;
  const { outcome } = step.step.only ?? {};
  const taskRecord = outcome && history.records[policy.indexOf.get(outcome.step) ?? -1];
  // A step that applies only after certain outcomes of a task has to wait for the outcome, whatever `requires` says.
  if (taskRecord?.state === 'open') return awaitingReason(taskRecord);
  const requires = step.step.requires ?? 'sent';
  if (requires === 'any' || policy.policy.progress === 'independent') return null;
  if (open) return awaitingReason(open);
  if (history.unknown) return 'outcome-unknown';
  const { top } = history;
  const undelivered = top && top.state === 'taken' && top.step.step.kind === 'message' && !top.delivered;
  return requires === 'delivered' && !begun && undelivered ? 'awaiting-delivery' : null;
}

/** Days to wait for a delivery report; a letter takes longest. After that a person is asked to look. */
const deliveryPatienceDays = 10;

/** The instant until which the chase waits for the delivery report of its last message; null when that instant has passed. */
function deliveryReportDue({ history: { top }, policy: { policy }, now }: Situation): Instant | null {
  const day = top && localDayAt(top.at, policy.timeZone) + deliveryPatienceDays;
  const due = day === null ? null : instantOfDay(day, 0, policy.timeZone);
  return due !== null && due > now ? due : null;
}

/** How a step reaches the debtor. `channel` is null for what does not go to him: handovers and notes. */
interface Route {
  readonly channel: Channel | null;
  readonly copies: readonly Channel[];
  readonly times: OpenTimes;
}

/** The route of a step; null when no channel is left. */
function routeOf({ step: { step }, begun, runNow }: Rung, { policy, facts: { debtor } }: Situation): Route | null {
  if (step.kind === 'message') {
    // An order given after the failure (the mailbox was mended) may use the same address again, unless the message did reach it.
    const ordered = begun && runNow && runNow.at >= begun.at;
    const channel = chooseChannel(step, debtor, (ordered ? begun.complainedOn : begun?.failedOn) ?? []);
    return channel && { channel, copies: chooseCopies(step, debtor, channel), times: policy.times[channel] };
  }
  if (step.kind !== 'call') return { channel: null, copies: [], times: policy.office };
  // Without a number the task is opened all the same: a person can find one.
  return debtor.reach.call === 'refused' ? null : { channel: 'call', copies: [], times: policy.times.call };
}

/** A lower bound for the instant of a step. */
interface Bounds {
  readonly notBefore: Instant;
  readonly reasons: readonly ReasonCode[];
}

/** The day on which a step falls due, and the day before which its conditions keep it. */
export interface DueDay {
  readonly day: Day;
  /** First day on which its conditions hold; null when they hold on any. */
  readonly conditionDay: Day | null;
}

/** The latest of all lower bounds, with the reasons that moved the step; null when an operator postponed the step without an end date. */
function boundsOf(rung: Rung, { day, conditionDay, gate }: DueDay & { readonly gate: GateAnswer }, situation: Situation): Bounds | null {
  const { timeZone } = situation.policy.policy;
  const reasons: ReasonCode[] = gate.reason ? [gate.reason] : [];
  let first = Math.max(day, conditionDay ?? day, gate.notBefore ?? day);
  const { minimumDaysAfterPrevious } = rung.step.step;
  const { lastDay } = situation.history;
  if (minimumDaysAfterPrevious !== undefined && lastDay !== null && !rung.runNow)
    first = Math.max(first, lastDay + minimumDaysAfterPrevious);
  if (!rung.runNow) first = Math.max(first, afterGrace(rung.step, day, situation));
  if (lastDay !== null && isLimitedToOneStepPerRun(rung, situation)) first = Math.max(first, lastDay + 1);
  const order = rung.runNow ? null : newestOrder(rung.step.step.key, situation);
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
 * Whether the step must wait for a later run day than the step before it. A policy with run days and `catchUp: one-step` takes one step per
 * run day, even if two are due. Exempt are a step that was already begun, a step an operator ordered, and a step on an event.
 */
function isLimitedToOneStepPerRun({ step, begun, runNow }: Rung, { policy }: Situation): boolean {
  const { catchUp, progress } = policy.policy;
  return policy.isRunDay !== null && catchUp === 'one-step' && progress !== 'independent' && !begun && !runNow && !step.onEvent;
}

/** When, by which route and with whose approval a step is taken. */
interface Execution {
  readonly fit: Fit;
  readonly route: Route;
  /** A person has to approve the step first. */
  readonly approvalNeeded: boolean;
}

function plannedStep(rung: Rung, { fit, route, approvalNeeded }: Execution, situation: Situation): PlannedStep {
  const { step } = rung.step;
  const { timeZone } = situation.policy.policy;
  const timed = step.deadlineDays !== undefined && (step.kind === 'call' || approvalNeeded);
  return {
    key: step.key,
    occurrence: rung.occurrence,
    kind: step.kind,
    at: fit.at,
    channel: route.channel,
    alsoVia: route.copies,
    template: step.template ?? step.script ?? null,
    tone: step.tone ?? null,
    amount: amountOn(situation, localDayAt(fit.at, timeZone)),
    currency: situation.facts.invoice.currency,
    legal: step.legal ?? null,
    approval: approvalNeeded ? 'required' : 'none',
    charges: allowedCharges(step, situation),
    deadline: timed
      ? instantOfDay(localDayAt(fit.at, timeZone) + (step.deadlineDays ?? 0), localMinuteAt(fit.at, timeZone), timeZone)
      : null,
  };
}

/** The verdict on a rung whose day is known and whose conditions are met. */
export function schedule(rung: Rung, due: DueDay, situation: Situation): Verdict {
  const { step } = rung.step;
  const missing = unmetRequirement(rung, situation);
  if (missing)
    return { ...wait(missing), until: missing === 'awaiting-delivery' ? deliveryReportDue(situation) : situation.history.openUntil };
  const route = routeOf(rung, situation);
  // Never skip a formal notice that cannot reach the debtor: the steps after it need it as fair warning, so a person is asked.
  if (!route) return step.legal ? wait('no-channel') : skip('no-channel', due.day);
  const gate = legalGate(step, situation);
  if (gate.blocked) return waitForNotice(situation);
  const bounds = boundsOf(rung, { ...due, gate }, situation);
  if (!bounds) return wait('postponed');
  const approvalNeeded = rung.begun?.state !== 'approved' && needsApproval(step, situation, gate);
  const inOffice = approvalNeeded || route.channel === null;
  const request: FitRequest = {
    times: inOffice ? situation.policy.office : route.times,
    notBefore: bounds.notBefore,
    seed: situation.facts.invoice.id,
    contacts: inOffice ? null : situation.facts.debtor.contacts,
    urgent: rung.runNow !== null,
  };
  const fit = fitInstant(request, situation.policy);
  if (!fit) return wait('run-day');
  return {
    verdict: 'step',
    day: due.day,
    step: plannedStep(rung, { fit, route, approvalNeeded }, situation),
    reasons: [rung.runNow ? 'run-now' : 'due-by-policy', ...bounds.reasons, ...fit.moved],
    gate: gate.why,
  };
}
