/** The term that a notice gives, by its kind and by who gets it. */
import type { IsoDate } from '../calendar/iso-date.js';
import type { Channel, DebtorKind, NoticeKind } from '../policy/facts/facts.js';
import { isConsumer } from './default.js';
import { businessNoticeTerm, noticeTerm, type SentNotice } from './notice-term.js';

/** Last day of a notice's term, first day on which what it announces may follow, and how its receipt is known. */
export interface GivenTerm {
  readonly receipt: IsoDate;
  readonly receiptBasis: 'presumed' | 'proven';
  readonly lastDay: IsoDate;
  readonly costsFrom: IsoDate;
}

/** A notice that left. `receivedOn`: a proven day of receipt. */
export interface Departure {
  readonly on: IsoDate;
  readonly channel: Channel;
  readonly receivedOn: IsoDate | null;
}

/**
 * The term a notice starts. A letter is presumed to arrive (HR 2016:2704); an e-mail only counts from the day its delivery was reported: null
 * until then. A consumer has the fourteen days of the law (6:96 lid 6 BW), moved as statutory terms are, also after a notice of default, whose
 * reasonable term the creditor sets (6:82 lid 1 BW); a business has the days of the demand.
 * @throws InvalidDate, DomainRefusal `receipt-before-sending`, `calendar-unknown`
 */
export function givenTerm(debtorKind: DebtorKind, kind: NoticeKind, { on, channel, receivedOn }: Departure): GivenTerm | null {
  const letter: SentNotice = { sentOn: on, channel: channel === 'letter' ? 'post' : 'email', receivedOn };
  const term = isConsumer(debtorKind) || kind === 'fourteen-day-letter' ? noticeTerm(letter) : businessNoticeTerm(letter);
  if (!term.valid) return null;
  const { receipt, receiptBasis, lastDay, costsFrom } = term;
  return { receipt, receiptBasis, lastDay, costsFrom };
}
