import { v7 as uuidv7 } from 'uuid';
import { lockCreditor } from '#database/repositories/creditors.repository.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import {
  type KeptFinding,
  type OwnTextRow,
  publishTextVersion,
  retireTextVersion,
  textVersion,
  writeTextDraft,
} from '#database/repositories/own-texts.repository.js';
import type { Tx } from '#database/tx.js';
import { type Actor, type Refused, refuse } from '../actor.js';

/** A version of a text, by its key and number. */
export interface WhichText {
  readonly key: string;
  readonly version: number;
}

/** A version that is to count, and what the linter of today says of it. */
export interface TextToPublish extends WhichText {
  readonly findings: readonly KeptFinding[];
  /** A notice of the law: two people read it before it goes to anybody. */
  readonly needsAnother: boolean;
}

/** Keeps a draft with what the linter says of it: whatever is wrong with it, nobody's work is lost. */
export async function draftText(
  tx: Tx,
  actor: Actor,
  draft: { readonly key: string; readonly source: string; readonly lint: readonly KeptFinding[] },
): Promise<OwnTextRow> {
  await lockCreditor(tx);
  const version = await writeTextDraft(tx, { ...draft, author: actor.name });
  return written(tx, { key: draft.key, version });
}

/**
 * Lets a version count for messages that are claimed from now on; those that were keep their words. One that counts already stays as it is.
 * Refused: the linter finds an error, its author publishes a notice himself, or there is none.
 */
export async function publishText(tx: Tx, actor: Actor, which: TextToPublish): Promise<OwnTextRow | Refused> {
  await lockCreditor(tx);
  const found = await textVersion(tx, which.key, which.version);
  if (!found) return noVersion(which);
  if (found.state === 'published') return found;
  const errors = which.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return refuse('text-not-publishable', '', errors.map(({ code, detail }) => `${code}: ${detail}`).join('; '));
  if (which.needsAnother && found.author === actor.name)
    return refuse('text-needs-another-person', '', 'A formal notice is published with another API key than the one it was written with.');
  await publishTextVersion(tx, { ...which, by: actor.name });
  tell(tx, actor, { type: 'text.published', ...which });
  return written(tx, which);
}

/** Sets a version aside: where it counted, the text of the house does again. */
export async function retireText(tx: Tx, actor: Actor, which: WhichText): Promise<OwnTextRow | Refused> {
  await lockCreditor(tx);
  const found = await textVersion(tx, which.key, which.version);
  if (!found) return noVersion(which);
  if (found.state === 'retired') return found;
  await retireTextVersion(tx, which);
  tell(tx, actor, { type: 'text.retired', ...which });
  return written(tx, which);
}

const noVersion = ({ key, version }: WhichText): Refused => refuse('not-found', '', `There is no version ${version} of ${key}.`);

function tell(tx: Tx, actor: Actor, { type, key, version }: WhichText & { readonly type: 'text.published' | 'text.retired' }): void {
  const about = { debtorId: null, invoiceId: null, subjectId: tx.tenantId, actor: actor.name, requestId: actor.requestId ?? null };
  appendEvent(tx, { id: uuidv7(), type, ...about, at: null, data: { key, version } });
}

async function written(tx: Tx, { key, version }: WhichText): Promise<OwnTextRow> {
  const row = await textVersion(tx, key, version);
  if (!row) throw new Error('the text that was just written is not there');
  return row;
}
