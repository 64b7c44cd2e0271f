/** Asks a person when a chase cannot go on by itself, and takes the question back when it can. */
import { v7 as uuidv7 } from 'uuid';
import type { EventRecorder } from '#contracts/events/catalogue.js';
import { endTask, insertTask, restateTask } from '#database/repositories/ledger.repository.js';
import type { AttentionRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import type { OpenTask } from '#database/queries/invoice-views.js';
import type { Tx } from '#database/tx.js';
import type { Instant } from '#domain/calendar/zone.js';
import { type Ask, groundsOf, handedOverOnVoid, type WaitState, waitStateOf, type WaitsFor } from '#domain/policy/attention.js';
import type { ChaseFacts } from '#domain/policy/facts/facts.js';
import type { Plan } from '#domain/policy/language/plan.js';
import type { PublishedPolicy } from './policies.js';

/** Where questions are written: the case of the debtor, or the records of a new chase. */
export interface AttentionContext extends EventRecorder {
  readonly tx: Tx;
  readonly now: Instant;
}

/** A chase with the plan that was made for it. */
export interface PlannedChase {
  readonly invoice: Pick<InvoiceRecord, 'id' | 'cycle' | 'attention'>;
  readonly debtorId: string;
  readonly facts: ChaseFacts;
  readonly policy: PublishedPolicy;
  readonly plan: Plan;
}

/** Whom the chase waits for, and the question about it that is open. */
export interface AttentionAnswer {
  readonly waitsFor: WaitsFor | null;
  readonly openTask: OpenTask | null;
}

const openTaskOf = (id: string, { reason, remedies }: Ask): OpenTask => ({ id, kind: 'attention', reason, remedies });

const isOpen = ({ status }: AttentionRecord): boolean => status === 'open' || status === 'claimed';

/**
 * Whether a person has answered to leave the chase as it is, and the circumstances of the question are still the same. The answer `mended`
 * does not count: if the chase still cannot go on, it is asked again. Except for a claim at the agency, since we cannot see what the agency
 * was told.
 */
const holdsAnswer = ({ status, cycle, grounds, outcome, reason }: AttentionRecord, now: { cycle: number; grounds: string }): boolean =>
  status === 'done' && (outcome !== 'mended' || reason === handedOverOnVoid) && cycle === now.cycle && grounds === now.grounds;

/**
 * Keeps the question of a chase in step with its plan, under the debtor's lock: opened when only a person can let it go on, restated when
 * something else is missing now, taken back when the chase goes on or a stop was set. One is open at a time.
 */
export async function updateAttentionTask(context: AttentionContext, chase: PlannedChase): Promise<AttentionAnswer> {
  const { facts, policy, plan, invoice } = chase;
  const waitState = waitStateOf(policy.policy, facts, { plan, now: context.now });
  const before = invoice.attention;
  const open = before && isOpen(before) ? before : null;
  if (!waitState.ask) {
    if (open) await cancelTask(context, chase, { task: open, reason: reasonToCancel(waitState, plan) });
    return { waitsFor: waitState.waitsFor, openTask: null };
  }
  const grounds = groundsOf(waitState.ask, facts, policy.id);
  if (open?.reason === waitState.ask.reason) {
    if (open.grounds !== grounds) await restateTask(context.tx, open.id, { ...termsOf(waitState.ask, facts), grounds });
    return { waitsFor: waitState.waitsFor, openTask: openTaskOf(open.id, waitState.ask) };
  }
  if (open) await cancelTask(context, chase, { task: open, reason: waitState.ask.reason });
  else if (before && holdsAnswer(before, { cycle: invoice.cycle, grounds }))
    return { waitsFor: waitState.waitsFor && 'news', openTask: null };
  return {
    waitsFor: waitState.waitsFor,
    openTask: openTaskOf(await openTask(context, chase, { question: waitState.ask, grounds }), waitState.ask),
  };
}

const reasonToCancel = (waitState: WaitState, plan: Plan): string => (waitState.waitsFor === 'news' ? plan.reasons[0] : 'mended');

/** The step the question names: the one it is about, otherwise the last one that was taken. */
const termsOf = ({ step, remedies }: Ask, { invoice }: ChaseFacts): { step: string; remedies: readonly string[] } => ({
  step: step ?? invoice.taken.at(-1)?.step ?? invoice.adopted?.lastStep ?? 'new',
  remedies,
});

async function openTask(
  context: AttentionContext,
  chase: PlannedChase,
  { question, grounds }: { question: Ask; grounds: string },
): Promise<string> {
  const { invoice, debtorId, facts } = chase;
  const { step, remedies } = termsOf(question, facts);
  const id = uuidv7();
  await insertTask(context.tx, {
    id,
    invoiceId: invoice.id,
    debtorId,
    cycle: invoice.cycle,
    step,
    occurrence: 1,
    kind: 'attention',
    script: null,
    confirmInWriting: false,
    deadline: null,
    openedAt: new Date(context.now),
    reason: question.reason,
    remedies: [...remedies],
    grounds,
  });
  await context.recordEvent('chase.needs_person', {
    invoiceId: invoice.id,
    subjectId: id,
    data: { reason: question.reason, step, remedies },
  });
  return id;
}

async function cancelTask(
  context: AttentionContext,
  { invoice }: PlannedChase,
  { task, reason }: { task: AttentionRecord; reason: string },
): Promise<void> {
  await endTask(context.tx, task.id, { status: 'cancelled', code: null, outcome: { reason }, at: new Date(context.now) });
  await context.recordEvent('task.cancelled', { invoiceId: invoice.id, subjectId: task.id, data: { step: task.step, reason } });
}
