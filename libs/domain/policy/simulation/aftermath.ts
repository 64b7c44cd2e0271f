/** What follows by itself from time and from news, in the transaction of the casebook and here alike: the rules are the same. */
import { type IsoDate, fromDay } from '../../calendar/iso-date.js';
import { type Instant, localDate, type TimeZone } from '../../calendar/zone.js';
import { unfitFor } from '../../notice/standing.js';
import { chaseFactsOf } from '../facts/account.js';
import { inOnePlan } from '../agreements/agreement-messages.js';
import { contactsWithout, planBreaks, promiseBrokenOn, taskRanOut } from '../forecast/elapsed.js';
import type { InvoiceFacts, NoticeFact, TakenStep } from '../facts/facts.js';
import { canLapse, type Lapses, lapsesOf } from '../forecast/lapses.js';
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

/** Whether time alone can change an invoice. Most moments of most books change nothing, and need no copy. */
const mayRunOut = ({ outcome, promise, paymentPlan, taken }: InvoiceFacts): boolean =>
  outcome === null && (promise !== null || paymentPlan !== null || taken.some(({ result }) => result === 'open'));

/** An account whose case is opened at a moment: promises and plans that time has broken are broken, tasks that ran out are over. */
export const afterTime = (account: SimulatedAccount, moment: Moment): SimulatedAccount =>
  // What has fallen due meanwhile is set off before it is asked.
  setOffCredit(settleDue(account, moment), localDate(moment.now, moment.zone));

function settleDue(account: SimulatedAccount, { now, policyOf }: Moment): SimulatedAccount {
  if (!account.invoices.some(mayRunOut)) return account;
  const expired: TakenStep[] = [];
  const broken: InvoiceFacts[] = [];
  let changed = false;
  const invoices = account.invoices.map((invoice) => {
    if (!mayRunOut(invoice)) return invoice;
    const policy = policyOf(invoice);
    if (invoice.paymentPlan && planBreaks(policy, chaseFactsOf(account, invoice), now)) broken.push(invoice);
    const late = invoice.taken.filter((row) => taskRanOut(row, now));
    const brokenOn = promiseBrokenOn(invoice, policy, fromDay(localDayAt(now, policy.timeZone)));
    if (late.length === 0 && brokenOn === null) return invoice;
    changed = true;
    expired.push(...late);
    const taken = invoice.taken.map((row): TakenStep => (late.includes(row) ? { ...row, result: 'expired' } : row));
    if (brokenOn === null) return { ...invoice, taken };
    return { ...invoice, taken, promise: null, promisesBroken: [...invoice.promisesBroken, brokenOn] };
  });
  if (!changed && broken.length === 0) return account;
  const planBrokenOn = (invoice: InvoiceFacts): IsoDate => fromDay(localDayAt(now, policyOf(invoice).timeZone));
  const ends = (invoice: InvoiceFacts): boolean => broken.some((other) => other.id === invoice.id || inOnePlan(other, invoice));
  return {
    ...account,
    debtor: { ...account.debtor, contacts: contactsWithout(account.debtor.contacts, expired) },
    invoices: invoices.map((invoice) => (ends(invoice) ? { ...invoice, planBrokenOn: planBrokenOn(invoice) } : invoice)),
  };
}

/** An account after news, with what that took away; `before` is the account as the news found it. */
export function afterNews(before: SimulatedAccount, account: SimulatedAccount, moment: Moment): SimulatedAccount {
  const after = withoutUnfitNotices(setOffCredit(account, localDate(moment.now, moment.zone)));
  const lapsed = new Map<string, Lapses>();
  for (const invoice of after.invoices) {
    const over = invoice.outcome === null ? [] : invoice.taken.filter(({ result }) => result === 'open');
    // The end of a chase takes its tasks off the list; who opens it again asks for them anew.
    if (over.length > 0)
      lapsed.set(invoice.id, { stop: null, tasks: over.map((row) => ({ row, reason: 'over' })), approvals: [], confirmation: null });
    if (!canLapse(invoice)) continue;
    const earlier = before.invoices.find(({ id }) => id === invoice.id);
    const change = { before: earlier ? chaseFactsOf(before, earlier) : null, after: chaseFactsOf(after, invoice), repinned: false };
    lapsed.set(invoice.id, lapsesOf({ policy: moment.policyOf(invoice), ...change }, moment.now));
  }
  return lapsed.size === 0 ? after : withoutLapsed(after, lapsed);
}

function withoutLapsed(account: SimulatedAccount, lapsed: ReadonlyMap<string, Lapses>): SimulatedAccount {
  const gone: TakenStep[] = [];
  const unwritten: InvoiceFacts[] = [];
  const invoices = account.invoices.map((invoice) => {
    const lapses = lapsed.get(invoice.id);
    const rows = lapses ? [...lapses.tasks, ...lapses.approvals].map(({ row }) => row) : [];
    if (lapses?.confirmation) unwritten.push(invoice);
    gone.push(...rows);
    return rows.length === 0 ? invoice : { ...invoice, taken: invoice.taken.filter((row) => !rows.includes(row)) };
  });
  if (gone.length === 0 && unwritten.length === 0) return account;
  return {
    ...account,
    debtor: { ...account.debtor, contacts: contactsWithout(account.debtor.contacts, gone) },
    invoices: invoices.map((invoice) => (isUnwritten(invoice, unwritten) ? { ...invoice, toConfirm: null } : invoice)),
  };
}

/** A promise is confirmed for its invoice, a plan for all of its invoices or for none. */
const isUnwritten = (invoice: InvoiceFacts, unwritten: readonly InvoiceFacts[]): boolean =>
  unwritten.some((other) => other.id === invoice.id || (other.toConfirm?.kind === 'plan' && inOnePlan(other, invoice)));

/** Notices that do not fit any more are void, for every claim they name (6:96 lid 7 BW). */
function withoutUnfitNotices(account: SimulatedAccount): SimulatedAccount {
  const claims = account.invoices.filter(({ outcome }) => outcome === null);
  const ends = new Map<string, NonNullable<NoticeFact['endedReason']>>();
  for (const { notices } of claims)
    for (const notice of notices) {
      const reason = notice.state === 'void' || notice.state === 'superseded' ? null : unfitFor(notice, account.debtor.kind, claims);
      if (reason) ends.set(notice.id, reason);
    }
  if (ends.size === 0) return account;
  const ended = (notice: NoticeFact): NoticeFact => {
    const endedReason = ends.get(notice.id);
    return endedReason ? { ...notice, state: 'void', endedReason } : notice;
  };
  return { ...account, invoices: account.invoices.map((invoice) => ({ ...invoice, notices: invoice.notices.map(ended) })) };
}
