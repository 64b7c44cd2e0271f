import { z } from 'zod';
import { formatInstant } from '#domain/calendar/zone.js';
import { channels, chaseOutcomes } from '#domain/policy/facts/facts.js';
import { type Plan, reasonCodes } from '#domain/policy/language/plan.js';
import { stepKinds, tones } from '#domain/policy/language/policy.js';

const reason = z.enum(reasonCodes);
/** Absent: the step charges nothing. So most plans say nothing of charges, and are kept for every invoice of a book. */
const charges = z.object({ fixedFee: z.number().int(), interest: z.string(), collectionCosts: z.enum(['none', 'announce', 'charge']) });
const step = z.object({
  key: z.string(),
  occurrence: z.number().int(),
  kind: z.enum(stepKinds),
  at: z.string(),
  channel: z.enum(channels).nullable(),
  alsoVia: z.array(z.enum(channels)),
  template: z.string().nullable(),
  tone: z.enum(tones).nullable(),
  amount: z.number().int(),
  currency: z.string(),
  legal: z.literal('formal-notice').nullable(),
  approval: z.enum(['none', 'required']),
  deadline: z.string().nullable(),
  charges: charges.optional(),
});

/** A plan as stored in `chase.plan`: instants as RFC 3339 text, amounts as integers of minor units. */
export const storedPlan = z.object({
  next: z.enum(['step', 'wait', 'closed']),
  at: z.string().nullable(),
  step: step.nullable(),
  outcome: z.enum(chaseOutcomes).nullable(),
  reasons: z.array(reason).min(1),
  skipped: z.array(z.object({ key: z.string(), occurrence: z.number(), reason })),
  inputs: z.record(z.string(), z.string()),
});
/** See {@link storedPlan}. */
export type StoredPlan = z.output<typeof storedPlan>;

/** The JSON form of a plan. */
export function toStored(plan: Plan): StoredPlan {
  const common = { reasons: [...plan.reasons], skipped: [...plan.skipped], inputs: { ...plan.inputs } };
  if (plan.next === 'closed') return { ...common, next: 'closed', at: null, step: null, outcome: plan.outcome };
  if (plan.next === 'wait')
    return { ...common, next: 'wait', at: plan.until === null ? null : formatInstant(plan.until), step: null, outcome: null };
  const {
    key,
    occurrence,
    kind,
    at,
    channel,
    alsoVia,
    template,
    tone,
    amount,
    currency,
    legal,
    approval,
    deadline,
    charges: asked,
  } = plan.step;
  // Field by field: a debtor with thousands of invoices has as many plans made anew by each fact, and spreads cost several times as much.
  const stored: StoredPlan['step'] & { at: string } = {
    key,
    occurrence,
    kind,
    at: formatInstant(at),
    channel,
    alsoVia: [...alsoVia],
    template,
    tone,
    amount: Number(amount),
    currency,
    legal,
    approval,
    deadline: deadline === null ? null : formatInstant(deadline),
  };
  if (asked && !chargesNothing(asked)) stored.charges = { ...asked, fixedFee: Number(asked.fixedFee) };
  return { ...common, next: 'step', at: stored.at, step: stored, outcome: null };
}

const chargesNothing = ({
  fixedFee,
  interest,
  collectionCosts,
}: Omit<z.output<typeof charges>, 'fixedFee'> & { fixedFee: number | bigint }): boolean =>
  Number(fixedFee) === 0 && interest === 'none' && collectionCosts === 'none';

const withCharges = z.looseObject({ step: z.looseObject({ charges }) });

/** Whether a plan is the one that is kept, also where that was written by a version that said of each step that it charges nothing. */
export function isSamePlan(stored: StoredPlan, kept: unknown): boolean {
  if (isSameJson(stored, kept)) return true;
  const before = withCharges.safeParse(kept);
  if (!before.success || !chargesNothing(before.data.step.charges)) return false;
  return isSameJson(stored, { ...before.data, step: { ...before.data.step, charges: undefined } });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** Whether two values are the same JSON, in whatever order their keys stand; a key without a value is none. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => isSameJson(value, other[index]));
  if (!isRecord(one) || !isRecord(other) || Array.isArray(one) || Array.isArray(other)) return false;
  let keys = 0;
  for (const key of Object.keys(one)) {
    if (one[key] === undefined) continue;
    if (!isSameJson(one[key], other[key])) return false;
    keys += 1;
  }
  for (const key of Object.keys(other)) if (other[key] !== undefined) keys -= 1;
  return keys === 0;
}
