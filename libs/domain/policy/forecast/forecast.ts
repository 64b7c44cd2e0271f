/** What a chase will do if nothing else happens: `decide`, asked again and again after its own answers were carried out. */
import type { Instant } from '../../calendar/zone.js';
import { afterStep } from './assume.js';
import { type WaitState, waitStateOf } from '../attention.js';
import { decide } from '../decide.js';
import { withTasksExpired } from './elapsed.js';
import { withoutLapses } from './lapses.js';
import type { ChaseFacts } from '../facts/facts.js';
import type { Plan, PlannedStep, ReasonCode, SkippedStep } from '../language/plan.js';
import type { Policy } from '../language/policy.js';

/** From when to when a forecast looks. */
export interface ForecastSpan {
  readonly now: Instant;
  readonly until: Instant;
}

/** A step to come, or (with `step` null, always the last entry) a standstill that only news can end. */
export interface ForecastEntry {
  readonly step: PlannedStep | null;
  /** Why then: the codes of the plan. */
  readonly reasons: readonly [ReasonCode, ...ReasonCode[]];
  /** What stood in its way before it, most recent last; for a standstill, what stands in the way. */
  readonly blockers: readonly ReasonCode[];
  /** Rungs left out on the way to it. */
  readonly skipped: readonly SkippedStep[];
}

// A ladder that repeats without end is cut here; nobody reads a plan of more steps.
const maximumEntries = 200;
// Steps and waits together. Each wait ends later than it began, so only a policy with thousands of deadlines at which nothing happens gets
// here.
const maximumMoves = 2000;

/** The facts and the instant at which `decide` is asked. */
interface Cursor {
  readonly facts: ChaseFacts;
  readonly now: Instant;
}

/** One decision further: the facts and the instant after a plan was carried out; null when only news can move the chase. */
function carryOut(policy: Policy, { facts }: Cursor, plan: Exclude<Plan, { readonly next: 'closed' }>): Cursor | null {
  if (plan.next === 'step') {
    const before = withTasksExpired(facts, plan.step.at);
    const after = afterStep(policy, before, plan.step);
    return { facts: withoutLapses({ policy, before, after, repinned: false }, plan.step.at), now: plan.step.at };
  }
  if (plan.until === null) return null;
  const after = withTasksExpired(facts, plan.until);
  return { facts: withoutLapses({ policy, before: facts, after, repinned: false }, plan.until), now: plan.until };
}

/** A standstill in the future that nothing but news or a person can end. */
export interface ForecastEnd {
  readonly at: Instant;
  readonly plan: Plan;
  readonly waitState: WaitState;
  /**
   * Key of the step that stands in the way: what a person is asked about, or the task that is on somebody's list; null when there is none.
   */
  readonly step: string | null;
}

/** A forecast, and where it ends: null when the chase is over by then, or goes on beyond the span. */
export interface Outlook {
  readonly entries: readonly ForecastEntry[];
  readonly end: ForecastEnd | null;
}

/**
 * The steps to come between two instants, on the assumption that each succeeds: messages arrive, calls run out at their deadline, approvals
 * are given at once, nobody pays. At a call without a deadline the forecast ends, because it waits for a person. A running chase does
 * exactly this as long as nothing else happens to its debtor.
 */
export const forecast = (policy: Policy, facts: ChaseFacts, span: ForecastSpan): readonly ForecastEntry[] =>
  outlook(policy, facts, span).entries;

/** {@link forecast}, and the standstill at its end, so that a person can see in advance what will stop the chase. */
export function outlook(policy: Policy, facts: ChaseFacts, span: ForecastSpan): Outlook {
  const steps = outlookInSteps(policy, facts, span);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** A decision of an outlook: the step it comes to, or null, and the facts as they are assumed to be by then. */
export interface Foreseen {
  readonly step: PlannedStep | null;
  readonly facts: ChaseFacts;
}

/** {@link outlook}, a decision at a time: of a debtor with thousands of invoices hundreds of them are long work. */
export function* outlookInSteps(policy: Policy, facts: ChaseFacts, span: ForecastSpan): Generator<Foreseen, Outlook, void> {
  const entries: ForecastEntry[] = [];
  let blockers: ReasonCode[] = [];
  let end: ForecastEnd | null = null;
  let cursor: Cursor | null = { facts, now: span.now };
  for (let move = 0; cursor && move < maximumMoves && entries.length < maximumEntries; move += 1) {
    const plan: Plan = decide(policy, cursor.facts, cursor.now);
    if (plan.next === 'closed' || (plan.next === 'step' && plan.step.at > span.until)) break;
    if (plan.next === 'step') {
      entries.push({ step: plan.step, reasons: plan.reasons, blockers, skipped: plan.skipped });
      blockers = [];
    } else {
      blockers = [...blockers, ...plan.reasons.filter((reason) => !blockers.includes(reason))];
      if (plan.until === null) {
        end = endOf(policy, cursor, plan);
        if (plan.reasons[0] !== 'no-step-left') entries.push({ step: null, reasons: plan.reasons, blockers, skipped: plan.skipped });
      } else if (plan.until > span.until) break;
    }
    const foreseen = { step: plan.next === 'step' ? plan.step : null, facts: cursor.facts };
    cursor = carryOut(policy, cursor, plan);
    yield foreseen;
  }
  return { entries, end };
}

function endOf(policy: Policy, { facts, now }: Cursor, plan: Plan): ForecastEnd {
  const waitState = waitStateOf(policy, facts, { plan, now });
  const waits = waitState.waitsFor === 'person' ? facts.invoice.taken.findLast(({ result }) => result === 'open') : undefined;
  return { at: now, plan, waitState: waitState, step: waitState.ask?.step ?? waits?.step ?? null };
}
