/** Rows of the case query as records: the facts of decisions, and what only letters and lists need. */
import { z } from 'zod';
import { waitingFor } from '#domain/policy/attention.js';
import { channels, chaseOutcomes, debtorKinds, languages } from '#domain/policy/facts/facts.js';
import { stageOf } from '#domain/policy/facts/stage.js';
import { type ChildRows, childRowsOf, childShapes, type UnconfirmedRow } from '../facts/child-rows.js';
import { at, debtorFactShape, debtorPartsOf, invoiceFactColumns, invoiceFactRow, invoicePartsOf, split } from '../facts/fact-columns.js';
import { debtorFactsOf, invoiceFactsOf } from '../facts/facts-of-rows.js';
import { byInvoice, type LedgerEntry, ledgerOf } from '../facts/ledger-lines.js';
import type { CaseRecord, DebtorRecord, InvoiceRecord, UnconfirmedAgreement } from './case-record.js';

const amount = z
  .number()
  .int()
  .transform((value) => BigInt(value));

const debtorShape = z
  .object({
    id: z.string(),
    external_id: z.string().nullable(),
    kind: z.enum(debtorKinds),
    name: z.string(),
    language: z.enum(languages),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    address: z.record(z.string(), z.string()).nullable(),
    kvk: z.string().nullable(),
    test_clock_id: z.string().nullable(),
  })
  .transform(({ external_id: externalId, test_clock_id: testClockId, ...same }): DebtorRecord => ({ ...same, externalId, testClockId }));

const attentionShape = z.object({
  id: z.string(),
  status: z.string(),
  cycle: z.number(),
  step: z.string(),
  reason: z.string().nullable(),
  grounds: z.string().nullable(),
  outcome: z.string().nullable(),
});

const texts = z.array(z.string());
const textsOrNull = z.array(z.string().nullable());

const invoiceColumns = invoiceFactColumns.extend({
  description: textsOrNull,
  payment_reference: textsOrNull,
  cycle: z.array(z.number()),
  outcome: z.array(z.enum(chaseOutcomes).nullable()),
  waits_for: z.array(z.enum(waitingFor).nullable()),
  plan: z.array(z.unknown()),
  plan_revision: z.array(z.number()),
  limitation_last_day: textsOrNull,
  limitation_warned: z.array(z.union([z.literal(6), z.literal(3), z.literal(1), z.literal(0)]).nullable()),
  listed_stage: texts,
  listed_due_date: texts,
  listed_open: z.array(amount),
  listed_disputed: z.array(z.boolean()),
  attention: z.array(attentionShape.nullable()),
});

const instant = z.string().transform((text) => Date.parse(text));

const caseShape = z.object({
  record: debtorShape,
  debtor: debtorFactShape,
  clock: z.object({ id: z.string(), now: instant }).nullable(),
  contacts: z.array(z.object({ at: z.number(), channel: z.enum(channels) })),
  invoices: invoiceColumns,
  lines: z.string().nullable(),
  children: z.object(childShapes),
  credits: z.array(
    z.object({
      id: z.string(),
      paymentId: z.string(),
      invoiceId: z.string().nullable(),
      currency: z.string(),
      amount,
      hint: z.enum(['paid-twice']).nullable(),
    }),
  ),
  mark: z.object({ horizon: z.string(), written: z.array(z.number()), deleted: z.number() }),
});

const changedShape = caseShape.extend({
  /** Null where they are the same. */
  contacts: caseShape.shape.contacts.nullable(),
  /** Ids of invoices that are none of the case any more. */
  left: z.array(z.string()),
  /** All has to be read again. */
  whole: z.boolean(),
});

/** The row of the case query as a case; `undone` of its transaction at that time. */
export const caseRecordOf = (row: unknown, undone: number): CaseRecord => recordOf(caseShape.parse(row), undone);

const byDueDate = (a: InvoiceRecord, b: InvoiceRecord): number => {
  if (a.facts.dueDate !== b.facts.dueDate) return a.facts.dueDate < b.facts.dueDate ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
};

/** The case as it is now, from how it was and the row of what has changed; null when all has to be read again. */
export function changedCaseOf(before: CaseRecord, row: unknown): CaseRecord | null {
  const { left, whole, contacts, ...read } = changedShape.parse(row);
  if (whole) return null;
  const changed = recordOf({ ...read, contacts: contacts ?? [...before.facts.contacts] }, before.mark.undone);
  const replaced = new Set([...left, ...changed.invoices.map(({ id }) => id)]);
  const same = before.invoices.filter(({ id }) => !replaced.has(id));
  return { ...changed, invoices: [...same, ...changed.invoices].sort(byDueDate) };
}

function recordOf(row: z.output<typeof caseShape>, undone: number): CaseRecord {
  const { record, debtor, clock, contacts, invoices, lines, credits, mark, ...read } = row;
  const children = childRowsOf(read.children);
  const linesOf = byInvoice(ledgerOf(lines));
  const parts = debtorPartsOf(split(debtor.packed));
  return {
    debtor: record,
    clock,
    facts: debtorFactsOf({ id: record.id, row: debtor, parts, contacts, holds: children.holds.get(record.id) ?? [] }),
    invoices: invoices.invoice_id.map((id, row) => invoiceRecordOf(invoices, row, { lines: linesOf.get(id) ?? [], children })),
    credits,
    mark: { ...mark, undone },
  };
}

/** What belongs to one invoice. */
interface Hanging {
  readonly lines: readonly LedgerEntry[];
  readonly children: ChildRows;
}

function invoiceRecordOf(of: z.output<typeof invoiceColumns>, k: number, { lines, children }: Hanging): InvoiceRecord {
  const row = invoiceFactRow(of, k);
  const id = row.invoice_id;
  const cycle = at(of.cycle, k);
  return {
    id,
    number: row.number,
    cycle,
    description: at(of.description, k),
    paymentReference: at(of.payment_reference, k),
    policyVersionId: row.policy_version_id,
    planRevision: at(of.plan_revision, k),
    plan: of.plan[k],
    confirmation: unconfirmedOf(children.toConfirm.get(id)),
    limitation: { lastDay: at(of.limitation_last_day, k), warned: at(of.limitation_warned, k) },
    waitsFor: at(of.waits_for, k),
    attention: at(of.attention, k),
    stage: stageOf(lines, cycle),
    listed: {
      stage: at(of.listed_stage, k),
      dueDate: at(of.listed_due_date, k),
      open: at(of.listed_open, k),
      disputed: at(of.listed_disputed, k),
    },
    facts: invoiceFactsOf({ row, parts: invoicePartsOf(split(at(of.packed, k))), outcome: at(of.outcome, k), lines, children }),
  };
}

const unconfirmedOf = (row: UnconfirmedRow | undefined): UnconfirmedAgreement | null =>
  row ? { kind: row.kind, no: row.no, agreedAt: row.agreed_at, byPhone: row.by_phone } : null;
