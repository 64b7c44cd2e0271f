/** The timeline of an invoice: read and shown. */
import type { z } from 'zod';
import { type IdKind, toPublicId } from '#contracts/ids.js';
import { resolveInvoice } from '#database/queries/invoice-views.js';
import type { PageRequest } from '#database/queries/list.js';
import { type FactSubject, type TimelineRow, timelineRows } from '#database/queries/timeline.js';
import type { Tx } from '#database/tx.js';
import type { Reference } from '../edge/ids.schema.js';
import { presentMoney } from '../edge/money.schema.js';
import { presentInstant } from '../edge/time.schema.js';
import { presentEventData } from '../events/event-data.js';
import { notFound } from '../http/problems.js';
import { presentNoticeBrief } from '../notices/brief.js';
import { timelineEntry } from './invoices.answers.js';
import { presentFactLine, presentHoldLine } from './invoices.presenter.js';

const facts = timelineEntry.pick({ dispute: true, promise: true, paymentPlan: true, hold: true, handover: true });

/** A page of the timeline. @throws Problem not-found */
export async function listTimeline(tx: Tx, id: Reference, page: PageRequest): Promise<TimelineRow[]> {
  const found = await resolveInvoice(tx, id);
  if (!found) throw notFound('invoice');
  return timelineRows(tx, { invoiceId: found.id, debtorId: found.debtor_id }, page);
}

/** The fact an event is about, whoever brought it: the API, a person on the phone, or a signal sent straight to Temporal. */
function factsOf(row: TimelineRow): Pick<z.output<typeof timelineEntry>, 'dispute' | 'promise' | 'paymentPlan' | 'hold' | 'handover'> {
  const line = (of: IdKind, fact: FactSubject | null): unknown => fact && presentFactLine(of, fact, fact.currency);
  return facts.parse({
    dispute: line('dispute', row.dispute),
    promise: line('promise', row.promise),
    paymentPlan: line('paymentPlan', row.payment_plan),
    hold: row.hold && presentHoldLine(row.hold),
    handover: line('handover', row.handover),
  });
}

/** A line for an answer. */
export function presentTimelineEntry(row: TimelineRow): z.output<typeof timelineEntry> {
  const { message, task, payment } = row;
  return {
    object: 'timelineEntry',
    event: toPublicId('event', row.id),
    type: row.type,
    at: presentInstant(row.at),
    recordedAt: presentInstant(row.recorded_at),
    actor: row.actor,
    message: message && { ...message, id: toPublicId('message', message.id) },
    task: task && { ...task, id: toPublicId('task', task.id) },
    payment: payment && {
      id: toPublicId('payment', payment.id),
      amount: presentMoney(BigInt(payment.amount), payment.currency),
      paidOn: payment.paidOn,
      status: payment.status,
    },
    ...factsOf(row),
    notice: presentNoticeBrief(row.notice),
    data: presentEventData(row.data),
  };
}
