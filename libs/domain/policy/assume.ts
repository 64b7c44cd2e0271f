/** The facts as they would be after a step succeeded: what forecasts, simulations and properties step over. */
import { fromDay, toDay } from '../calendar/iso-date.js';
import { calendarYears } from '../calendar/working-days.js';
import { isConsumer } from '../notice/default.js';
import { businessNoticeTerm, noticeTerm } from '../notice/notice-term.js';
import type { Channel, ChaseFacts, ChaseOutcome, DebtorKind, TakenStep } from './facts.js';
import { localDayAt } from './local-clock.js';
import type { PlannedStep } from './plan.js';
import type { Policy } from './policy.js';

const lastNoticeDay = toDay(`${calendarYears.to - 1}-12-31`);

/**
 * The term a formal notice would have if it left at the step's instant; null beyond the years whose holidays are known. For plans only:
 * the ledger fixes the real one when the notice leaves.
 */
export function presumedNotice(step: PlannedStep, kind: DebtorKind, policy: Policy): TakenStep['notice'] {
  const day = localDayAt(step.at, policy.timeZone);
  if (day > lastNoticeDay) return null;
  const sentOn = fromDay(day);
  const letter = step.channel === 'letter';
  const sent = { sentOn, channel: letter ? ('post' as const) : ('email' as const), receivedOn: letter ? null : sentOn };
  const term = isConsumer(kind) ? noticeTerm(sent) : businessNoticeTerm(sent);
  return term.valid ? { lastDay: term.lastDay, costsFrom: term.costsFrom, announcedCosts: 0n } : null;
}

/** How a row of the ledger stands once the step succeeded. */
function resultOf({ approval, kind, deadline }: PlannedStep): TakenStep['result'] {
  if (approval === 'required' || (kind !== 'call' && kind !== 'message')) return 'done';
  if (kind === 'message') return 'delivered';
  return deadline === null ? 'done' : 'open';
}

/** The ledger row of a step that is taken at its instant and succeeds. */
export function succeeded(step: PlannedStep, kind: DebtorKind, policy: Policy): TakenStep {
  const approved = step.approval === 'required';
  // One literal, no spreads: whole portfolios are simulated with this.
  return {
    step: step.key,
    occurrence: step.occurrence,
    at: step.at,
    result: resultOf(step),
    channel: approved ? null : step.channel,
    outcome: approved ? 'approved' : null,
    deadline: !approved && step.kind === 'call' ? step.deadline : null,
    notice: !approved && step.kind === 'message' && step.legal ? presumedNotice(step, kind, policy) : null,
  };
}

/** Whether taking the step is a contact with the debtor, which caps and distances count. */
export const isContact = (step: PlannedStep): step is PlannedStep & { readonly channel: Channel } =>
  step.channel !== null && step.approval === 'none';

/** What taking the step makes of the chase: a handover ends it, and so does a step that writes off; null when it goes on. */
export function outcomeOf(step: PlannedStep, policy: Policy): ChaseOutcome | null {
  if (step.approval === 'required') return null;
  if (step.kind === 'handover') return 'handed-over';
  return policy.steps.find(({ key }) => key === step.key)?.effect === 'write-off' ? 'written-off' : null;
}

/**
 * The facts after the step was taken at its instant: a message is delivered, a call is opened (and runs out at its deadline), an approval
 * is given at once, a handover or note is made. A handover or a write-off ends the chase.
 */
export function afterStep(policy: Policy, facts: ChaseFacts, step: PlannedStep): ChaseFacts {
  const { debtor, invoice } = facts;
  const row = succeeded(step, debtor.kind, policy);
  const contacts = isContact(step) ? [...debtor.contacts, { at: step.at, channel: step.channel }] : debtor.contacts;
  const outcome = outcomeOf(step, policy) ?? invoice.outcome;
  return { ...facts, debtor: { ...debtor, contacts }, invoice: { ...invoice, outcome, taken: [...invoice.taken, row] } };
}
