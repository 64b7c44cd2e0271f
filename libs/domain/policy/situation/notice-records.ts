/** What formal notices mean for the ledger of a claim: their terms, and the steps they put it at. */
import type { Day, IsoDate } from '../../calendar/iso-date.js';
import { defaultNoticeOf, lastLetterOf, noticeOfAnotherInvoice, termsEndOn } from '../../notice/standing.js';
import type { ChaseFacts, NoticeFact } from '../facts/facts.js';
import type { CompiledStep } from '../language/compile.js';
import { type LedgerReading, noChannels, type StepRecord, type StepState } from './step-record.js';

/** The term of a formal notice that stands for this claim. `costsFrom` is the first day on which what it announces may follow. */
export interface NoticeTerm {
  readonly lastDay: IsoDate;
  readonly costsFrom: IsoDate;
}

/** What the formal notices that name a claim say of it. */
export interface NoticeTerms {
  /** Of the last letter that stands (14-day letter, demand): costs and handover count from it. */
  readonly notice: NoticeTerm | null;
  /** Of the notice of default that stands: after it the last letter may follow (6:82 BW). */
  readonly defaultNotice: NoticeTerm | null;
  /** First day after every term that the debtor was given for this claim; null when he was given none. */
  readonly termsEnd: Day | null;
}

const noNotices: NoticeTerms = { notice: null, defaultNotice: null, termsEnd: null };

/** Only a notice that lists this claim counts, whatever else was sent to the debtor. */
export function noticeTermsOf({ debtor, invoice }: ChaseFacts): NoticeTerms {
  if (invoice.notices.length === 0) return noNotices;
  return {
    notice: lastLetterOf(invoice, debtor.kind),
    defaultNotice: defaultNoticeOf(invoice, debtor.kind),
    termsEnd: termsEndOn(invoice),
  };
}

const stateByNotice = { claimed: 'in-flight', unknown: 'unknown', sent: 'taken', void: 'stale', superseded: 'stale' } as const;

/**
 * Puts a claim that the notice of another invoice names at the notice step of its own ladder: nobody is given two last terms for one claim.
 * This replaces what was begun at that step before that notice, such as a request for approval; what was begun after it is the letter that
 * follows.
 */
export function addNoticeOfAnotherInvoice(records: (StepRecord | null)[], { facts: { debtor, invoice }, policy }: LedgerReading): void {
  if (invoice.notices.length === 0) return;
  const step = policy.steps.findLast(({ step: { legal } }) => legal === 'formal-notice');
  if (!step) return;
  const own = records[step.index] ?? null;
  const notice = noticeOfAnotherInvoice(invoice, debtor.kind);
  if (notice && (!own || own.at < notice.at)) {
    records[step.index] = recordOfNotice(step, notice, { state: stateByNotice[notice.state], own });
    return;
  }
  // A notice without effect leaves the claim on its own ladder. If the chase has gone on above it because of it, a new notice comes first.
  const withoutEffect = notice || own ? null : invoice.notices.at(-1);
  if (withoutEffect && records.some((record) => record && record.step.index > step.index && !record.step.onEvent))
    records[step.index] = recordOfNotice(step, withoutEffect, { state: 'stale', own });
}

function recordOfNotice(step: CompiledStep, { at }: NoticeFact, { state, own }: { state: StepState; own: StepRecord | null }): StepRecord {
  return {
    step,
    // Nothing of its own was taken: the next time is the first.
    occurrence: own?.occurrence ?? (state === 'stale' ? 0 : 1),
    state,
    at,
    deadline: null,
    outcome: null,
    delivered: false,
    timedOut: false,
    failedOn: own?.failedOn ?? noChannels,
    complainedOn: own?.complainedOn ?? noChannels,
  };
}

/** Whether a formal notice failed on a channel and stands on no other, or has lost its effect since it left. */
export const cameBack = ({ state, failedOn }: StepRecord): boolean =>
  state === 'failed' || state === 'stale' || (failedOn.length > 0 && state !== 'taken');

/**
 * The record, stale if it is an approval that rests on a formal notice which came back or was replaced: nobody has approved the handover of
 * a debtor who gets a new notice. The approval of a message on an event is kept when a notice comes back. Such a message does not wait for
 * the new notice, so its approval would be asked for again at once, without end.
 */
export function setAsideApproval(record: StepRecord | null, newest: StepRecord, approvalsSetAside: boolean): StepRecord | null {
  if (!record?.step.onNotice || record.step.index <= newest.step.index) return record;
  const agreed = record.state === 'approved' || (record.state === 'open' && record.step.step.kind !== 'call');
  const waitsForNotice = !record.step.onEvent || record.step.step.kind === 'handover';
  return agreed && ((approvalsSetAside && waitsForNotice) || record.at < newest.at) ? { ...record, state: 'stale' } : record;
}
