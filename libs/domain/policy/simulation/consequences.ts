/**
 * What the casebook writes by itself in each transaction, for simulations: the effects of elapsed time, and the consequences of a change.
 */
import { type IsoDate, fromDay } from '../../calendar/iso-date.js';
import { type Instant, localDate, type TimeZone } from '../../calendar/zone.js';
import { chaseFactsOf } from '../facts/account.js';
import { inOnePaymentPlan } from '../agreements/agreement-messages.js';
import { contactsWithoutCalls, paymentPlanBreaks, promiseBrokenOn, taskRanOut } from '../forecast/elapsed.js';
import type { InvoiceFacts, TakenStep } from '../facts/facts.js';
import { canLapse, lapsesOf } from '../forecast/lapses.js';
import { localDayAt } from '../facts/local-clock.js';
import type { Policy } from '../language/policy.js';
import type { SimulatedAccount } from './memory.js';
import { setOffCredit } from './money.js';

/** The instant of a change, and the policy of each chase. */
export interface Moment {
  readonly now: Instant;
  /** The creditor's zone, in which the days of payments are counted. */
  readonly zone: TimeZone;
  readonly policyOf: (invoice: InvoiceFacts) => Policy;
}

/** The account when its case is opened: promises and payment plans are broken by now, open tasks have expired, due claims are set off. */
export const withElapsedTime = (account: SimulatedAccount, moment: Moment): SimulatedAccount =>
  setOffCredit(applyElapsedTime(account, moment), localDate(moment.now, moment.zone));

/** Applies what time has changed; returns the same account when it has changed nothing. */
function applyElapsedTime(account: SimulatedAccount, { now, policyOf }: Moment): SimulatedAccount {
  const todayOf = (invoice: InvoiceFacts): IsoDate => fromDay(localDayAt(now, policyOf(invoice).timeZone));
  const running = account.invoices.filter(({ outcome }) => outcome === null);
  const late = running.flatMap(({ taken }) => taken.filter((row) => taskRanOut(row, now)));
  const unkept = new Map<string, IsoDate>();
  for (const invoice of running) {
    const brokenOn = invoice.promise && promiseBrokenOn(invoice, policyOf(invoice), todayOf(invoice));
    if (brokenOn) unkept.set(invoice.id, brokenOn);
  }
  const unkeptPaymentPlans = running.filter(
    (invoice) => invoice.paymentPlan && paymentPlanBreaks(policyOf(invoice), chaseFactsOf(account, invoice), now),
  );
  if (late.length + unkept.size + unkeptPaymentPlans.length === 0) return account;
  return {
    ...account,
    debtor: { ...account.debtor, contacts: contactsWithoutCalls(account.debtor.contacts, late) },
    invoices: account.invoices.map((invoice) => {
      const brokenOn = unkept.get(invoice.id);
      const paymentPlanEnds = unkeptPaymentPlans.some((other) => other.id === invoice.id || inOnePaymentPlan(other, invoice));
      return {
        ...invoice,
        taken: invoice.taken.map((row): TakenStep => (late.includes(row) ? { ...row, result: 'expired' } : row)),
        ...(brokenOn && { promise: null, promisesBroken: [...invoice.promisesBroken, brokenOn] }),
        ...(paymentPlanEnds && { paymentPlanBrokenOn: todayOf(invoice) }),
      };
    }),
  };
}

/**
 * The account with the consequences of a change: credit is set off; tasks, approvals and confirmations that no longer fit lapse. `before`
 * is the account without the change.
 */
export function withConsequences(before: SimulatedAccount, account: SimulatedAccount, moment: Moment): SimulatedAccount {
  const after = setOffCredit(account, localDate(moment.now, moment.zone));
  const lapsed: TakenStep[] = [];
  const unconfirmed: InvoiceFacts[] = [];
  for (const invoice of after.invoices) {
    // The end of a chase takes its tasks off the list; who opens it again asks for them anew.
    if (invoice.outcome !== null) lapsed.push(...invoice.taken.filter(({ result }) => result === 'open'));
    if (!canLapse(invoice)) continue;
    const earlier = before.invoices.find(({ id }) => id === invoice.id);
    const change = { before: earlier ? chaseFactsOf(before, earlier) : null, after: chaseFactsOf(after, invoice), repinned: false };
    const { tasks, approvals, confirmation } = lapsesOf({ policy: moment.policyOf(invoice), ...change }, moment.now);
    lapsed.push(...[...tasks, ...approvals].map(({ row }) => row));
    if (confirmation) unconfirmed.push(invoice);
  }
  return lapsed.length + unconfirmed.length === 0 ? after : withoutLapsed(after, lapsed, unconfirmed);
}

const withoutLapsed = (
  account: SimulatedAccount,
  lapsed: readonly TakenStep[],
  unconfirmed: readonly InvoiceFacts[],
): SimulatedAccount => ({
  ...account,
  debtor: { ...account.debtor, contacts: contactsWithoutCalls(account.debtor.contacts, lapsed) },
  invoices: account.invoices.map((invoice) => ({
    ...invoice,
    taken: invoice.taken.filter((row) => !lapsed.includes(row)),
    ...(losesConfirmation(invoice, unconfirmed) && { toConfirm: null }),
  })),
});

/** Whether the pending confirmation of an invoice lapses. A payment plan is confirmed for all of its invoices or for none. */
const losesConfirmation = (invoice: InvoiceFacts, unconfirmed: readonly InvoiceFacts[]): boolean =>
  unconfirmed.some((other) => other.id === invoice.id || (other.toConfirm?.kind === 'plan' && inOnePaymentPlan(other, invoice)));
