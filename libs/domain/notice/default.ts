/** Default (verzuim): since when, and by which article (6:81-83, 6:119a lid 2, 6:119b lid 2 BW). No 14-day letter before it. */
import { type IsoDate, fromDay, toDay } from '../calendar/iso-date.js';
import type { DebtorKind, DefaultBasis } from '../policy/facts/facts.js';

export type { DefaultBasis } from '../policy/facts/facts.js';

/** What default depends on. */
export interface DefaultRequest {
  readonly debtorKind: DebtorKind;
  /** Where the payment term comes from; only an agreed one is fatal (6:83 a). */
  readonly termBasis: 'agreed' | 'unilateral' | 'none';
  readonly dueDate: IsoDate;
  /** A notice of default (ingebrekestelling) that was sent; a void one counts for nothing. */
  readonly noticeOfDefault?: { readonly valid: true; readonly lastDay: IsoDate } | { readonly valid: false } | null;
  /** For business and government: when the invoice was received, or the performance when that was later. */
  readonly invoiceReceivedOn?: IsoDate | null;
}

/** Since when the debtor is in default. */
export interface DefaultState {
  /** First day of default. */
  readonly since: IsoDate;
  readonly basis: DefaultBasis;
  readonly articles: readonly string[];
}

/** Days after receipt of the invoice that a business or public body has when nothing was agreed (6:119a lid 2, 6:119b lid 2 BW). */
const statutoryTermDays = 30;

/** Whether the rules for consumers hold; an unknown kind is treated as consumer, the strictest. */
export const isConsumer = (kind: DebtorKind): boolean => kind === 'consumer' || kind === 'unknown';

/**
 * Since when the debtor is in default, by the earliest ground; null while there is none: first a notice of default is needed.
 * The due date is not moved by weekends or holidays (ATW 1 holds for statutory terms only).
 * @throws InvalidDate naming the date
 */
export function defaultSince(request: DefaultRequest): DefaultState | null {
  const grounds = [agreedTerm(request), statutoryTerm(request), noticeOfDefault(request)].filter((ground) => ground !== null);
  return grounds.reduce<DefaultState | null>((first, ground) => (first && first.since <= ground.since ? first : ground), null);
}

/** Whether the debtor is in default on a day. */
export const isInDefault = (state: DefaultState | null, on: IsoDate): boolean => state !== null && toDay(on, 'on') >= toDay(state.since);

/** 6:83 a: an agreed term is fatal. */
function agreedTerm({ termBasis, dueDate }: DefaultRequest): DefaultState | null {
  const due = toDay(dueDate, 'dueDate');
  return termBasis === 'agreed' ? { since: fromDay(due + 1), basis: '6:83a', articles: ['6:81 BW', '6:83 sub a BW'] } : null;
}

/** 6:119a/b lid 2: thirty days from the day after receipt. A later day printed on the invoice is a favour that the creditor is held to. */
function statutoryTerm({ debtorKind, termBasis, dueDate, invoiceReceivedOn }: DefaultRequest): DefaultState | null {
  if (termBasis === 'agreed' || isConsumer(debtorKind) || !invoiceReceivedOn) return null;
  const statutory = toDay(invoiceReceivedOn, 'invoiceReceivedOn') + statutoryTermDays;
  const last = termBasis === 'unilateral' ? Math.max(statutory, toDay(dueDate)) : statutory;
  return { since: fromDay(last + 1), basis: '6:119a-2', articles: [debtorKind === 'government' ? '6:119b lid 2 BW' : '6:119a lid 2 BW'] };
}

/** 6:82: the term of the notice ran out, and the claim is due. */
function noticeOfDefault({ dueDate, noticeOfDefault: notice }: DefaultRequest): DefaultState | null {
  if (!notice?.valid) return null;
  const last = Math.max(toDay(notice.lastDay, 'noticeOfDefault.lastDay'), toDay(dueDate));
  return { since: fromDay(last + 1), basis: '6:82', articles: ['6:81 BW', '6:82 lid 1 BW'] };
}
