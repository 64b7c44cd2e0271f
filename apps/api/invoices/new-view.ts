/**
 * The view of an invoice that was written a moment ago with a new debtor, made of what was written instead of read back: the read would
 * be the most expensive statement of the busiest request. A spec holds it equal to what reading gives.
 */
import type { DebtorInput } from '#casebook/commands/manage-debtor.js';
import type { Registered, RegisterInput } from '#casebook/commands/register-invoice.js';
import { chaseWorkflowId } from '#contracts/ids.js';
import { noFactLines } from '#database/queries/invoice-facts.js';
import type { InvoiceDetail, InvoiceView } from '#database/queries/invoice-views.js';
import { daysBetween } from '#domain/calendar/iso-date.js';
import { localDate, parseInstant, type TimeZone } from '#domain/calendar/zone.js';

/** What was asked for and what was written. */
export interface NewInvoiceFacts {
  readonly input: RegisterInput;
  readonly inline: DebtorInput;
  readonly registered: Registered;
  /** Of the creditor. */
  readonly zone: TimeZone;
}

/** See the head of this file. */
export function newView({ input, inline, registered, zone }: NewInvoiceFacts): InvoiceDetail {
  const { plan, recordedAt } = registered;
  const registeredAt = parseInstant(registered.registeredAt) ?? 0;
  const today = localDate(registeredAt, zone);
  const late = daysBetween(registered.dueDate, today);
  return {
    ...debtorPart(inline, registered, input),
    id: registered.invoiceId,
    external_id: input.externalId,
    number: input.number,
    issue_date: input.issueDate,
    due_date: registered.dueDate,
    overdue_days: Math.max(late, 0),
    currency: input.currency,
    total: input.total,
    paid: 0n,
    credited: 0n,
    written_off: 0n,
    open: input.total,
    description: input.description,
    payment_reference: input.paymentReference,
    term_basis: input.termBasis,
    claim_kind: input.limitation.claim,
    limitation_last_day: registered.limitationLastDay,
    time_barred: registered.limitationLastDay < today,
    policy_key: registered.policy.key,
    policy_version: registered.policy.version,
    // Nothing can be disputed, paused, promised or held yet.
    status: 'open',
    disputed: false,
    ...noFactLines,
    stage: 'new',
    cycle: 1,
    workflow_id: chaseWorkflowId(registered.invoiceId),
    outcome: null,
    closed_at: null,
    close_reason: null,
    paused_reason: null,
    paused_until: null,
    waits_for: registered.attended.waitsFor,
    open_task: registered.attended.openTask,
    plan,
    adopted: input.adopt,
    direct_debit_pending: input.directDebit,
    registered_at: new Date(registeredAt),
    version: 1,
    plan_revision: 1n,
    created_at: recordedAt,
    updated_at: recordedAt,
    notice: null,
    sort_value: '',
  };
}

const debtorPart = (
  inline: DebtorInput,
  registered: Registered,
  input: RegisterInput,
): Pick<InvoiceView, 'debtor_id' | 'debtor_external_id' | 'debtor_name' | 'debtor_kind' | 'test_clock_id'> => ({
  debtor_id: registered.debtorId,
  debtor_external_id: inline.externalId,
  debtor_name: inline.name,
  debtor_kind: inline.kind,
  test_clock_id: input.testClockId,
});
