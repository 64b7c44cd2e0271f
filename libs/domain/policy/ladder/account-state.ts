/** `progress: highest`: no contacts but the state of an account, which goes up and down with the facts. */
import { toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { Account } from '../facts/account.js';
import { checkConditions } from './conditions.js';
import { localDayAt } from '../facts/local-clock.js';
import type { Policy } from '../language/policy.js';
import { type Situation, isOpen, situationOf } from '../situation/situation.js';
import { triggerDay } from '../timing/step-date.js';

function reached(index: number, situation: Situation): boolean {
  const step = situation.policy.steps[index]?.step;
  if (!step) return false;
  const day = triggerDay(step.trigger, situation, situation.today);
  if (day === null || day > situation.today) return false;
  const conditions = checkConditions(step, day, situation);
  return conditions.met && (conditions.notBefore === null || conditions.notBefore <= situation.today);
}

/**
 * Index of the highest step whose day has come and whose conditions hold, -1 for a clear account. Invoices count from their issue date;
 * a hold on the debtor makes the account clear.
 */
export function accountState(policy: Policy, { debtor, invoices }: Account, now: Instant): number {
  const today = localDayAt(now, policy.timeZone);
  const held = debtor.doNotContact || debtor.holds.some(({ until }) => until === null || toDay(until) >= today);
  const counted = invoices.filter((invoice) => isOpen(invoice) && toDay(invoice.issueDate) <= today);
  const [invoice, ...siblings] = counted.sort((a, b) => (a.issueDate < b.issueDate ? -1 : 1));
  if (held || !invoice) return -1;
  const situation = situationOf(policy, { debtor, invoice, siblings }, now);
  for (let index = policy.steps.length - 1; index >= 0; index -= 1) if (reached(index, situation)) return index;
  return -1;
}

/**
 * Keys of the states entered on the way from one index to another: going up, those in between too, in order; going down, the new one;
 * none for an account that becomes clear or stays.
 */
export function statesEntered(policy: Policy, from: number, to: number): readonly string[] {
  const entered = to > from ? policy.steps.slice(from + 1, to + 1) : to < from && to >= 0 ? policy.steps.slice(to, to + 1) : [];
  return entered.map(({ key }) => key);
}
