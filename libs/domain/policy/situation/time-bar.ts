/** Limitation (verjaring) of an invoice's claim as a chase sees it: may it still be demanded, and until when. */
import { type Day, type IsoDate, toDay } from '../../calendar/iso-date.js';
import { type ClaimKind, type Interruption, type Limitation, alertMonths, limitation } from '../../limitation/limitation.js';
import { isConsumer } from '../../notice/default.js';
import { reachedDebtor } from '../../notice/standing.js';
import type { DebtorKind, InvoiceFacts } from '../facts/facts.js';

/**
 * The shortest limitation, two years (7:28 BW), in the fewest days these can have: most claims are younger, and none is time-barred before.
 */
const shortestTermDays = 730;
/** Six months, at the most. */
const longestWarningDays = 184;

/**
 * The kind of a claim, assumed when nobody said. The price of goods sold to a consumer is time-barred after two years (7:28 BW), everything
 * else from a contract after five (3:307 BW). Whether a consumer's invoice is for goods is not known, so the strict reading is taken.
 */
export const claimKindOf = (debtorKind: DebtorKind, { limitation: known }: Pick<InvoiceFacts, 'limitation'>): ClaimKind =>
  known.claim ?? (isConsumer(debtorKind) ? 'consumer-goods' : 'contract');

/** Formal notices that reached the debtor: written demands, which interrupt (3:317 lid 1 BW). A friendly reminder does not. */
const writtenDemands = ({ notices }: InvoiceFacts): readonly Interruption[] =>
  notices.filter(reachedDebtor).map(({ sentOn }) => ({ on: sentOn, act: 'written-demand' }));

/** The limitation of an invoice's claim, by its due date, the formal notices that reached the debtor and what else is recorded. */
export const limitationOf = (debtorKind: DebtorKind, invoice: InvoiceFacts): Limitation =>
  limitation({
    claim: claimKindOf(debtorKind, invoice),
    dueDate: invoice.dueDate,
    interruptions: [...invoice.limitation.interruptions, ...writtenDemands(invoice)],
  });

/** Whether the claim is time-barred on a day: the debtor need not pay any more (3:306 BW), so a demand needs a legal check first. */
export function isTimeBarred(debtorKind: DebtorKind, invoice: InvoiceFacts, day: Day): boolean {
  if (day - toDay(invoice.dueDate) <= shortestTermDays) return false;
  return day > toDay(limitationOf(debtorKind, invoice).lastDay);
}

/** Months before the last day at which a person is warned, and 0 for the day after it. */
const warningMonths = [...alertMonths, 0] as const;
/** One of {@link warningMonths}. */
export type WarningMonths = (typeof warningMonths)[number];

/** The warning that is due on a day: the latest whose day has come. Null when none has, or the same or a later one was given. */
export function warningDue(found: Limitation, on: IsoDate, given: WarningMonths | null): WarningMonths | null {
  const days = [...found.alerts, null];
  let due: WarningMonths | null = null;
  for (const [index, months] of warningMonths.entries()) {
    const day = days[index];
    if (day ? on >= day : on > found.lastDay) due = months;
  }
  return due !== null && (given === null || due < given) ? due : null;
}

/** A cheap first check: whether a claim is old enough to be near its last day. Most are far too young. */
export const mayNeedWarning = (dueDate: IsoDate, today: Day): boolean => today - toDay(dueDate) >= shortestTermDays - longestWarningDays;
