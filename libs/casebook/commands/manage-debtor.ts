import { v7 as uuidv7 } from 'uuid';
import { erasedAt } from '#database/erasure/erase-person.js';
import {
  type DebtorChanges,
  findTestClock,
  insertDebtor,
  insertHold,
  liftHold,
  updateDebtor,
} from '#database/repositories/debtors.repository.js';
import { handedOverOf } from '#database/repositories/invoices.repository.js';
import type { Tx } from '#database/tx.js';
import { formatInstant } from '#domain/calendar/zone.js';
import type { Channel, DebtorKind, HoldReason, Language } from '#domain/policy/facts/facts.js';
import { type Actor, type Refused, refuse } from '../actor.js';
import type { LiveClock } from '../clock.js';
import type { DebtorCase } from '../debtor-case.js';
import { refuseErased } from './erase-debtor.js';

/** Who somebody is and how to reach him; what is absent is unknown. */
export interface DebtorInput {
  readonly externalId: string | null;
  readonly kind: DebtorKind;
  readonly name: string;
  readonly language: Language;
  readonly segment: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: Readonly<Record<string, string>> | null;
  readonly kvk: string | null;
  readonly preferredChannel: Channel | null;
  readonly refusedChannels: readonly Channel[];
  readonly testClockId: string | null;
}

/** Writes a new debtor with its event. The caller has checked that the external id is free. */
export async function createDebtor(
  tx: Tx,
  who: { actor: Actor; live: LiveClock },
  input: DebtorInput,
): Promise<{ debtorId: string } | Refused> {
  const clock = input.testClockId === null ? null : await findTestClock(tx, input.testClockId);
  if (input.testClockId !== null && !clock) return refuse('test-clock-unknown', 'testClock', 'There is no such test clock.');
  const debtorId = uuidv7();
  const event = {
    id: uuidv7(),
    type: 'debtor.created',
    debtorId,
    invoiceId: null,
    subjectId: null,
    actor: who.actor.name,
    requestId: who.actor.requestId ?? null,
    at: formatInstant(clock ? clock.now.getTime() : who.live.now()),
    data: { kind: input.kind, language: input.language, segment: input.segment },
  } as const;
  await insertDebtor(tx, { ...input, refusedChannels: [...input.refusedChannels], id: debtorId }, event);
  return { debtorId };
}

/** Changes a debtor. A new address gives a failed channel another chance; the event names the fields, never their values. */
export async function changeDebtor(debtorCase: DebtorCase, changes: DebtorChanges): Promise<{ changed: true } | Refused> {
  if (await erasedAt(debtorCase.tx, debtorCase.record.debtor.id)) return refuseErased();
  const failed = new Set<string>(
    debtorCase.record.facts.reach
      ? Object.entries(debtorCase.record.facts.reach)
          .filter(([, reach]) => reach === 'failed')
          .map(([channel]) => channel)
      : [],
  );
  if (changes.email !== undefined) failed.delete('email');
  if (changes.phone !== undefined) for (const channel of ['sms', 'whatsapp', 'call']) failed.delete(channel);
  if (changes.address !== undefined) failed.delete('letter');
  await updateDebtor(debtorCase.tx, debtorCase.record.debtor.id, { ...changes, failedChannels: [...failed] });
  // The letter under a claim that is with the agency may fit no more: a person has to hear it.
  if (changes.kind !== undefined && changes.kind !== debtorCase.record.debtor.kind)
    await debtorCase.include(await handedOverOf(debtorCase.tx, debtorCase.record.debtor.id));
  const eventId = await debtorCase.recordEvent('debtor.changed', { data: { fields: Object.keys(changes) } });
  debtorCase.signalChangedPlans('invoiceChanged', eventId);
  return { changed: true };
}

/** Holds all chases of a debtor. */
export async function holdDebtor(
  debtorCase: DebtorCase,
  hold: { reason: HoldReason; until: string | null },
): Promise<{ holdId: string } | Refused> {
  if (hold.until !== null && hold.until < debtorCase.today) return refuse('date-in-the-past', 'until', `Today is ${debtorCase.today}.`);
  const holdId = uuidv7();
  await insertHold(debtorCase.tx, { id: holdId, debtorId: debtorCase.record.debtor.id, ...hold });
  debtorCase.signalChangedPlans('debtorHeld', await debtorCase.recordEvent('debtor.held', { subjectId: holdId, data: hold }));
  return { holdId };
}

/** Lifts one hold. */
export async function releaseDebtor(debtorCase: DebtorCase, holdId: string): Promise<{ released: true } | Refused> {
  if (!(await liftHold(debtorCase.tx, debtorCase.record.debtor.id, holdId)))
    return refuse('hold-unknown', 'holdId', 'This debtor has no such hold.');
  debtorCase.signalChangedPlans('debtorReleased', await debtorCase.recordEvent('debtor.released', { subjectId: holdId, data: {} }));
  return { released: true };
}
