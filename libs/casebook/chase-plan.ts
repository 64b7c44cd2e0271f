import type { ChasePlan } from '#contracts/chase.js';
import { invoiceLabel } from '#contracts/references.js';
import { formatInstant, type Instant, parseInstant, toLocal, type TimeZone } from '#domain/calendar/zone.js';
import type { WaitsFor } from '#domain/policy/attention.js';
import type { AttemptLimits } from './attempt-limits.js';
import type { LiveClock } from './clock.js';
import type { StoredPlan } from './plan-json.js';

/** What turns a stored plan into the workflow's. */
export interface ChasePlanContext {
  readonly invoice: { readonly id: string; readonly number: string };
  readonly revision: number;
  readonly zone: TimeZone;
  /** Null: the chase lives on a test clock and waits for its signal instead of a timer. */
  readonly live: LiveClock | null;
  readonly now: Instant;
  readonly limits: AttemptLimits;
  readonly waitsFor: WaitsFor | null;
}

/** The plan as the workflow records it: when to wake, what to do, and words for the Temporal UI that name nobody. */
export function toChasePlan(plan: StoredPlan, context: ChasePlanContext): ChasePlan {
  const at = plan.at === null ? null : parseInstant(plan.at);
  const reason = plan.reasons[0] ?? 'due-by-policy';
  const label = invoiceLabel(context.invoice.id, context.invoice.number);
  return {
    revision: context.revision,
    next: plan.next,
    step: plan.step && { key: plan.step.key, occurrence: plan.step.occurrence, action: plan.step.kind },
    at: plan.at,
    wakeAt: at === null || context.live === null ? null : formatInstant(context.live.realOf(at)),
    outcome: plan.outcome,
    reason,
    summary: `${label}: ${summaryOf(plan, at, context)}`,
    details: detailsOf(plan, at, context),
    clockNow: context.live === null ? formatInstant(context.now) : null,
    stepTimeoutMs: context.limits.timeoutMs,
    stepHeartbeatMs: context.limits.leaseMs,
    label,
  };
}

/** `14-12-2026 09:12`, on the wall clock of the zone. */
function wallClock(instant: Instant, zone: TimeZone): string {
  const { date, minutes } = toLocal(instant, zone);
  const [year, month, day] = date.split('-');
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${day}-${month}-${year} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function summaryOf(plan: StoredPlan, at: Instant | null, { zone, waitsFor }: ChasePlanContext): string {
  if (plan.next === 'closed') return `closed: ${plan.outcome}`;
  const until = at === null ? (waitsFor === 'person' ? 'a person acts' : 'news comes') : wallClock(at, zone);
  return plan.step ? `waits until ${until} for ${plan.step.key}` : `waits until ${until} (${plan.reasons[0]})`;
}

function detailsOf(plan: StoredPlan, at: Instant | null, context: ChasePlanContext): string {
  const lines = [
    `**${summaryOf(plan, at, context)}**`,
    '',
    `- invoice: ${invoiceLabel(context.invoice.id, context.invoice.number)}`,
    `- reasons: ${plan.reasons.join(', ')}`,
    `- plan revision: ${context.revision}`,
  ];
  if (plan.step)
    lines.push(
      `- step: ${plan.step.key} (${plan.step.kind}${plan.step.channel ? ` by ${plan.step.channel}` : ''}), time ${plan.step.occurrence}`,
    );
  for (const skipped of plan.skipped) lines.push(`- skipped: ${skipped.key} (${skipped.reason})`);
  return lines.join('\n');
}
