/** The facts of a debtor and of an invoice, put together from rows: the one place, for the case under its lock and for the open book. */
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { DebtorFacts, InvoiceFacts, Pause, StepOverride } from '#domain/policy/facts/facts.js';
import { limitationUnknown, reachOf } from '#domain/policy/facts/start.js';
import { type ChildRows, toConfirmFact } from './child-rows.js';
import {
  addressBits,
  type DebtorFactRow,
  debtorHas,
  type DebtorParts,
  type InvoiceFactRow,
  invoiceHas,
  type InvoiceParts,
} from './fact-columns.js';
import { type LedgerEntry, takenStep } from './ledger-lines.js';

/** A debtor's own columns, and what belongs to him. */
export type DebtorRows = { readonly row: DebtorFactRow; readonly parts: DebtorParts } & Pick<DebtorFacts, 'id' | 'holds' | 'contacts'>;

/** The facts of a debtor. */
export const debtorFactsOf = ({ id, row, parts, holds, contacts }: DebtorRows): DebtorFacts => ({
  id,
  kind: parts.kind,
  language: parts.language,
  segment: row.segment,
  reach: sharedReach(row, parts),
  preferredChannel: row.preferred_channel,
  doNotContact: debtorHas(parts, 'doNotContact'),
  holds,
  contacts,
  unmatchedMoney: debtorHas(parts, 'unmatchedMoney'),
  paymentScore: parts.paymentScore,
});

const plainReach = new Map<number, DebtorFacts['reach']>();

/** Most debtors refused nothing and have no dead address: they share one object for each set of addresses. */
function sharedReach({ refused, failed }: DebtorFactRow, parts: DebtorParts): DebtorFacts['reach'] {
  const isPlain = refused === null && failed === null;
  const key = addressBits(parts);
  const shared = isPlain ? plainReach.get(key) : undefined;
  if (shared) return shared;
  const has = { email: debtorHas(parts, 'email'), phone: debtorHas(parts, 'phone'), address: debtorHas(parts, 'address') };
  const reach = reachOf({ has, refused, failed });
  if (isPlain) plainReach.set(key, reach);
  return reach;
}

const noDays: readonly IsoDate[] = [];
const noNotices: InvoiceFacts['notices'] = [];
const noOverrides: readonly StepOverride[] = [];

/** An invoice's own columns, and what belongs to the invoices read with it. */
export interface InvoiceRows {
  readonly row: InvoiceFactRow;
  readonly parts: InvoiceParts;
  readonly outcome: InvoiceFacts['outcome'];
  /** Of the ledger of this invoice, in order of time. */
  readonly lines: readonly LedgerEntry[];
  readonly children: ChildRows;
}

/** The facts of an invoice. */
export function invoiceFactsOf({ row, parts, outcome, lines, children }: InvoiceRows): InvoiceFacts {
  const { invoice_id: id } = row;
  const toConfirm = children.toConfirm.get(id);
  return {
    id,
    issueDate: parts.issueDate,
    dueDate: parts.dueDate,
    currency: parts.currency,
    total: parts.total,
    open: parts.open,
    outcome,
    termBasis: parts.termBasis,
    registeredAt: parts.registeredAt,
    limitation: row.limitation ?? limitationUnknown,
    adopted: row.adopted,
    pause: pauseOf(row),
    dispute: children.disputes.get(id) ?? null,
    promise: children.promises.get(id) ?? null,
    promisesBroken: children.broken.get(id) ?? noDays,
    paymentPlan: children.paymentPlans.get(id) ?? null,
    paymentPlanBrokenOn: children.paymentPlansBroken.get(id) ?? null,
    toConfirm: toConfirm ? toConfirmFact(toConfirm) : null,
    directDebitPending: invoiceHas(parts, 'directDebit'),
    taken: lines.map(takenStep),
    notices: children.notices.get(id) ?? noNotices,
    overrides: children.overrides.get(id) ?? noOverrides,
  };
}

/** A pause as it is stored with a chase; null when there is none. */
const pauseOf = ({ paused_reason: reason, paused_until: until, paused_cause: cause }: InvoiceFactRow): Pause | null =>
  reason === null ? null : { reason, until, ...(cause !== null && { cause }) };
