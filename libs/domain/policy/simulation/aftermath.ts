/** What follows by itself from time and from news, in the transaction of the casebook and here alike: the rules are the same. */
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

/** When, and under which policy each chase goes on. */
export interface Moment {
  readonly now: Instant;
  /** Of the creditor: days of money are days on his clock. */
  readonly zone: TimeZone;
  readonly policyOf: (invoice: InvoiceFacts) => Policy;
}

/** An account whose case is opened at a moment: promises and plans that time has broken are broken, tasks that ran out are over. */
export const afterTime = (account: SimulatedAccount, moment: Moment): SimulatedAccount =>
  // What has fallen due meanwhile is set off before it is asked.
  setOffCredit(settleDue(account, moment), localDate(moment.now, moment.zone));

/** What time has changed; the same account when it has changed nothing. */
function settleDue(account: SimulatedAccount, { now, policyOf }: Moment): SimulatedAccount {
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

/** An account after news, with what that took away; `before` is the account as the news found it. */
export function afterNews(before: SimulatedAccount, account: SimulatedAccount, moment: Moment): SimulatedAccount {
  const after = setOffCredit(account, localDate(moment.now, moment.zone));
  const gone: TakenStep[] = [];
  const unwritten: InvoiceFacts[] = [];
  for (const invoice of after.invoices) {
    // The end of a chase takes its tasks off the list; who opens it again asks for them anew.
    if (invoice.outcome !== null) gone.push(...invoice.taken.filter(({ result }) => result === 'open'));
    if (!canLapse(invoice)) continue;
    const earlier = before.invoices.find(({ id }) => id === invoice.id);
    const change = { before: earlier ? chaseFactsOf(before, earlier) : null, after: chaseFactsOf(after, invoice), repinned: false };
    const { tasks, approvals, confirmation } = lapsesOf({ policy: moment.policyOf(invoice), ...change }, moment.now);
    gone.push(...[...tasks, ...approvals].map(({ row }) => row));
    if (confirmation) unwritten.push(invoice);
  }
  return gone.length + unwritten.length === 0 ? after : without(after, gone, unwritten);
}

const without = (account: SimulatedAccount, gone: readonly TakenStep[], unwritten: readonly InvoiceFacts[]): SimulatedAccount => ({
  ...account,
  debtor: { ...account.debtor, contacts: contactsWithoutCalls(account.debtor.contacts, gone) },
  invoices: account.invoices.map((invoice) => ({
    ...invoice,
    taken: invoice.taken.filter((row) => !gone.includes(row)),
    ...(isUnwritten(invoice, unwritten) && { toConfirm: null }),
  })),
});

/** A promise is confirmed for its invoice, a plan for all of its invoices or for none. */
const isUnwritten = (invoice: InvoiceFacts, unwritten: readonly InvoiceFacts[]): boolean =>
  unwritten.some((other) => other.id === invoice.id || (other.toConfirm?.kind === 'plan' && inOnePaymentPlan(other, invoice)));
