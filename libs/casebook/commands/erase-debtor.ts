import { erasedAt, erasePerson, unsettledMessagesOf } from '#database/erasure/erase-person.js';
import { toPublicId } from '#contracts/ids.js';
import { type Refused, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';
import { endChase } from './close-chase.js';

/** An erased person stays erased: a new claim on him needs a new debtor. */
export const refuseErased = (): Refused => refuse('debtor-erased', '', 'This debtor was erased; nothing personal can be recorded of him.');

/** Numbers that a refusal names; of more it says how many there are. */
const named = 10;

const list = (texts: readonly string[]): string =>
  texts.length <= named ? texts.join(', ') : `${texts.slice(0, named).join(', ')} and ${texts.length - named} more`;

/**
 * Erases a person (art. 17 AVG): names, addresses, message bodies, notes and what else was said of him go, money, dates, numbers and the
 * audit chain stay. While something is still owed the creditor may keep what he needs to claim it (art. 17 lid 3 sub e): so an erasure is
 * refused, unless `stopChases` says that he gives up chasing. Does no harm a second time.
 */
export async function eraseDebtor(
  debtorCase: DebtorCase,
  { stopChases }: { readonly stopChases: boolean },
): Promise<{ readonly erased: true } | Refused> {
  const { tx, record } = debtorCase;
  const debtorId = record.debtor.id;
  const waiting = await unsettledMessagesOf(tx, debtorId);
  if (waiting.length > 0) return refuse('message-unsettled', '', whatIsOnItsWay(waiting));
  const open = record.invoices.filter(({ facts }) => facts.outcome === null);
  if (open.length > 0 && !stopChases)
    return refuse('debtor-still-owes', 'stopChases', `Open: ${list(open.map(({ id }) => toPublicId('invoice', id)))}.`);
  const before = await erasedAt(tx, debtorId);
  for (const { id } of open)
    debtorCase.signal(id, 'invoiceClosed', await endChase(debtorCase, id, { outcome: 'closed', reason: 'debtor erased' }));
  await erasePerson(tx, debtorId);
  if (before === null) await debtorCase.recordEvent('debtor.erased', { data: { chasesStopped: open.length } });
  return { erased: true };
}

const whatIsOnItsWay = (ids: readonly string[]): string =>
  `It is not known yet what became of ${list(ids.map((id) => toPublicId('message', id)))}.`;
