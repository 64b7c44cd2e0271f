import { v7 as uuidv7 } from 'uuid';
import { staysErased } from '#database/erasure/erase-person.js';
import { findClockOfDebtor } from '#database/repositories/debtors.repository.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import { insertNote } from '#database/repositories/notes.repository.js';
import type { Tx } from '#database/tx.js';
import { formatInstant } from '#domain/calendar/zone.js';
import type { Actor, Refused } from '../actor.js';
import type { LiveClock } from '../clock.js';
import { refuseErased } from './erase-debtor.js';

/** Longest note, in characters. */
export const longestNote = 2000;

/** What somebody notes on an invoice. */
export interface NoteInput {
  readonly invoiceId: string;
  readonly debtorId: string;
  readonly text: string;
  /** Who says it, as he gave his name. */
  readonly by: string | null;
}

/**
 * Notes something on an invoice for colleagues. No rule reads it and no text to the debtor holds it, so it plans nothing and wakes nobody; it only
 * waits for an erasure of him that is under way. The event says that something was noted, never what: the audit outlives the data. @returns the id of the note, or that he was erased
 */
export async function addNote(
  tx: Tx,
  who: { actor: Actor; live: LiveClock },
  { invoiceId, debtorId, text, by }: NoteInput,
): Promise<{ readonly noteId: string } | Refused> {
  if (await staysErased(tx, debtorId)) return refuseErased();
  const { name: actor, requestId = null } = who.actor;
  const id = uuidv7();
  const clock = await findClockOfDebtor(tx, debtorId);
  const at = formatInstant(clock?.now.getTime() ?? who.live.now());
  await insertNote(tx, { id, debtorId, invoiceId, text, writtenBy: by, actor, at });
  appendEvent(tx, { id: uuidv7(), type: 'note.added', debtorId, invoiceId, subjectId: id, actor, requestId, at, data: {} });
  return { noteId: id };
}
