/** What the ledger says about each step of the policy, and so how far the chase has come on its ladder. */
import { type Day, type IsoDate, toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import { defaultNoticeOf, noticeOfAnotherInvoice, lastLetterOf, standingOfStep, termsEndOn } from '../../notice/standing.js';
import type { CompiledPolicy, CompiledStep } from '../language/compile.js';
import type { Channel, ChaseFacts, NoticeFact, TakenStep } from '../facts/facts.js';
import { earlier, instantOfDay, localDayAt } from '../facts/local-clock.js';

/**
 * How a step stands over all its rows: `failed` may be tried through the next channel, `approved` may now be taken, `stale` is made anew
 * (a draft of an earlier day, a formal notice that left before its claim was due, an approval on a notice that came to nothing), `passed`
 * was left out (skipped, declined, or an approval that ran out of time), `taken` is behind us.
 */
export type StepState = 'failed' | 'stale' | 'approved' | 'unknown' | 'passed' | 'taken' | 'open' | 'in-flight';

// The rows of one step are one per channel and copy: the state of the step is that of its strongest row.
const strength: Readonly<Record<StepState, number>> = {
  failed: 0,
  approved: 1,
  // A notice that left too early is made anew, also when its approval lies beside it.
  stale: 2,
  unknown: 3,
  passed: 4,
  taken: 5,
  open: 6,
  'in-flight': 7,
};

/** The newest occurrence of a step. */
export interface StepRecord {
  readonly step: CompiledStep;
  readonly occurrence: number;
  readonly state: StepState;
  readonly at: Instant;
  readonly deadline: Instant | null;
  readonly outcome: string | null;
  readonly delivered: boolean;
  /** A call that nobody made in time: `onTimeout` says where the ladder goes on. */
  readonly timedOut: boolean;
  /** Channels on which this occurrence failed at the address the debtor has now. */
  readonly failedOn: readonly Channel[];
  /** Those of them on which it arrived all the same: he complained. Not even an order sends it there again. */
  readonly complainedOn: readonly Channel[];
}

/** The term of a formal notice that stands for this claim. `costsFrom` is the first day on which what it announces may follow. */
export interface NoticeTerm {
  readonly lastDay: IsoDate;
  readonly costsFrom: IsoDate;
}

/** What the formal notices that name a claim say of it. */
interface NoticeTerms {
  /** Of the last letter that stands (14-day letter, demand): costs and handover count from it. */
  readonly notice: NoticeTerm | null;
  /** Of the notice of default that stands: after it the last letter may follow (6:82 BW). */
  readonly defaultNotice: NoticeTerm | null;
  /** First day after every term that the debtor was given for this claim; null when he was given none. */
  readonly termsEnd: Day | null;
}

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

/** Outcome codes of an approval. */
export const approved = 'approved';
/** Outcome of a message that reached the debtor, who reported it as unwanted. */
export const complained = 'complained';
/** The person said no: the step is left out. */
export const declined = 'declined';

const ranOut = (row: TakenStep, now: Instant): boolean =>
  row.result === 'expired' || (row.result === 'open' && row.deadline !== null && row.deadline <= now);

// A call that nobody made in time is behind us; an approval that nobody gave is no approval.
const afterDeadline = ({ step }: CompiledStep): StepState => (step.kind === 'call' ? 'taken' : 'passed');

class LedgerReading {
  private late: Instant | null = null;

  constructor(
    readonly facts: ChaseFacts,
    readonly policy: CompiledPolicy,
    readonly now: Instant,
  ) {}

  /** From here on the claim is late, by its present due date. Most ledgers hold nothing that hangs on it, and portfolios have many. */
  get lateFrom(): Instant {
    this.late ??= instantOfDay(toDay(this.facts.invoice.dueDate) + 1, 0, this.policy.policy.timeZone);
    return this.late;
  }

  /** Whether a notice that was sent has no effect: it left before the claim was due, or it counts for nothing by now. */
  isNoticeWithoutEffect({ at, step, occurrence }: TakenStep): boolean {
    const { invoice, debtor } = this.facts;
    return at < this.lateFrom || (invoice.notices.length > 0 && standingOfStep(invoice, debtor.kind, { step, occurrence }) === 'ended');
  }
}

/** A draft that nobody released, of a day before today, under a policy that makes it anew. Its deadline means nothing then. */
function isStale(row: TakenStep, { step }: CompiledStep, { policy: { policy }, now }: LedgerReading): boolean {
  if (policy.unsent !== 'repeats' || step.kind !== 'message') return false;
  return localDayAt(row.at, policy.timeZone) < localDayAt(now, policy.timeZone);
}

function stateOf(row: TakenStep, step: CompiledStep, reading: LedgerReading): StepState {
  switch (row.result) {
    case 'claimed':
      return 'in-flight';
    case 'unknown':
      return 'unknown';
    case 'failed':
      return 'failed';
    case 'open':
    case 'expired':
      if (isStale(row, step, reading)) return 'stale';
      return ranOut(row, reading.now) ? afterDeadline(step) : 'open';
    case 'skipped':
      return 'passed';
    case 'sent':
    case 'delivered':
      // A notice has no effect on a debtor who was not in default when it left (6:82, 6:96 lid 6 BW); the due date may have moved since then.
      return step.step.legal && reading.isNoticeWithoutEffect(row) ? 'stale' : 'taken';
    case 'done':
      if (row.outcome === approved) return 'approved';
      return row.outcome === declined ? 'passed' : 'taken';
  }
}

const none: readonly Channel[] = [];
// Most steps fail nowhere, and portfolios have many rows.
const joined = (some: readonly Channel[], more: readonly Channel[]): readonly Channel[] =>
  some.length === 0 ? more : more.length === 0 ? some : [...some, ...more];

/** A failure at an address that was corrected since then says nothing about the new address. */
const failedChannels = (row: TakenStep): readonly Channel[] =>
  row.result === 'failed' && row.channel && !row.toFormerAddress ? [row.channel] : none;

function recordOf(step: CompiledStep, row: TakenStep, reading: LedgerReading): StepRecord {
  const failedOn = failedChannels(row);
  return {
    step,
    occurrence: row.occurrence,
    state: stateOf(row, step, reading),
    at: row.at,
    deadline: row.deadline,
    outcome: row.outcome,
    delivered: row.result === 'delivered',
    timedOut: ranOut(row, reading.now),
    failedOn,
    complainedOn: row.outcome === complained ? failedOn : none,
  };
}

function mergeRecords(record: StepRecord | null, fresh: StepRecord): StepRecord {
  if (!record || fresh.occurrence > record.occurrence) return fresh;
  if (fresh.occurrence < record.occurrence) return record;
  // Rows come in order of time: of two that are equally strong the newer one counts.
  const lead = strength[fresh.state] >= strength[record.state] ? fresh : record;
  return {
    ...lead,
    delivered: fresh.delivered || record.delivered,
    failedOn: joined(record.failedOn, fresh.failedOn),
    complainedOn: joined(record.complainedOn, fresh.complainedOn),
  };
}

const noNotices = { notice: null, defaultNotice: null, termsEnd: null };

/** Only a notice that lists this claim counts, whatever else the debtor was told. */
function noticeTermsOf({ debtor, invoice }: ChaseFacts): NoticeTerms {
  if (invoice.notices.length === 0) return noNotices;
  return {
    notice: lastLetterOf(invoice, debtor.kind),
    defaultNotice: defaultNoticeOf(invoice, debtor.kind),
    termsEnd: termsEndOn(invoice),
  };
}

const stateByNotice = { claimed: 'in-flight', unknown: 'unknown', sent: 'taken', void: 'stale', superseded: 'stale' } as const;

/**
 * Puts a claim that the notice of another invoice names at the notice step of its own ladder: nobody is given two last terms for one claim. This
 * replaces what was begun at that step before that notice, such as a request for approval; what was begun after it is the letter that follows.
 */
function addNoticeOfAnotherInvoice(records: (StepRecord | null)[], { facts: { debtor, invoice }, policy }: LedgerReading): void {
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
  const fallen = notice || own ? null : invoice.notices.at(-1);
  if (fallen && records.some((record) => record && record.step.index > step.index && !record.step.onEvent))
    records[step.index] = recordOfNotice(step, fallen, { state: 'stale', own });
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
    failedOn: own?.failedOn ?? none,
    complainedOn: own?.complainedOn ?? none,
  };
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

/** Whether a formal notice failed on a channel and stands on no other, or has lost its effect since it left. */
const cameBack = ({ state, failedOn }: StepRecord): boolean =>
  state === 'failed' || state === 'stale' || (failedOn.length > 0 && state !== 'taken');

/**
 * The record, stale if it is an approval that rests on a formal notice which came back or was replaced: nobody has approved the handover of a
 * debtor who gets a new notice. The approval of a message on an event is kept when a notice comes back. Such a message does not wait for the
 * new notice, so its approval would be asked for again at once, without end.
 */
function setAsideApproval(record: StepRecord | null, newest: StepRecord, approvalsSetAside: boolean): StepRecord | null {
  if (!record?.step.onNotice || record.step.index <= newest.step.index) return record;
  const agreed = record.state === 'approved' || (record.state === 'open' && record.step.step.kind !== 'call');
  const waitsForNotice = !record.step.onEvent || record.step.step.kind === 'handover';
  return agreed && ((approvalsSetAside && waitsForNotice) || record.at < newest.at) ? { ...record, state: 'stale' } : record;
}

/**
 * Whether the step was taken towards the outside, or may have been: it left, was handed over, or is a call that somebody is to make. A step
 * for which a person was asked, or which he has approved, has not been taken yet.
 */
export function isReallyTaken({ state, step }: StepRecord): boolean {
  if (state === 'open') return step.step.kind === 'call';
  return state === 'taken' || state === 'unknown' || state === 'in-flight';
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
