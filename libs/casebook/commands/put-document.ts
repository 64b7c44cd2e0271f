import { v7 as uuidv7 } from 'uuid';
import { staysErased } from '#database/erasure/erase-person.js';
import { findClockOfDebtor } from '#database/repositories/debtors.repository.js';
import { type DocumentRow, documentOf, lockInvoice, putDocument, removeDocument } from '#database/repositories/documents.repository.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import { keepFile } from '#database/repositories/files.repository.js';
import type { Tx } from '#database/tx.js';
import { formatInstant } from '#domain/calendar/zone.js';
import type { Actor, Refused } from '../actor.js';
import type { LiveClock } from '../clock.js';
import { refuseErased } from './erase-debtor.js';

/** Who does it, and the live clock. */
interface Who {
  readonly actor: Actor;
  readonly live: LiveClock;
}

/** The file that an invoice is. */
export interface DocumentInput {
  readonly invoiceId: string;
  readonly debtorId: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Why it is kept and never sent; null: it may go along with messages. */
  readonly fault: string | null;
}

/**
 * Puts the file at its invoice, in place of the one that was there; messages that are claimed from then on take it along. The event says that it
 * was put there, and nothing of what stands in it. @returns it, or that the debtor was erased
 */
export async function addDocument(tx: Tx, who: Who, document: DocumentInput): Promise<DocumentRow | Refused> {
  const { invoiceId, debtorId, fault } = document;
  if (await staysErased(tx, debtorId)) return refuseErased();
  await lockInvoice(tx, invoiceId);
  const before = await documentOf(tx, invoiceId);
  const fileId = await keepFile(tx, document);
  if (before?.fileId === fileId) return before;
  await putDocument(tx, { invoiceId, debtorId, fileId, fault, addedBy: who.actor.name });
  await record(tx, who, { ...document, type: 'document.added' });
  const written = await documentOf(tx, invoiceId);
  if (!written) throw new Error('the document that was just written is not there');
  return written;
}

/** Takes the file away; messages that were claimed with it keep it. @returns whether there was one */
export async function takeDocumentAway(tx: Tx, who: Who, of: Pick<DocumentInput, 'invoiceId' | 'debtorId'>): Promise<boolean> {
  await lockInvoice(tx, of.invoiceId);
  const removed = await removeDocument(tx, of.invoiceId);
  if (removed) await record(tx, who, { ...of, type: 'document.removed' });
  return removed;
}

async function record(
  tx: Tx,
  { actor: { name: actor, requestId }, live }: Who,
  { type, invoiceId, debtorId }: Pick<DocumentInput, 'invoiceId' | 'debtorId'> & { readonly type: 'document.added' | 'document.removed' },
): Promise<void> {
  const clock = await findClockOfDebtor(tx, debtorId);
  const at = formatInstant(clock?.now.getTime() ?? live.now());
  appendEvent(tx, { id: uuidv7(), type, debtorId, invoiceId, subjectId: null, actor, requestId: requestId ?? null, at, data: {} });
}
