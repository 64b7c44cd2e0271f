import type { IsoDate } from '#domain/calendar/iso-date.js';
import { isConsumer } from '#domain/notice/default.js';
import { businessNoticeTerm, noticeTerm, type SentNotice } from '#domain/notice/notice-term.js';
import type { NoticeKind } from '#domain/notice/wording.js';
import type { Channel, DebtorKind } from '#domain/policy/facts.js';

/**
 * The term a notice starts. A letter is presumed to arrive (HR 2016:2704); an e-mail only counts from the day its delivery was reported.
 * Null for a consumer's notice of default: only the 14-day letter opens the way to costs (6:96 lid 6 BW), and its term follows later.
 */
export function termOf(
  kind: DebtorKind,
  notice: NoticeKind,
  sent: { on: IsoDate; channel: Channel; receivedOn: IsoDate | null },
): Term | null {
  const letter: SentNotice = { sentOn: sent.on, channel: sent.channel === 'letter' ? 'post' : 'email', receivedOn: sent.receivedOn };
  if (isConsumer(kind) && notice !== 'fourteen-day-letter') return null;
  const term = isConsumer(kind) ? noticeTerm(letter) : businessNoticeTerm(letter);
  return term.valid ? { lastDay: term.lastDay, costsFrom: term.costsFrom } : null;
}

/** Last day of a notice's term and first day on which costs may be charged. */
export interface Term {
  readonly lastDay: IsoDate;
  readonly costsFrom: IsoDate;
}
