/** Notes of people on an invoice. */
import { z } from 'zod';
import { longestNote } from '#casebook/commands/add-note.js';
import { toPublicId } from '#contracts/ids.js';
import type { Named } from '#database/queries/actor-names.js';
import type { NoteView } from '#database/repositories/notes.repository.js';
import { idOut } from '../edge/ids.schema.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { line, note } from '../edge/text.schema.js';
import { instantOut, presentInstant } from '../edge/time.schema.js';

/** `POST /v1/invoices/{id}/notes`. */
export const addNoteBody = z
  .strictObject({
    text: note(longestNote).meta({ description: 'For colleagues: on the timeline, never in a text to the debtor.' }),
    by: line(100).nullish().meta({ description: 'Who says it; without it the name of the key is shown.' }),
  })
  .meta({ id: 'AddNote' });

/** `GET /v1/invoices/{id}/notes`. */
export const notesQuery = z.strictObject({ ...paging });

/** A note. */
export const noteOut = z
  .strictObject({
    object: z.literal('note'),
    id: idOut('note'),
    invoice: idOut('invoice'),
    text: z.string(),
    by: z.string().nullable(),
    actor: z.string(),
    actorName: z.string().nullable().meta({ description: 'Name of the key, revoked or not; null when no key did it.' }),
    at: instantOut.meta({ description: 'On the clock of the debtor.' }),
    recordedAt: instantOut,
  })
  .meta({ id: 'Note' });
/** A page of notes. */
export const notePage = pageOut(noteOut).meta({ id: 'NoteList' });

/** A note for an answer. */
export const presentNote = (view: Named<NoteView>): z.output<typeof noteOut> => ({
  object: 'note',
  id: toPublicId('note', view.id),
  invoice: toPublicId('invoice', view.invoice_id),
  text: view.text,
  by: view.written_by,
  actor: view.actor,
  actorName: view.actor_name,
  at: presentInstant(view.at),
  recordedAt: presentInstant(view.recorded_at),
});
