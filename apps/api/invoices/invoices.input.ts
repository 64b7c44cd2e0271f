/** Bodies about invoices as the casebook takes them. */
import type { InvoiceChanges } from '#casebook/commands/manage-invoice.js';
import type { RegisterInput } from '#casebook/commands/register-invoice.js';
import { usualTermBasis } from '#casebook/invoice-term.js';
import { debtorInputOf } from '../debtors/debtors.input.js';
import type { ChangeInvoiceBody, CreateInvoiceBody } from './invoices.schema.js';

/** The debtor of a body once `ext:` is resolved. */
export type ChosenDebtor = RegisterInput['debtor'];

/** A debtor written out; he lives on the invoice's clock. */
export function inlineDebtorOf(body: CreateInvoiceBody): ChosenDebtor | null {
  if ('id' in body.debtor) return null;
  return { inline: { ...debtorInputOf(body.debtor), testClockId: body.testClock ?? null } };
}

/** A new invoice. */
export function registerInputOf(body: CreateInvoiceBody, debtor: ChosenDebtor): RegisterInput {
  return {
    debtor,
    number: body.number,
    externalId: body.externalId ?? null,
    issueDate: body.issueDate,
    dueDate: body.dueDate ?? null,
    total: body.total.amount,
    currency: body.total.currency,
    description: body.description ?? null,
    termBasis: body.contract?.termBasis ?? usualTermBasis(body.dueDate),
    paymentReference: body.paymentReference ?? null,
    policy: body.policy ?? null,
    testClockId: body.testClock ?? null,
    directDebit: body.directDebit ?? false,
    adopt: body.adopt ?? null,
  };
}

/** The changes a body names. */
export function invoiceChangesOf(body: ChangeInvoiceBody): InvoiceChanges {
  return {
    ...(body.dueDate !== undefined && { dueDate: body.dueDate }),
    ...(body.policy !== undefined && { policyKey: body.policy }),
    ...(body.contract !== undefined && { termBasis: body.contract.termBasis }),
    ...(body.directDebit !== undefined && { directDebitPending: body.directDebit }),
  };
}
