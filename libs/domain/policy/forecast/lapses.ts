/**
 * What a new fact takes away with it. Holds stop everything at once: a call that may not be made now, an approval of what has changed since
 * and the confirmation of an agreement that stands no more lapse with the fact. Their rows count for nothing, so that the ladder asks for
 * them again when the stop has gone. The casebook writes what is said here, the simulation plays it.
 */
import type { Instant } from '../../calendar/zone.js';
import { reasonNotToConfirm } from '../agreements/agreement-messages.js';
import { decide, stopsOf } from '../decide.js';
import { contactsWithoutCalls } from './elapsed.js';
import type { ChaseFacts, InvoiceFacts, TakenStep } from '../facts/facts.js';
import { approved } from '../situation/step-record.js';
import type { ReasonCode } from '../language/plan.js';
import type { Policy } from '../language/policy.js';
import { type Situation, situationOf } from '../situation/situation.js';

/** A row of the ledger that counts for nothing any more. */
export interface LapsedRow {
  readonly row: TakenStep;
  /** Why: a stop, `notice` for a question that is asked no more, or the ground of an approval that moved. */
  readonly reason: string;
}

/** What lapses in one chase. */
export interface Lapses {
  /** The stop that ends all open tasks of the chase; null when there is none. */
  readonly stop: ReasonCode | null;
  /** Open tasks, calls and approvals alike. */
  readonly tasks: readonly LapsedRow[];
  /** Approvals that were given and not carried out yet. */
  readonly approvals: readonly LapsedRow[];
  /** Why the confirmation that was still to leave stays unwritten; null when it leaves, or there is none. */
  readonly confirmation: ReasonCode | null;
}

/** A chase before and after a fact. */
export interface ChaseChange {
  readonly policy: Policy;
  /** Null: it was not there before. */
  readonly before: ChaseFacts | null;
  readonly after: ChaseFacts;
  /** It was put on another policy, or another version of its own. */
  readonly repinned: boolean;
}

const isOpenTask = (row: TakenStep): boolean => row.result === 'open';
const isApproval = (row: TakenStep): boolean => row.result === 'done' && row.outcome === approved;

/** Whether a chase has anything that can lapse: most have not, and need not be looked at. */
export const canLapse = ({ outcome, toConfirm, taken }: InvoiceFacts): boolean =>
  outcome === null && (Boolean(toConfirm) || taken.some((row) => isOpenTask(row) || isApproval(row)));

/** What lapses by a fact, at its instant. Pure; a chase that is over keeps what it has. */
export function lapsesOf(change: ChaseChange, now: Instant): Lapses {
  const { invoice } = change.after;
  if (!canLapse(invoice)) return { stop: null, tasks: [], approvals: [], confirmation: null };
  const situation = situationOf(change.policy, change.after, now);
  const standstill = stopsOf(situation);
  const stop = standstill?.reasons[0] ?? null;
  const moved = stop ?? movedOf(situation, change);
  return {
    stop,
    tasks: stop ? invoice.taken.filter(isOpenTask).map((row) => ({ row, reason: stop })) : mootQuestions(situation),
    approvals: moved === null ? [] : givenApprovals(invoice).map((row) => ({ row, reason: moved })),
    confirmation: invoice.toConfirm ? reasonNotToConfirm(situation, standstill, invoice.toConfirm.kind) : null,
  };
}

/** The facts of one chase after a change, without what lapsed by it: its rows count for nothing, and a call among them was no contact. */
export function withoutLapses(change: ChaseChange, now: Instant): ChaseFacts {
  const { after } = change;
  const { debtor, invoice } = after;
  const { tasks, approvals, confirmation } = lapsesOf(change, now);
  const rows = [...tasks, ...approvals].map(({ row }) => row);
  if (rows.length === 0 && confirmation === null) return after;
  const contacts = contactsWithoutCalls(debtor.contacts, rows);
  const taken = invoice.taken.filter((row) => !rows.includes(row));
  const written = confirmation === null ? invoice : { ...invoice, toConfirm: null };
  return { ...after, debtor: { ...debtor, contacts }, invoice: { ...written, taken } };
}

/**
 * Open questions that the rules ask no more: about a step that rests on a notice that fell, or about a notice of its own for a claim that
 * another one names by now. What would be asked again at once stays.
 */
function mootQuestions({ policy, history, facts, now }: Situation): readonly LapsedRow[] {
  const { invoice } = facts;
  const moot = invoice.taken.filter((row) => {
    const record = history.records[policy.indexOf.get(row.step) ?? -1];
    if (!isOpenTask(row) || row.channel !== null || (record?.state !== 'stale' && record?.state !== 'taken')) return false;
    if (!record.step.onNotice && !record.step.step.legal) return false;
    const taken = invoice.taken.filter((other) => other !== row);
    const plan = decide(policy.policy, { ...facts, invoice: { ...invoice, taken } }, now);
    return plan.next !== 'step' || plan.step.key !== row.step || plan.step.at > now;
  });
  return moot.map((row) => ({ row, reason: 'notice' }));
}

/** Approvals whose step has not been taken: the claim of the step carries one out, and a claim that failed may still be made anew. */
function givenApprovals({ taken }: InvoiceFacts): readonly TakenStep[] {
  const carriedOut = (approval: TakenStep): boolean =>
    taken.some(
      (row) => row.step === approval.step && row.occurrence === approval.occurrence && !isApproval(row) && row.result !== 'failed',
    );
  return taken.filter((row) => isApproval(row) && !carriedOut(row));
}

/** What the person who approved looked at and what is different now; null when nothing but time and payments has come since. */
function movedOf(after: Situation, { policy, before: earlier, repinned }: ChaseChange): string | null {
  if (!earlier) return null;
  const before = situationOf(policy, earlier, after.now);
  if (after.amount > before.amount) return 'amount';
  if (repinned) return 'policy';
  const [old, fresh] = [groundsOf(before), groundsOf(after)];
  return Object.keys(fresh).find((name) => old[name] !== fresh[name]) ?? null;
}

/** The facts an approval rests on, as text; null for one that is not there. */
function groundsOf({ facts: { invoice, debtor }, history }: Situation): Readonly<Record<string, string | null>> {
  const { pause, dispute, promise, paymentPlan, paymentPlanBrokenOn } = invoice;
  const postponed = invoice.overrides.filter(({ act }) => act === 'postpone');
  return {
    dueDate: invoice.dueDate,
    dispute: dispute && `${dispute.since} ${dispute.amount}`,
    pause: JSON.stringify(pause),
    promise: promise && `${promise.date} ${promise.amount}`,
    plan: `${Boolean(paymentPlan)} ${paymentPlanBrokenOn}`,
    hold: JSON.stringify([debtor.holds, debtor.doNotContact]),
    debtor: debtor.kind,
    notice: JSON.stringify([history.notice?.lastDay, history.notice?.costsFrom, history.defaultNotice?.lastDay]),
    postponement: JSON.stringify(postponed),
  };
}
