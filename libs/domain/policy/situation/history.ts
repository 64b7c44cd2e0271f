/** What the ledger says about each step of the policy, and so how far the chase has come on its ladder. */
import { type Day, toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import type { ChaseFacts, TakenStep } from '../facts/facts.js';
import { earlier, instantOfDay, localDayAt } from '../facts/local-clock.js';
import type { CompiledPolicy } from '../language/compile.js';
import { addNoticeOfAnotherInvoice, cameBack, type NoticeTerms, noticeTermsOf, setAsideApproval } from './notice-records.js';
import { isReallyTaken, LedgerReading, mergeRecords, recordOf, type StepRecord } from './step-record.js';

/** The ledger of one chase, by step. */
export interface History extends NoticeTerms {
  /** By index of the step; null where nothing was begun. */
  readonly records: readonly (StepRecord | null)[];
  /** The record farthest up the ladder, steps on events left out. */
  readonly top: StepRecord | null;
  /** The step that is being sent: it holds everything up. */
  readonly busy: StepRecord | null;
  /** A task or approval that waits for a person. */
  readonly open: StepRecord | null;
  /** The first deadline of all that waits for a person; null when none has one. */
  readonly openUntil: Instant | null;
  readonly unknown: StepRecord | null;
  /** When a draft that waits for its release is made anew: at the next local midnight, under a policy that does so; null when none waits. */
  readonly draftUntil: Instant | null;
  /** Whether approvals do not count (are stale) because the formal notice they rest on came back. */
  readonly approvalsSetAside: boolean;
  /** Local days of the first and the last step that was really taken. */
  readonly firstDay: Day | null;
  readonly lastDay: Day | null;
}

/** The first step that is about each claim by itself: what was noticed or handed over for another invoice was not for this one. */
function firstOwnStep({ steps }: CompiledPolicy): number {
  const index = steps.findIndex(({ step }) => step.legal !== undefined || step.kind === 'handover');
  return index < 0 ? steps.length : index;
}

/**
 * The rows of the ladder: the invoice's own, and in debtor scope the steps below the formal notice that were taken for his other open
 * invoices in this currency while this one was late. Earlier messages were not about it.
 */
function rowsOf(facts: ChaseFacts, reading: LedgerReading): readonly TakenStep[] {
  const { invoice } = facts;
  const { policy: compiled } = reading;
  const { policy, indexOf } = compiled;
  if (policy.scope === 'invoice') return invoice.taken;
  const { lateFrom } = reading;
  const shared = firstOwnStep(compiled);
  const counts = ({ step, at }: TakenStep): boolean => at >= lateFrom && (indexOf.get(step) ?? shared) < shared;
  const others = facts.siblings.filter(({ currency }) => currency === invoice.currency);
  if (compiled.meter) for (const { taken } of others) compiled.meter.units += taken.length * unitsOfRow;
  return [...invoice.taken, ...others.flatMap(({ taken }) => taken.filter(counts))].sort((a, b) => a.at - b.at);
}

/** Cost of reading one row, in the units of `Meter`; measured. */
const unitsOfRow = 2;

function foldRows(rows: readonly TakenStep[], reading: LedgerReading): (StepRecord | null)[] {
  const { policy } = reading;
  // The row of a formal notice is compared with every notice.
  if (policy.meter) policy.meter.units += policy.steps.length + (1 + rows.length) * (1 + reading.facts.invoice.notices.length) * unitsOfRow;
  const records: (StepRecord | null)[] = policy.steps.map(() => null);
  for (const row of rows) {
    const step = policy.steps[policy.indexOf.get(row.step) ?? -1];
    // A step of another version of the policy counts as a contact (facts.contacts), not as a rung of this ladder.
    if (step) records[step.index] = mergeRecords(records[step.index] ?? null, recordOf(step, row, reading));
  }
  addNoticeOfAnotherInvoice(records, reading);
  return records;
}

/** How the ledger is read. */
export interface ReadAt {
  readonly now: Instant;
  /**
   * Approvals count although the formal notice they rest on came back: for a chase that sends no other notice, which would ask for the same
   * approval again and again.
   */
  readonly keepApprovals?: boolean;
}

/** Reads the ledger against a policy, as it stands at an instant. */
export function readHistory(facts: ChaseFacts, policy: CompiledPolicy, { now, keepApprovals = false }: ReadAt): History {
  const zone = policy.policy.timeZone;
  const reading = new LedgerReading(facts, policy, now);
  const folded = foldRows(rowsOf(facts, reading), reading);
  const newest = folded.findLast((record) => record?.step.step.legal === 'formal-notice') ?? null;
  const approvalsSetAside = newest !== null && cameBack(newest) && !keepApprovals;
  const records = newest ? folded.map((record) => setAsideApproval(record, newest, approvalsSetAside)) : folded;
  let top: StepRecord | null = null;
  let busy: StepRecord | null = null;
  let open: StepRecord | null = null;
  let openUntil: Instant | null = null;
  let unknown: StepRecord | null = null;
  const { adopted } = facts.invoice;
  let firstDay: Day | null = adopted?.lastStep ? toDay(adopted.at) : null;
  let lastDay: Day | null = firstDay;
  for (const record of records) {
    if (!record) continue;
    if (!record.step.onEvent) top = record;
    if (record.state === 'in-flight') busy = record;
    if (record.state === 'open') {
      open = record;
      openUntil = earlier(openUntil, record.deadline);
    }
    if (record.state === 'unknown') unknown = record;
    if (!isReallyTaken(record)) continue;
    const day = localDayAt(record.at, zone);
    firstDay = Math.min(firstDay ?? day, day);
    lastDay = Math.max(lastDay ?? day, day);
  }
  // An older draft is stale already: what is still open is of today.
  const drafted =
    policy.policy.unsent === 'repeats' && records.some((record) => record?.state === 'open' && record.step.step.kind === 'message');
  const draftUntil = drafted ? instantOfDay(localDayAt(now, zone) + 1, 0, zone) : null;
  return {
    records,
    top,
    busy,
    open,
    openUntil,
    unknown,
    draftUntil,
    approvalsSetAside,
    firstDay,
    lastDay,
    ...noticeTermsOf(facts),
  };
}
