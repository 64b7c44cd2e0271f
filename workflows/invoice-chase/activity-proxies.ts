/** The chase's activities with the patience each deserves. Every number is here, with its reason; none can be read from configuration. */
import { proxyActivities } from '@temporalio/workflow';
import type { ChaseActivities, StepInput, StepResult } from '#contracts/activities.js';
import type { ChaseAction, ChaseInput, ChasePlan } from '#contracts/chase.js';
import { nonRetryableFailures } from '#contracts/failures.js';

const nonRetryableErrorTypes = [...nonRetryableFailures];

/** One attempt of a step: a look-up, the provider's own timeout (20 s each) and a few transactions, with room for a slow lock. */
const stepTimeoutMs = 60_000;
/** Bounds of a plan's `stepTimeoutMs`: below, no transaction could finish; above, a killed worker would block the chase too long. */
const stepTimeoutBounds = { least: 1_000, most: 600_000 } as const;
/**
 * A worker that sends says every few seconds that it lives. After this long in silence it is taken for dead, and the step is given to
 * another: sending needs the same lease in Postgres, so one that was only frozen sends no more.
 */
const heartbeatMs = 10_000;

/** A provider is asked more and more rarely, and not beyond 20 h: it forgets idempotency keys after 24 h, then only a look-up may decide. */
const outward = proxyActivities<Pick<ChaseActivities, 'sendMessage' | 'handOver'>>({
  startToCloseTimeout: stepTimeoutMs,
  scheduleToCloseTimeout: '20 hours',
  retry: { initialInterval: 5_000, backoffCoefficient: 2, maximumInterval: '15 minutes', nonRetryableErrorTypes },
});

/** Only our own database: it comes back soon or somebody is called; after 20 h the plan is made anew instead. */
const inward = proxyActivities<Pick<ChaseActivities, 'openCallTask' | 'runInternalStep'>>({
  startToCloseTimeout: stepTimeoutMs,
  scheduleToCloseTimeout: '20 hours',
  retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: '5 minutes', nonRetryableErrorTypes },
});

/**
 * Planning and recording wait for the database as long as it takes: retries cost no events, so an outage of days costs a chase nothing,
 * and a fact that only this history holds is never given up. Five minutes at most between attempts, which is also how late a chase may
 * be after an outage. Planning is no local activity although that would be five events cheaper: it is rare, since starts, signals and
 * steps bring their plans, and on a real server a query that met a local activity left a history that did not replay (SDK 1.24).
 */
const inside = proxyActivities<Pick<ChaseActivities, 'planNext' | 'recordSignal'>>({
  startToCloseTimeout: 30_000,
  retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: '5 minutes', nonRetryableErrorTypes },
});

/** Records a fact that came straight to Temporal. */
export const { recordSignal } = inside;

/** Which activity takes a step; a new action without one does not compile. */
const stepActivities = {
  message: outward.sendMessage,
  handover: outward.handOver,
  call: inward.openCallTask,
  internal: inward.runInternalStep,
} as const satisfies Record<ChaseAction, unknown>;

/** A summary of the server's length, with the invoice in front where a plan has named it. */
const named = (label: string | undefined, words: string): string => (label === undefined ? words : `${label}: ${words}`).slice(0, 130);

/** Plans over fresh facts. `why` is shown in the Temporal UI. */
export const planNext = (chase: ChaseInput, why: string, label?: string): Promise<ChasePlan> =>
  inside.planNext.executeWithOptions({ summary: named(label, why) }, [chase]);

/** Takes the step of a plan. */
export function takeStep(input: StepInput, plan: ChasePlan): Promise<StepResult> {
  const wanted = plan.stepTimeoutMs ?? stepTimeoutMs;
  const startToCloseTimeout = Math.min(stepTimeoutBounds.most, Math.max(stepTimeoutBounds.least, wanted));
  const summary = named(plan.label, `${input.step.key} ${input.step.occurrence}`);
  const beats = { heartbeatTimeout: Math.min(startToCloseTimeout, Math.max(stepTimeoutBounds.least, plan.stepHeartbeatMs ?? heartbeatMs)) };
  return stepActivities[input.step.action].executeWithOptions(
    { summary, startToCloseTimeout, ...(input.step.action === 'message' ? beats : {}) },
    [input],
  );
}
