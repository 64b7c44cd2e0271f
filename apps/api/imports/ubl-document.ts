/** A UBL document as the casebook imports it: read, checked at this edge, and with what is to be said of it. */
import type { ImportDocument } from '#casebook/commands/import-document.js';
import type { ReadUbl } from './ubl-reader.js';
import { ublInputOf } from './ubl-input.js';
import { type CreditorParty, supplierFinding } from './ubl-supplier.js';

/** For whom it is imported, and the UUID of the test clock that new debtors and invoices live on. */
export interface UblPlace {
  readonly creditor: CreditorParty;
  readonly testClockId: string | null;
}

/** See the head of this file. */
export function ublDocument({ result: document, pdf }: ReadUbl, { creditor, testClockId }: UblPlace): ImportDocument {
  if (document.kind === 'error')
    return { file: document.file, number: null, warnings: document.findings, remarks: [], order: { kind: 'unreadable' } };
  const { file, warnings } = document;
  const { number, supplier } = document.kind === 'invoice' ? document.invoice : document.creditNote;
  const stranger = supplierFinding(creditor, supplier, document.kind === 'invoice' ? document.invoice.accounts : []);
  const read = { file, number, warnings, remarks: stranger ? [stranger] : [] };
  if (document.kind === 'credit-note') {
    const { amount, issueDate, currency, creditedInvoices } = document.creditNote;
    return { ...read, order: { kind: 'credit-note', note: { amount, issueDate, currency, creditedInvoices } } };
  }
  const order = ublInputOf(document.invoice, testClockId);
  return { ...read, order: { kind: 'invoice', input: 'input' in order ? order.input : null, findings: order.findings, pdf } };
}
