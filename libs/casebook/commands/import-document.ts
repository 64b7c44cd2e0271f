/**
 * One document of an import, written: an invoice that is registered, a credit note that is booked, each once by its number. The same for a
 * request that imports a few files and for the job that imports many.
 */
import { toPublicId } from '#contracts/ids.js';
import { violatedConstraint } from '#database/database.js';
import { invoiceNumberKey } from '#contracts/human-text.js';
import { findInvoiceByNumber, invoiceByNumberSql } from '#database/queries/invoice-views.js';
import { findCreditedBy } from '#database/repositories/credit-notes.repository.js';
import type { Tx } from '#database/tx.js';
import type { Cents } from '#domain/money/money.js';
import { type Actor, isRefused, type Refused } from '../actor.js';
import type { Casebook } from '../casebook.js';
import { addDocument } from './put-document.js';
import { creditNoteNumber, recordCreditNote } from './credit-note.js';
import { numberTaken, registerInvoiceIn } from './register-invoice.js';
import type { RegisterInput } from './registration.js';

/** What is wrong with a document, or worth knowing. */
export interface ImportFinding {
  readonly code: string;
  readonly field: string | null;
  readonly line: number | null;
  readonly detail: string;
  readonly hint: string;
}

/** What became of a document. */
export interface ImportRow {
  readonly file: string;
  readonly result: 'created' | 'credited' | 'unchanged' | 'refused';
  readonly number: string | null;
  /** Public id of the invoice that was created, credited or already there. */
  readonly invoice: string | null;
  readonly findings: readonly ImportFinding[];
}

/** A credit note that names the invoices it is about. */
export interface ImportedCreditNote {
  readonly amount: Cents;
  readonly issueDate: string;
  readonly currency: string;
  readonly creditedInvoices: readonly string[];
}

/** The PDF that was in a file, and why it is never sent; null: it may go along with messages. */
export interface ImportedPdf {
  readonly base64: string;
  readonly fault: string | null;
}

/** A document that was read and checked. */
export interface ImportDocument {
  readonly file: string;
  /** Null: it could not be read that far. */
  readonly number: string | null;
  /** Stand in the row whatever becomes of it. */
  readonly warnings: readonly ImportFinding[];
  /** Stand in the row when something was written or could not be. */
  readonly remarks: readonly ImportFinding[];
  readonly order:
    | { readonly kind: 'unreadable' }
    /** `input` null: it cannot be registered, for the reasons in `findings`; if it is known already it stays as it is. */
    | {
        readonly kind: 'invoice';
        readonly input: RegisterInput | null;
        readonly findings: readonly ImportFinding[];
        /** The invoice itself, where the file has it in it. */
        readonly pdf?: ImportedPdf | null;
      }
    | { readonly kind: 'credit-note'; readonly note: ImportedCreditNote };
}

/** Where a document is written. */
export interface ImportPlace {
  readonly tx: Tx;
  readonly actor: Actor;
}

type Booked = Pick<ImportRow, 'result' | 'invoice' | 'findings'>;

/** What another import, or a request, has just written: looked up again, it is known. */
const races: ReadonlySet<string | null> = new Set(['debtor_tenant_id_external_id_key', 'invoice_tenant_id_number_key']);

/** The row of a document that was refused as a whole. */
export const refusedRow = ({ file, number }: Pick<ImportDocument, 'file' | 'number'>, findings: readonly ImportFinding[]): ImportRow => ({
  file,
  result: 'refused',
  number,
  invoice: null,
  findings,
});

const findingOf = (refused: Refused): ImportFinding => ({
  code: refused.code,
  field: refused.argument === '' ? null : refused.argument,
  line: null,
  detail: refused.detail,
  hint: 'Correct it in the source system and export again.',
});

/**
 * Writes a document. What is refused leaves nothing behind; one that lost a race to another request is tried again, and finds what won.
 * Holds the debtor of this document until the transaction ends, and no other.
 */
export async function importDocument(book: Casebook, place: ImportPlace, document: ImportDocument): Promise<ImportRow> {
  if (document.order.kind === 'unreadable') return refusedRow(document, document.warnings);
  const { tx } = place;
  await tx.query('savepoint document');
  const booked = await writeAgain(book, place, document);
  if ('refused' in booked || booked.result === 'refused') await tx.query('rollback to savepoint document');
  if ('refused' in booked) return refusedRow(document, [findingOf(booked)]);
  const remarks = booked.result === 'unchanged' ? [] : document.remarks;
  return { ...booked, file: document.file, number: document.number, findings: [...document.warnings, ...remarks, ...booked.findings] };
}

