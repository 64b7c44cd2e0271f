/** What is written of a chase when it is planned: its plan, and what lists find and sort its invoice by, whenever they differ. */
import type { PlanColumns } from '#database/appends.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import type { Tx } from '#database/tx.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { WaitsFor } from '#domain/policy/attention.js';
import type { StoredPlan } from './plan-json.js';

/** A plan as the columns of its chase. */
export const columnsOf = (
  plan: StoredPlan,
  { revision, waitsFor }: { readonly revision: number; readonly waitsFor: WaitsFor | null },
): PlanColumns => ({
  plan,
  plan_revision: revision,
  next_kind: plan.next,
  next_step: plan.step?.key ?? null,
  next_channel: plan.step?.channel ?? null,
  next_at: plan.at,
  reason: plan.reasons[0] ?? '',
  waits_for: waitsFor,
});

/** Writes what differs from what is stored, with the other chases of the case; nothing when nothing does. */
export function appendChase(
  tx: Tx,
  { id, stage, facts, listed }: InvoiceRecord,
  { plan, lastDay }: { readonly plan: PlanColumns | null; readonly lastDay: IsoDate | null },
): void {
  const { dueDate, open } = facts;
  const disputed = facts.dispute !== null;
  const isListed = listed.stage === stage && listed.dueDate === dueDate && listed.open === open && listed.disputed === disputed;
  if (plan === null && lastDay === null && isListed) return;
  tx.append('chase', { ...(plan ?? { plan }), invoice_id: id, stage, due_date: dueDate, open, disputed, limitation_last_day: lastDay });
}
