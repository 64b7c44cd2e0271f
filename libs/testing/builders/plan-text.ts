/** A plan in one line, for tables in specs: `reminder 2026-09-21 08:00 email`, `wait disputed`, `wait promised until 2026-09-19 00:00`. */
import { type Instant, toLocal } from '#domain/calendar/zone.js';
import type { Plan, PlannedStep } from '#domain/policy/language/plan.js';

/** Local Amsterdam time to the minute. */
export function clockText(instant: Instant): string {
  const { date, minutes } = toLocal(instant, 'Europe/Amsterdam');
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Key, occurrence when it is not the first, instant, channel, and whether a person is asked. */
export function stepText(step: PlannedStep): string {
  const occurrence = step.occurrence === 1 ? '' : `#${step.occurrence}`;
  const copies = step.alsoVia.length === 0 ? '' : `+${step.alsoVia.join('+')}`;
  const asks = step.approval === 'required' ? ' approval' : '';
  return `${step.key}${occurrence} ${clockText(step.at)} ${step.channel ?? '-'}${copies}${asks}`;
}

/** The plan in one line. */
export function planText(plan: Plan): string {
  if (plan.next === 'closed') return `closed ${plan.outcome}`;
  if (plan.next === 'step') return stepText(plan.step);
  return `wait ${plan.reasons.join(',')}${plan.until === null ? '' : ` until ${clockText(plan.until)}`}`;
}

/** What was left out and why. */
export const skippedText = (plan: Plan): readonly string[] => plan.skipped.map(({ key, reason }) => `${key} ${reason}`);