/** Each race is lost once at most: who won the one over the debtor may be just about to win the one over the number. */
async function writeAgain(book: Casebook, place: ImportPlace, document: ImportDocument): Promise<Booked | Refused> {
  for (let lost = 0; lost < races.size; lost += 1) {
    try {
      return await write(book, place, document);
    } catch (error) {
      if (!races.has(violatedConstraint(error))) throw error;
      await place.tx.query('rollback to savepoint document');
    }
  }
  return write(book, place, document);
}

async function write(book: Casebook, place: ImportPlace, { number, order }: ImportDocument): Promise<Booked | Refused> {
  if (number === null || order.kind === 'unreadable') return { result: 'refused', invoice: null, findings: [] };
  return order.kind === 'invoice' ? register(book, place, { number, ...order }) : credit(book, place, { ...order.note, number });
}

async function register(
  book: Casebook,
  { tx, actor }: ImportPlace,
  invoice: { readonly number: string } & Extract<ImportDocument['order'], { kind: 'invoice' }>,
): Promise<Booked | Refused> {
  const { input, findings } = invoice;
  const known = await findInvoiceByNumber(tx, invoice.number);
  if (known?.number === invoice.number) return { result: 'unchanged', invoice: toPublicId('invoice', known.id), findings: [] };
  if (known) return numberTaken(invoice.number, known.number);
  if (!input) return { result: 'refused', invoice: null, findings };
  const registered = await registerInvoiceIn(book, { tx, actor }, input);
  if (isRefused(registered)) return registered;
  await keepPdf(book, { tx, actor }, { ...registered, pdf: invoice.pdf ?? null });
  return { result: 'created', invoice: toPublicId('invoice', registered.invoiceId), findings };
}

/** The invoice itself, to go along with messages; one that should not is kept and never sent. */
async function keepPdf(
  book: Casebook,
  { tx, actor }: ImportPlace,
  { invoiceId, debtorId, pdf }: { readonly invoiceId: string; readonly debtorId: string; readonly pdf: ImportedPdf | null },
): Promise<void> {
  if (pdf === null) return;
  const file = { contentType: 'application/pdf', bytes: Buffer.from(pdf.base64, 'base64'), fault: pdf.fault };
  await addDocument(tx, { actor, live: book.live }, { invoiceId, debtorId, ...file });
}

async function credit(
  book: Casebook,
  { tx, actor }: ImportPlace,
  note: ImportedCreditNote & { readonly number: string },
): Promise<Booked | Refused> {
  const { number, amount, issueDate: issuedOn, creditedInvoices } = note;
  const found = await findCredited(tx, note);
  if (!found) return { result: 'refused', invoice: null, findings: [unknownInvoice(creditedInvoices)] };
  const debtorCase = await book.open(tx, actor, found);
  if (!debtorCase) throw new Error('the debtor of an invoice vanished');
  // Asked under the lock: of two imports of one file at once the second finds it.
  const earlier = await findCreditedBy(tx, creditNoteNumber(number));
  const known = earlier !== null && creditedInvoices.map(invoiceNumberKey).includes(invoiceNumberKey(earlier.invoiceNumber));
  const credited = known ? null : await recordCreditNote(debtorCase, found.invoiceId, { number, amount, issuedOn });
  await debtorCase.replanAll();
  if (known) return { result: 'unchanged', invoice: toPublicId('invoice', earlier.invoiceId), findings: [] };
  if (credited && isRefused(credited)) return credited;
  return { result: 'credited', invoice: toPublicId('invoice', found.invoiceId), findings: [] };
}

const unknownInvoice = (creditedInvoices: readonly string[]): ImportFinding => ({
  code: 'credited-invoice-unknown',
  field: 'BillingReference',
  line: null,
  detail:
    creditedInvoices.length === 0 ? 'the credit note names no invoice' : `none of its invoices is known: ${creditedInvoices.join(', ')}`,
  hint: 'Import the invoice first, or record the credit note at the invoice by hand.',
});

async function findCredited(
  tx: Tx,
  { creditedInvoices, currency }: ImportedCreditNote,
): Promise<{ invoiceId: string; debtorId: string } | null> {
  const row = await tx.one<{ id: string; debtor_id: string }>(
    `select i.id, i.debtor_id from unnest($2::text[]) n (number) cross join lateral ${invoiceByNumberSql('y.id, y.debtor_id, y.currency, y.open', 'n.number')} i
     where i.currency = $3 order by i.open desc limit 1`,
    [tx.tenantId, creditedInvoices, currency],
  );
  return row && { invoiceId: row.id, debtorId: row.debtor_id };
}
