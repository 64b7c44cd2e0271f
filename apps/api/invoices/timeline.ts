/** The timeline of an invoice: read and shown. */
import type { z } from 'zod';
import type { EventType } from '#contracts/events/catalogue.js';
import { withTexts } from '#contracts/events/event-texts.js';
import { fromPublicId, toPublicId } from '#contracts/ids.js';
import { type Named, withActorNames } from '#database/queries/actor-names.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import type { PageRequest } from '#database/queries/list.js';
import { pastEvents, type TimelineRow, timelineRows } from '#database/queries/timeline.js';
import { readZone } from '#database/repositories/creditors.repository.js';
import type { Tx } from '#database/tx.js';
import { usualZone } from '#domain/calendar/zone.js';
import type { Reference } from '../edge/ids.schema.js';
import { presentMoney } from '../edge/money.schema.js';
import { presentInstant } from '../edge/time.schema.js';
import { presentEventData } from '../events/event-data.js';
import { notFound } from '../http/problems.js';
import { presentNoticeBrief } from '../notices/brief.js';
import type { timelineEntry } from './invoices.answers.js';
import { presentFact, presentHoldLine } from './invoices.presenter.js';
import { type Standing, standingsAfter, standingTypes } from './standing-then.js';

/** An event with the name of who signed it, and how the invoice stood after it. */
type TimelineLine = Named<TimelineRow> & { readonly stood: Standing };

/** A page of the timeline. @throws Problem not-found */
export async function listTimeline(tx: Tx, id: Reference, page: PageRequest): Promise<TimelineLine[]> {
  const found = await resolveInvoice(tx, id);
  if (!found) throw notFound('invoice');
  const which = { invoiceId: found.id, debtorId: found.debtor_id };
  const rows = await timelineRows(tx, which, page);
  const past = await pastEvents(tx, which, { types: standingTypes, upTo: rows.at(-1)?.sort_value ?? '0' });
  const stood = standingsAfter(rows, past, (await readZone(tx)) ?? usualZone);
  return (await withActorNames(tx, rows)).map((row, index) => ({ ...row, stood: stood[index] ?? { open: 0, status: 'open' } }));
}

/** The fact an event is about, whoever brought it: the API, a person on the phone, or a signal sent straight to Temporal. */
function factsOf(row: TimelineRow): Pick<z.output<typeof timelineEntry>, 'dispute' | 'promise' | 'paymentPlan' | 'hold' | 'handover'> {
  return {
    dispute: row.dispute && presentFact.dispute(row.dispute, row.dispute.currency),
    promise: row.promise && presentFact.promise(row.promise, row.promise.currency),
    paymentPlan: row.payment_plan && presentFact.paymentPlan(row.payment_plan, row.payment_plan.currency),
    hold: row.hold && presentHoldLine(row.hold),
    handover: row.handover && presentFact.handover(row.handover, row.handover.currency),
  };
}

const endsTask: ReadonlySet<string> = new Set<EventType>(['call.outcome-recorded', 'approval.decided', 'attention.answered']);

/** The person, where one gave a name: of a note, or of a task when it was done (from then on nobody else takes it). */
function personOf({ type, note, task }: TimelineRow): string | null {
  if (note) return note.by;
  const assignee = endsTask.has(type) ? (task?.assignee ?? null) : null;
  return assignee === null || fromPublicId('apiKey', assignee) !== null ? null : assignee;
}

function presentTask(task: TimelineRow['task']): z.output<typeof timelineEntry>['task'] {
  if (!task) return null;
  const { id, kind, status, outcome, note, whyUnpaid } = task;
  return { id: toPublicId('task', id), kind, status, outcome, note, whyUnpaid };
}

/** A line for an answer. */
export function presentTimelineEntry(row: TimelineLine): z.output<typeof timelineEntry> {
  const { message, task, payment, note, stood } = row;
  return {
    object: 'timelineEntry',
    event: toPublicId('event', row.id),
    type: row.type,
    at: presentInstant(row.at),
    recordedAt: presentInstant(row.recorded_at),
    actor: row.actor,
    actorName: row.actor_name,
    by: personOf(row),
    after: { open: { amount: stood.open, currency: row.currency }, status: stood.status },
    message: message && { ...message, id: toPublicId('message', message.id) },
    task: presentTask(task),
    payment: payment && {
      id: toPublicId('payment', payment.id),
      amount: presentMoney(BigInt(payment.amount), payment.currency),
      paidOn: payment.paidOn,
      status: payment.status,
    },
    note: note && { id: toPublicId('note', note.id), text: note.text },
    ...factsOf(row),
    notice: presentNoticeBrief(row.notice),
    data: presentEventData(withTexts(row.type, row.data, row.texts)),
  };
}
