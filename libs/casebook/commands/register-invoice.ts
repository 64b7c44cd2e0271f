import type { Casebook } from '../casebook.js';
import type { Tx } from '#database/tx.js';
import { violatedConstraint } from '#database/database.js';
import { erasedAt } from '#database/erasure/erase-person.js';
import { findDebtorByExternalId, findTestClock } from '#database/repositories/debtors.repository.js';
import { addDays, type IsoDate, isFactDate, lastFactDate } from '#domain/calendar/iso-date.js';
import { localDate } from '#domain/calendar/zone.js';
import { defaultTermDays, dueDateFault } from '#domain/policy/facts/invoice-term.js';
import { type Actor, isRefused, type Refused, refusalOf, refuse } from '../actor.js';
import { createDebtor, type DebtorInput } from './manage-debtor.js';
import { refuseErased } from './erase-debtor.js';
import { firstDebtorFacts, writeChase } from './new-chase.js';
import type { Registered, RegisterInput, Registration } from './registration.js';

export type { Registered, RegisterInput } from './registration.js';

/** Chased when nothing is said. */
const defaultPolicy = 'standaard';

/** `number` is that of another invoice, which is spelled `known`. */
export const numberTaken = (number: string, known: string): Refused =>
  refuse(
    'invoice-number-taken',
    'number',
    number === known
      ? `There is an invoice ${number} already.`
      : `There is an invoice ${known} already; ${number} differs from it only by case, width, spaces or characters that show nothing.`,
  );

/** What a duplicate that the database refused means to the caller; null when the error is something else. */
export function registrationRefusal(error: unknown, input: Pick<RegisterInput, 'number'>): Refused | null {
  switch (violatedConstraint(error)) {
    case 'invoice_tenant_id_number_key':
      return numberTaken(input.number, input.number);
    case 'invoice_tenant_id_external_id_key':
      return refuse('external-id-taken', 'externalId', 'There is an invoice with this external id already.');
    case 'debtor_tenant_id_external_id_key':
      return refuse(
        'debtor-just-created',
        'debtor/externalId',
        'The same debtor is being created by another request; send this one again.',
      );
    default:
      return null;
  }
}

/**
 * Registers an invoice: debtor, invoice, chase with its first plan, event and the order to start its workflow, in the caller's transaction.
 * A duplicate is thrown by the database; {@link registrationRefusal} tells what it means.
 */
export async function registerInvoiceIn(
  book: Casebook,
  run: { tx: Tx; actor: Actor },
  input: RegisterInput,
): Promise<Registered | Refused> {
  const { tx, actor } = run;
  const policy = await book.policies.newestOf(tx, input.policy ?? defaultPolicy);
  if (!policy) return refuse('policy-unknown', 'policy', `There is no policy "${input.policy ?? defaultPolicy}".`);
  const late = dateTooFarAhead(input);
  if (late) return late;
  const dueDate = input.dueDate ?? addDays(input.issueDate, defaultTermDays);
  const impossible = refusalOf(dueDateFault(input.issueDate, dueDate));
  if (impossible) return impossible;
  if (input.adopt?.lastStep && !policy.policy.steps.some((step) => step.key === input.adopt?.lastStep)) {
    return refuse(
      'step-unknown',
      'adopt/lastStep',
      `The policy "${policy.key}" has the steps ${policy.policy.steps.map((step) => step.key).join(', ')}.`,
    );
  }
  const known = await knownDebtor(tx, input);
  if (known !== null) return addToDebtor(book, { tx, actor, input, policy, dueDate }, known);
  if ('id' in input.debtor) return refuse('debtor-unknown', 'debtor/id', 'There is no such debtor.');
  return registerWithNewDebtor(book, { tx, actor, input, policy, dueDate }, input.debtor.inline);
}

/** Importers bring dates of other people's making; a chase needs dates of its own after each of them. */
function dateTooFarAhead({ issueDate, dueDate, adopt }: RegisterInput): Refused | null {
  const dates = { issueDate, dueDate, 'adopt/at': adopt?.at ?? null };
  for (const [argument, date] of Object.entries(dates))
    if (date !== null && !isFactDate(date))
      return refuse('date-too-far-ahead', argument, `The last date of an invoice is ${lastFactDate}.`);
  return null;
}

/** What has not happened yet interrupts nothing. */
function interruptionToCome({ limitation }: RegisterInput, today: IsoDate): Refused | null {
  const early = limitation.interruptions.find(({ on }) => on > today);
  return early ? refuse('date-in-the-future', 'contract/interruptions', `Today is ${today}; ${early.on} is still to come.`) : null;
}

async function knownDebtor(tx: Tx, input: RegisterInput): Promise<string | null> {
  if ('id' in input.debtor) return input.debtor.id;
  const { externalId } = input.debtor.inline;
  return externalId === null ? null : findDebtorByExternalId(tx, externalId);
}

/** The busiest path: a new debtor has no lock to wait for and no facts to read, so his first plan is made from the request alone. */
async function registerWithNewDebtor(book: Casebook, registration: Registration, inline: DebtorInput): Promise<Registered | Refused> {
  const { tx, actor, input } = registration;
  const clockId = input.testClockId ?? inline.testClockId;
  const created = await createDebtor(tx, { actor, live: book.live }, { ...inline, testClockId: clockId });
  if (isRefused(created)) return { ...created, argument: 'testClock' };
  const clock = clockId === null ? null : await findTestClock(tx, clockId);
  const now = clock?.now.getTime() ?? book.live.now();
  const early = interruptionToCome(input, localDate(now, await book.policies.zone(tx)));
  if (early) return early;
  return writeChase(book, registration, {
    debtor: firstDebtorFacts(created.debtorId, inline),
    siblings: [],
    now,
    onTestClock: clock !== null,
    newDebtor: true,
  });
}

async function addToDebtor(book: Casebook, registration: Registration, debtorId: string): Promise<Registered | Refused> {
  const { tx, actor, input } = registration;
  const open = await book.open(tx, actor, { debtorId, invoiceId: null });
  if (!open) return refuse('debtor-unknown', 'debtor/id', 'There is no such debtor.');
  // Who is erased is found by no external id any more.
  if ('id' in input.debtor && (await erasedAt(tx, debtorId))) return refuseErased();
  if (input.testClockId !== null && open.record.debtor.testClockId !== input.testClockId) {
    return refuse('test-clock-differs', 'testClock', 'All invoices of a debtor live on one clock: bind the debtor when he is created.');
  }
  const early = interruptionToCome(input, open.today);
  if (early) return early;
  const siblings = open.record.invoices.map((invoice) => invoice.facts);
  const world = { debtor: open.record.facts, siblings, now: open.now, onTestClock: open.record.clock !== null, newDebtor: false };
  const registered = await writeChase(book, registration, world);
  // What the debtor has here already is set off against an invoice that is due.
  if (siblings.length > 0 || open.record.credits.length > 0) await open.replanAll();
  return registered;
}
