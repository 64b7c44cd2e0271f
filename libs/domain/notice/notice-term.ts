/**
 * When a formal notice was received, until when the debtor may pay, and from when costs may be charged: the consumer's 14-day letter
 * (veertiendagenbrief, 6:96 lid 6 BW; HR 25-11-2016, ECLI:NL:HR:2016:2704) and the business debtor's last demand.
 */
import { type Day, type IsoDate, fromDay, toDay, weekdayOf } from '../calendar/iso-date.js';
import { knownDay } from '../calendar/legal-term.js';
import { nextWorkingDayNumber, statutoryHolidayOfDay } from '../calendar/working-days.js';
import { DomainRefusal } from '../money/refusals.js';

/** How a notice travels. Post has a presumption of delivery, e-mail has none: its receipt must be proven. */
export type NoticeChannel = 'post' | 'email';

/** Why a notice counts for nothing. */
export type VoidReason = 'returned' | 'wrong-content' | 'receipt-not-proven';

/** A notice that left. */
export interface SentNotice {
  readonly sentOn: IsoDate;
  readonly channel: NoticeChannel;
  /** Proven day of receipt (delivery event, signature); null or absent: only the presumption. */
  readonly receivedOn?: IsoDate | null;
  /** The letter came back, or the e-mail bounced. */
  readonly returned?: boolean;
  /** The validator, or a person, found the content wrong after it had left. */
  readonly wrongContent?: boolean;
  /** Days to wait after the last day before costs are charged; default {@link defaultMarginDays}. */
  readonly marginDays?: number;
  /** Whether post is delivered on Good Friday; default false, the later and safer reading. */
  readonly goodFridayDelivers?: boolean;
}

/** The dates of a notice that holds. */
export interface NoticeTerm {
  readonly valid: true;
  readonly receipt: IsoDate;
  readonly receiptBasis: 'presumed' | 'proven';
  /** Receipt plus the days of the term. */
  readonly termEnd: IsoDate;
  /** Last day on which payment is in time. */
  readonly lastDay: IsoDate;
  /** First day on which the announced costs may be charged. */
  readonly costsFrom: IsoDate;
  readonly articles: readonly string[];
}

/** A notice that counts for nothing: a new, correct one is needed (a short extra term does not repair it). */
export interface VoidNotice {
  readonly valid: false;
  readonly reason: VoidReason;
  readonly articles: readonly string[];
}

/** Days of the consumer's term (6:96 lid 6 BW); day 1 is the day after receipt. */
export const consumerTermDays = 14;

/** Days of the term in a last demand to a business when the creditor set none; our own choice, no law. */
export const businessTermDays = 14;

/** Law text of the 14-day letter's term. */
const consumerArticles = ['6:96 lid 6 BW', '3:37 lid 3 BW', 'HR 25-11-2016, ECLI:NL:HR:2016:2704', 'ATW 1 lid 1'];
const businessArticles = ['6:82 lid 1 BW', '3:37 lid 3 BW'];

const margins: readonly { readonly from: IsoDate; readonly days: number }[] = [
  { from: '2027-07-01', days: 4 },
  { from: '1900-01-01', days: 3 },
];

/** The margin for slow post by the day of sending: 3 days, 4 from 1-7-2027, when letters may take three days. A default, not law. */
export const defaultMarginDays = (sentOn: IsoDate): number => margins.find(({ from }) => sentOn >= from)?.days ?? 0;

/**
 * The consumer's 14-day letter: last day = receipt + 14, moved to the next working day (whether ATW 1 demands that is not settled; later
 * is always allowed).
 * @throws InvalidDate, DomainRefusal `receipt-before-sending`, `invalid-count`, `calendar-unknown`
 */
export function noticeTerm(notice: SentNotice): NoticeTerm | VoidNotice {
  const receipt = receiptOf(notice);
  if (typeof receipt === 'string') return { valid: false, reason: receipt, articles: consumerArticles };
  const end = receipt.day + consumerTermDays;
  return dates(notice, receipt, { end, lastDay: nextWorkingDayNumber(end, 'nl-legal'), articles: consumerArticles });
}

/**
 * The business debtor's last demand (aanmaning, or ingebrekestelling when he is not in default yet): a term the creditor sets, counted
 * from receipt and not moved by the ATW, for no statute sets it. `termDays` is at least 1, default {@link businessTermDays}.
 * @throws as {@link noticeTerm}
 */
export function businessNoticeTerm(notice: SentNotice & { readonly termDays?: number }): NoticeTerm | VoidNotice {
  const { termDays = businessTermDays } = notice;
  requireDays(termDays, 1, 'termDays');
  const receipt = receiptOf(notice);
  if (typeof receipt === 'string') return { valid: false, reason: receipt, articles: businessArticles };
  const end = receipt.day + termDays;
  return dates(notice, receipt, { end, lastDay: end, articles: businessArticles });
}

/**
 * The day on which ordinary post is presumed to have arrived: the second delivery day after sending, where Sunday, Monday and the
 * holidays of art. 3 lid 1-2 ATW do not count (decree days do: no source says otherwise, the margin covers the difference).
 * @throws InvalidDate, DomainRefusal `calendar-unknown`
 */
export function presumedReceipt(sentOn: IsoDate, goodFridayDelivers = false): IsoDate {
  let day = knownDay(sentOn, 'sentOn');
  for (let delivered = 0; delivered < 2;) {
    day += 1;
    if (isDeliveryDay(day, goodFridayDelivers)) delivered += 1;
  }
  return fromDay(day);
}

function isDeliveryDay(day: Day, goodFridayDelivers: boolean): boolean {
  const weekday = weekdayOf(day);
  if (weekday === 7 || weekday === 1) return false;
  const holiday = statutoryHolidayOfDay(day);
  return holiday === null || (goodFridayDelivers && holiday === 'Goede Vrijdag');
}

interface Receipt {
  readonly day: Day;
  readonly basis: 'presumed' | 'proven';
}

function receiptOf(notice: SentNotice): Receipt | VoidReason {
  const { sentOn, channel, receivedOn, goodFridayDelivers } = notice;
  const sent = knownDay(sentOn, 'sentOn');
  if (notice.returned) return 'returned';
  if (notice.wrongContent) return 'wrong-content';
  if (receivedOn) {
    const day = knownDay(receivedOn, 'receivedOn');
    if (day < sent)
      throw new DomainRefusal('receipt-before-sending', 'receivedOn', `receivedOn: ${receivedOn} lies before sentOn ${sentOn}`);
    return { day, basis: 'proven' };
  }
  if (channel === 'email') return 'receipt-not-proven';
  return { day: toDay(presumedReceipt(sentOn, goodFridayDelivers)), basis: 'presumed' };
}

interface Term {
  readonly end: Day;
  readonly lastDay: Day;
  readonly articles: readonly string[];
}

function dates(notice: SentNotice, receipt: Receipt, { end, lastDay, articles }: Term): NoticeTerm {
  const { marginDays = defaultMarginDays(notice.sentOn) } = notice;
  requireDays(marginDays, 0, 'marginDays');
  return {
    valid: true,
    receipt: fromDay(receipt.day),
    receiptBasis: receipt.basis,
    termEnd: fromDay(end),
    lastDay: fromDay(lastDay),
    costsFrom: fromDay(lastDay + 1 + marginDays),
    articles,
  };
}

function requireDays(days: number, least: number, argument: string): void {
  if (!Number.isInteger(days) || days < least) {
    throw new DomainRefusal('invalid-count', argument, `${argument}: must be a whole number of days, at least ${least}`);
  }
}
