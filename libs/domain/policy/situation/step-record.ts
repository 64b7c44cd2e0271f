/** The record of one step: its newest occurrence, read from the rows of the ledger. */
import { toDay } from '../../calendar/iso-date.js';
import type { Instant } from '../../calendar/zone.js';
import { standingOfStep } from '../../notice/standing.js';
import type { Channel, ChaseFacts, TakenStep } from '../facts/facts.js';
import { instantOfDay, localDayAt } from '../facts/local-clock.js';
import type { CompiledPolicy, CompiledStep } from '../language/compile.js';

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

/** Outcome codes of an approval. */
export const approved = 'approved';
/** Outcome of a message that reached the debtor, who reported it as unwanted. */
export const complained = 'complained';
/** The person said no: the step is left out. */
export const declined = 'declined';

/**
 * Whether the step was taken towards the outside, or may have been: it left, was handed over, or is a call that somebody is to make. A step
 * for which a person was asked, or which he has approved, has not been taken yet.
 */
export function isReallyTaken({ state, step }: StepRecord): boolean {
  if (state === 'open') return step.step.kind === 'call';
  return state === 'taken' || state === 'unknown' || state === 'in-flight';
}

const ranOut = (row: TakenStep, now: Instant): boolean =>
  row.result === 'expired' || (row.result === 'open' && row.deadline !== null && row.deadline <= now);

// A call that nobody made in time is behind us; an approval that nobody gave is no approval.
const afterDeadline = ({ step }: CompiledStep): StepState => (step.kind === 'call' ? 'taken' : 'passed');

/** One reading of the ledger: the facts and the policy it is read against, at an instant. */
export class LedgerReading {
  private late: Instant | null = null;

  constructor(
    readonly facts: ChaseFacts,
    readonly policy: CompiledPolicy,
    readonly now: Instant,
  ) {}

  /** From here on the claim is late, by its present due date. Most ledgers hold nothing that depends on it, and portfolios have many. */
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
      // A notice has no effect on a debtor who was not in default when it left (6:82, 6:96 lid 6 BW); the due date may have moved since
      // then.
      return step.step.legal && reading.isNoticeWithoutEffect(row) ? 'stale' : 'taken';
    case 'done':
      if (row.outcome === approved) return 'approved';
      return row.outcome === declined ? 'passed' : 'taken';
  }
}

/** No channels. */
export const noChannels: readonly Channel[] = [];
// Most steps fail nowhere, and portfolios have many rows.
const joined = (some: readonly Channel[], more: readonly Channel[]): readonly Channel[] =>
  some.length === 0 ? more : more.length === 0 ? some : [...some, ...more];

/** A failure at an address that was corrected since then says nothing about the new address. */
const failedChannels = (row: TakenStep): readonly Channel[] =>
  row.result === 'failed' && row.channel && !row.toFormerAddress ? [row.channel] : noChannels;

/** The record that one row gives. */
export function recordOf(step: CompiledStep, row: TakenStep, reading: LedgerReading): StepRecord {
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
    complainedOn: row.outcome === complained ? failedOn : noChannels,
  };
}

/** One record of two: that of the newer occurrence; of the same occurrence, that of the stronger state. */
export function mergeRecords(record: StepRecord | null, fresh: StepRecord): StepRecord {
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
