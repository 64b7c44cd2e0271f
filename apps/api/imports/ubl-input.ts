/** UBL documents as the casebook takes them, with the checks every invoice passes at this edge. */
import { createHash } from 'node:crypto';
import type { DebtorInput } from '#casebook/commands/manage-debtor.js';
import type { RegisterInput } from '#casebook/commands/register-invoice.js';
import { usualTermBasis } from '#domain/policy/facts/invoice-term.js';
import { limitationUnknown } from '#domain/policy/facts/start.js';
import type { Finding } from '#importers/finding.js';
import type { UblAddress, UblDebtor, UblInvoice } from '#importers/ubl/ubl-result.js';
import { externalId } from '../edge/ids.schema.js';
import { money } from '../edge/money.schema.js';
import { address, email, kvk, line, phone } from '../edge/text.schema.js';
import type { z } from 'zod';

/** An invoice to register, and what was left out of it. */
export interface UblInput {
  readonly input: RegisterInput;
  readonly findings: readonly Finding[];
}

/** Something that keeps the whole document out. */
export interface UblRefusal {
  readonly findings: readonly [Finding];
}

const finding = (said: Omit<Finding, 'line'>): Finding => ({ ...said, line: null });

/** A field that may be left out: with a finding when it is there and unusable. */
function optional<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  note: { readonly field: string; readonly findings: Finding[] },
): z.output<Schema> | null {
  if (value === null || value === undefined) return null;
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const detail = read.error.issues[0]?.message ?? 'cannot be used';
  note.findings.push(
    finding({
      code: 'left-out',
      field: note.field,
      detail: `${note.field} ${detail}; it was left out`,
      hint: 'Correct it at the debtor when it is needed.',
    }),
  );
  return null;
}

/** Who it is, over several files: the creditor's own number, a register's number, else name and address together. */
export function debtorKey(debtor: UblDebtor): string {
  const own = debtor.customerNumber === null ? null : externalId.safeParse(debtor.customerNumber);
  if (own?.success) return own.data;
  if (debtor.kvk !== null) return `kvk:${debtor.kvk}`;
  if (debtor.vatId !== null && externalId.safeParse(`vat:${debtor.vatId}`).success) return `vat:${debtor.vatId}`;
  if (debtor.oin !== null) return `oin:${debtor.oin}`;
  const parts = [debtor.name.toLowerCase(), debtor.address.postcode, debtor.address.houseNumber, debtor.email];
  return `ubl:${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)}`;
}

function addressOf(from: UblAddress): unknown {
  if (from.street === null || from.postcode === null || from.city === null) return null;
  return {
    street: from.street,
    ...(from.houseNumber !== null && { houseNumber: from.houseNumber }),
    ...(from.additional !== null && { additional: from.additional }),
    postcode: from.postcode,
    city: from.city,
    ...(from.country !== null && { country: from.country }),
  };
}

function debtorOf(debtor: UblDebtor, findings: Finding[]): DebtorInput {
  const take = <Schema extends z.ZodType>(schema: Schema, value: unknown, field: string): z.output<Schema> | null =>
    optional(schema, value, { field: `AccountingCustomerParty/${field}`, findings });
  return {
    externalId: debtorKey(debtor),
    kind: debtor.kind,
    name: debtor.name,
    language: debtor.language ?? 'nl',
    segment: null,
    email: take(email, debtor.email, 'ElectronicMail'),
    phone: take(phone, debtor.phone, 'Telephone'),
    address: take(address, addressOf(debtor.address), 'PostalAddress'),
    kvk: debtor.kind === 'consumer' ? null : take(kvk, debtor.kvk, 'CompanyID'),
    preferredChannel: null,
    refusedChannels: [],
    testClockId: null,
  };
}

function textNotPossible(field: string, error: z.ZodError): UblRefusal {
  const detail = `${field} ${error.issues[0]?.message ?? ''}`;
  const hint = 'Correct it in the source system and export again.';
  return { findings: [finding({ code: 'text-not-possible', field, detail, hint })] };
}

/** An invoice document for {@link RegisterInput}; `testClockId` is the UUID of the clock it is to live on. */
export function ublInputOf(invoice: UblInvoice, testClockId: string | null = null): UblInput | UblRefusal {
  const total = money.safeParse({ amount: Number(invoice.total), currency: invoice.currency });
  if (!total.success) {
    const detail = `the amount ${total.error.issues[0]?.message ?? 'is not possible'}`;
    const hint = 'Only amounts above zero in a currency in use can be chased.';
    return { findings: [finding({ code: 'amount-not-possible', field: 'LegalMonetaryTotal/PayableAmount', detail, hint })] };
  }
  const number = line(60).safeParse(invoice.number);
  if (!number.success) return textNotPossible('ID', number.error);
  const name = line(200).safeParse(invoice.debtor.name);
  if (!name.success) return textNotPossible('AccountingCustomerParty/Name', name.error);
  const findings: Finding[] = [];
  const input: RegisterInput = {
    debtor: { inline: debtorOf({ ...invoice.debtor, name: name.data }, findings) },
    number: number.data,
    externalId: null,
    issueDate: invoice.issueDate,
    dueDate: invoice.dueDate,
    total: invoice.total,
    currency: invoice.currency,
    description: optional(line(500), invoice.bought, { field: 'InvoiceLine/Item/Name', findings }),
    limitation: limitationUnknown,
    termBasis: usualTermBasis(invoice.dueDate),
    paymentReference: optional(line(70), invoice.paymentReference, { field: 'PaymentMeans/PaymentID', findings }),
    policy: null,
    testClockId,
    directDebit: invoice.directDebit,
    adopt: null,
  };
  return { input, findings };
}
