/** Bodies about invoices as the casebook takes them. */
import type { InvoiceChanges } from '#casebook/commands/manage-invoice.js';
import type { RegisterInput } from '#casebook/commands/register-invoice.js';
import { usualTermBasis } from '#domain/policy/facts/invoice-term.js';
import type { Interruption } from '#domain/limitation/limitation.js';
import type { LimitationFacts } from '#domain/policy/facts/facts.js';
import { limitationUnknown } from '#domain/policy/facts/start.js';
import { debtorInputOf } from '../debtors/debtors.input.js';
import { claimKindNamed } from './claim-names.js';
import type { ChangeInvoiceBody, ContractBody, CreateInvoiceBody } from './invoices.schema.js';

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
    limitation: limitationFactsOf(body.contract ?? {}),
    paymentReference: body.paymentReference ?? null,
    policy: body.policy ?? null,
    testClockId: body.testClock ?? null,
    directDebit: body.directDebit ?? false,
    adopt: body.adopt ?? null,
  };
}

const interruptionsOf = (given: NonNullable<ContractBody['interruptions']>): Interruption[] =>
  given.map(({ on, kind }) => ({ on, act: kind }));

/** What a new invoice says about the limitation of its claim. */
function limitationFactsOf({ claim, interruptions }: ContractBody): LimitationFacts {
  if (claim === undefined && interruptions === undefined) return limitationUnknown;
  return { claim: claim === undefined ? null : claimKindNamed[claim], interruptions: interruptionsOf(interruptions ?? []) };
}

const contractChangesOf = ({ termBasis, claim, interruptions }: ContractBody): InvoiceChanges => ({
  ...(termBasis !== undefined && { termBasis }),
  ...(claim !== undefined && { claim: claimKindNamed[claim] }),
  ...(interruptions !== undefined && { interruptions: interruptionsOf(interruptions) }),
});

/** The changes a body names. */
export function invoiceChangesOf(body: ChangeInvoiceBody): InvoiceChanges {
  return {
    ...(body.dueDate !== undefined && { dueDate: body.dueDate }),
    ...(body.policy !== undefined && { policyKey: body.policy }),
    ...contractChangesOf(body.contract ?? {}),
    ...(body.directDebit !== undefined && { directDebitPending: body.directDebit }),
  };
}
