/**
 * Which formal notices stand for a claim. Only a notice that lists a claim counts for it; one that came back, or that rests
 * on what is not so any more, counts for nothing (3:37 lid 3, 6:82, 6:83, 6:96 lid 6 BW).
 */
import { type Day, type IsoDate, toDay } from '../calendar/iso-date.js';
import type { DebtorKind, NamedClaim, NoticeEnd, NoticeFact } from '../policy/facts/facts.js';
import { isConsumer } from './default.js';

/** A claim as it is now, with the notices that name it. */
export interface ClaimWithNotices {
  readonly id: string;
  readonly dueDate: IsoDate;
  readonly termBasis: NamedClaim['termBasis'];
  readonly notices: readonly NoticeFact[];
}

/** How a notice names a claim; null when it does not. */
export const namedIn = ({ claims }: NoticeFact, invoiceId: string): NamedClaim | null =>
  claims.find((claim) => claim.invoiceId === invoiceId) ?? null;

/** Ends of a notice that never reached the debtor: no term was given by it. A complaint shows that it did. */
const unreceived: ReadonlySet<NoticeEnd> = new Set(['bounced', 'returned']);

/**
 * Whether a notice reached the debtor, by proof or presumption (3:37 lid 3 BW). What it says may be wrong or out of date: it is a written
 * demand all the same.
 */
export const reachedDebtor = ({ state, lastDay, endedReason }: NoticeFact): boolean =>
  (state === 'sent' || state === 'void' || state === 'superseded') &&
  lastDay !== null &&
  (endedReason === null || !unreceived.has(endedReason));

/**
 * Why a notice does not fit any more; null when it does. Who turns out to be a consumer never had the letter that the law gives him (6:96
 * lid 5-6 BW); the other way round the law is not stricter, and the letter stands. A term that turns out not to be agreed was not fatal: the
 * claim was not in default when its last letter was written (6:82, 6:83 a BW).
 */
export function unfitFor(
  notice: NoticeFact,
  debtorKind: DebtorKind,
  claims: readonly Omit<ClaimWithNotices, 'notices'>[],
): NoticeEnd | null {
  if (isConsumer(debtorKind) && !isConsumer(notice.debtorKind) && notice.kind !== 'fourteen-day-letter') return 'debtor-kind-changed';
  if (notice.kind === 'notice-of-default') return null;
  const moved = claims.some(
    ({ id, termBasis }) =>
      termBasis !== 'agreed' && notice.claims.some((named) => named.invoiceId === id && named.defaultBasis === '6:83a'),
  );
  return moved ? 'term-basis-changed' : null;
}

/** Whether a notice stands for a claim, on its way or arrived. It must have left after the claim fell due, by its present due date. */
export function standsFor(notice: NoticeFact, claim: ClaimWithNotices, debtorKind: DebtorKind): boolean {
  if (notice.state === 'void' || notice.state === 'superseded') return false;
  return notice.sentOn > claim.dueDate && unfitFor(notice, debtorKind, [claim]) === null;
}

/** A notice whose term is known. */
export type RunningNotice = NoticeFact & { readonly lastDay: IsoDate; readonly costsFrom: IsoDate };

const hasTerm = (notice: NoticeFact): notice is RunningNotice => notice.lastDay !== null && notice.costsFrom !== null;

function newestSent(claim: ClaimWithNotices, debtorKind: DebtorKind, wanted: (notice: NoticeFact) => boolean): RunningNotice | null {
  const found = claim.notices.findLast(
    (notice) => notice.state === 'sent' && hasTerm(notice) && wanted(notice) && standsFor(notice, claim, debtorKind),
  );
  return found && hasTerm(found) ? found : null;
}

/** The last letter that stands for a claim: the 14-day letter, or the demand to a business. It opens the way to costs and handover. */
export const lastLetterOf = (claim: ClaimWithNotices, debtorKind: DebtorKind): RunningNotice | null =>
  claim.notices.length === 0 ? null : newestSent(claim, debtorKind, ({ kind }) => kind !== 'notice-of-default');

/** The notice of default that stands for a claim. It puts the debtor in default and opens nothing else. */
export const defaultNoticeOf = (claim: ClaimWithNotices, debtorKind: DebtorKind): RunningNotice | null =>
  claim.notices.length === 0 ? null : newestSent(claim, debtorKind, ({ kind }) => kind === 'notice-of-default');

/**
 * The first day after every term that was given to the debtor for a claim; null when none was. A notice that is void since gave its term
 * all the same, unless it never reached him: he may rely on it.
 */
export function termsEndOn({ notices }: Pick<ClaimWithNotices, 'notices'>): Day | null {
  let end: Day | null = null;
  for (const { costsFrom, endedReason } of notices) {
    if (costsFrom === null || (endedReason !== null && unreceived.has(endedReason))) continue;
    end = Math.max(end ?? -Infinity, toDay(costsFrom));
  }
  return end;
}

/**
 * Whether a claim may be named in a new notice on a day. Not while a last letter stands for it, sent or on its way: nobody gets two last
 * terms for one claim. Nor while the term of a notice of default runs.
 */
export function mayBeNamed(claim: ClaimWithNotices, debtorKind: DebtorKind, on: IsoDate): boolean {
  return !claim.notices.some((notice) => {
    if (!standsFor(notice, claim, debtorKind)) return false;
    return notice.kind !== 'notice-of-default' || notice.costsFrom === null || notice.costsFrom > on;
  });
}

/** What the notices say about a step of the claim's own ladder that was a notice. */
export type StepStanding = 'stands' | 'ended' | 'none';

/** Whether the notice that a step was stands: `none` when no notice is known of it. */
export function standingOfStep(claim: ClaimWithNotices, debtorKind: DebtorKind, of: { step: string; occurrence: number }): StepStanding {
  let known = false;
  for (const notice of claim.notices) {
    const named = namedIn(notice, claim.id);
    if (named?.step !== of.step || named.occurrence !== of.occurrence) continue;
    if (standsFor(notice, claim, debtorKind)) return 'stands';
    known = true;
  }
  return known ? 'ended' : 'none';
}

/** The newest notice of another invoice that stands for a claim: the claim stands where that notice puts it. */
export const noticeOfAnotherInvoice = (claim: ClaimWithNotices, debtorKind: DebtorKind): NoticeFact | null =>
  claim.notices.findLast((notice) => standsFor(notice, claim, debtorKind) && namedIn(notice, claim.id)?.step === null) ?? null;
