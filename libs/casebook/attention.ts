/** Asks a person when a chase cannot go on by itself, and takes the question back when it can. */
import { v7 as uuidv7 } from 'uuid';
import type { EventDesk } from '#contracts/events/catalogue.js';
import { endTask, insertTask, restateTask } from '#database/repositories/ledger.repository.js';
import type { AttentionRecord, InvoiceRecord } from '#database/repositories/case-record.js';
import type { OpenTask } from '#database/queries/invoice-views.js';
import type { Tx } from '#database/tx.js';
import type { Instant } from '#domain/calendar/zone.js';
import { type Ask, groundsOf, handedOverOnVoid, type Stand, standOf, type WaitsFor } from '#domain/policy/attention.js';
import type { ChaseFacts } from '#domain/policy/facts/facts.js';
import type { Plan } from '#domain/policy/language/plan.js';
import type { PublishedPolicy } from './policies.js';

/** Where questions are written: the case of the debtor, or the desk of a new one. */
export interface AttentionDesk extends EventDesk {
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
export interface Attended {
  readonly waitsFor: WaitsFor | null;
  readonly openTask: OpenTask | null;
}

const shown = (id: string, { reason, remedies }: Ask): OpenTask => ({ id, kind: 'attention', reason, remedies });

const isOpen = ({ status }: AttentionRecord): boolean => status === 'open' || status === 'claimed';

/**
 * A person has left the chase as it stands, and nothing that this is about has changed since. That it was mended is no such word: where the
 * chase stands still all the same, he is asked again. A claim that is with the agency stays there: what he told them we cannot see.
 */
const answered = ({ status, cycle, grounds, outcome, reason }: AttentionRecord, now: { cycle: number; grounds: string }): boolean =>
  status === 'done' && (outcome !== 'mended' || reason === handedOverOnVoid) && cycle === now.cycle && grounds === now.grounds;

/**
 * Keeps the question of a chase in step with its plan, under the debtor's lock: opened when only a person can let it go on, restated when
 * something else is missing now, taken back when the chase goes on or a stop was set. One is open at a time.
 */
export async function attend(desk: AttentionDesk, chase: PlannedChase): Promise<Attended> {
  const { facts, policy, plan, invoice } = chase;
  const stand = standOf(policy.policy, facts, { plan, now: desk.now });
  const before = invoice.attention;
  const open = before && isOpen(before) ? before : null;
  if (!stand.ask) {
    if (open) await takeBack(desk, chase, { task: open, reason: reasonToTakeBack(stand, plan) });
    return { waitsFor: stand.waitsFor, openTask: null };
  }
  const grounds = groundsOf(stand.ask, facts, policy.id);
  if (open?.reason === stand.ask.reason) {
    if (open.grounds !== grounds) await restateTask(desk.tx, open.id, { ...termsOf(stand.ask, facts), grounds });
    return { waitsFor: stand.waitsFor, openTask: shown(open.id, stand.ask) };
  }
  if (open) await takeBack(desk, chase, { task: open, reason: stand.ask.reason });
  else if (before && answered(before, { cycle: invoice.cycle, grounds })) return { waitsFor: stand.waitsFor && 'news', openTask: null };
  return { waitsFor: stand.waitsFor, openTask: shown(await ask(desk, chase, { question: stand.ask, grounds }), stand.ask) };
}

const reasonToTakeBack = (stand: Stand, plan: Plan): string => (stand.waitsFor === 'news' ? plan.reasons[0] : 'mended');

/** A question that is about no step in sight is about where the chase has come. */
const termsOf = ({ step, remedies }: Ask, { invoice }: ChaseFacts): { step: string; remedies: readonly string[] } => ({
  step: step ?? invoice.taken.at(-1)?.step ?? invoice.adopted?.lastStep ?? 'new',
  remedies,
});

async function ask(desk: AttentionDesk, chase: PlannedChase, { question, grounds }: { question: Ask; grounds: string }): Promise<string> {
  const { invoice, debtorId, facts } = chase;
  const { step, remedies } = termsOf(question, facts);
  const id = uuidv7();
  await insertTask(desk.tx, {
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
    openedAt: new Date(desk.now),
    reason: question.reason,
    remedies: [...remedies],
    grounds,
  });
  await desk.recordEvent('chase.needs_person', { invoiceId: invoice.id, subjectId: id, data: { reason: question.reason, step, remedies } });
  return id;
}

async function takeBack(
  desk: AttentionDesk,
  { invoice }: PlannedChase,
  { task, reason }: { task: AttentionRecord; reason: string },
): Promise<void> {
  await endTask(desk.tx, task.id, { status: 'cancelled', code: null, outcome: { reason }, at: new Date(desk.now) });
  await desk.recordEvent('task.cancelled', { invoiceId: invoice.id, subjectId: task.id, data: { step: task.step, reason } });
}
