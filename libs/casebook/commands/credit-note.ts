import { v7 as uuidv7 } from 'uuid';
import { findCreditedBy, insertCreditNote } from '#database/repositories/credit-notes.repository.js';
import { addToBalance } from '#database/repositories/invoices.repository.js';
import { addDays } from '#domain/calendar/iso-date.js';
import type { Cents } from '#domain/money/money.js';
import { type Refused, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';
import { endChase } from './close-chase.js';
import { creditPaymentPlan } from './plan-credit.js';

/** A credit note: the principal is less from its date on. */
export interface CreditNoteInput {
  readonly number: string;
  readonly amount: Cents;
  readonly issuedOn: string;
}

/** A credit note may be dated ahead, as invoices are, to the end of a book month. */
const creditNoteDaysAhead = 31;

/** A number as it is kept: one spelling, so that it is not taken twice in two. */
export const creditNoteNumber = (text: string): string => text.trim().normalize('NFC').replaceAll(/\s+/g, ' ');

/** Records a credit note, once by its number; the invoice closes when nothing is open. */
export async function recordCreditNote(
  debtorCase: DebtorCase,
  invoiceId: string,
  input: CreditNoteInput,
): Promise<{ open: Cents } | Refused> {
  const note = { ...input, number: creditNoteNumber(input.number) };
  const taken = refuse('credit-note-number-taken', 'number', `There is a credit note ${note.number} already.`);
  if (await findCreditedBy(debtorCase.tx, note.number)) return taken;
  const refused = creditRefusal(debtorCase, invoiceId, note);
  if (refused) return refused;
  // The look above is for the better answer; of two at once, on invoices of two debtors, this decides.
  if (!(await insertCreditNote(debtorCase.tx, { id: uuidv7(), invoiceId, ...note }))) return taken;
  const left = await addToBalance(debtorCase.tx, invoiceId, { column: 'credited', amount: note.amount });
  await creditPaymentPlan(debtorCase, invoiceId, note.amount);
  const data = { number: note.number, amount: Number(note.amount), issuedOn: note.issuedOn, open: Number(left) };
  const eventId = await debtorCase.recordEvent('invoice.credited', { invoiceId, data });
  if (left === 0n) await endChase(debtorCase, invoiceId, { outcome: 'credited', reason: note.number });
  debtorCase.signal(invoiceId, 'invoiceChanged', eventId);
  return { open: left };
}

/**
 * Money that was allocated stays where it is: what a debtor is owed back is settled with him, and never taken off an invoice that is done.
 */
const paidAlready =
  'The invoice is paid, so there is nothing open to credit: the debtor is owed the amount of the note. Pay it back, or register the note on an invoice of his that is open.';

function creditRefusal(debtorCase: DebtorCase, invoiceId: string, note: CreditNoteInput): Refused | null {
  const { outcome, open: left, issueDate } = debtorCase.invoice(invoiceId).facts;
  if (outcome === 'paid') return refuse('invoice-closed', '', paidAlready);
  if (outcome !== null) return refuse('invoice-closed', '', `The invoice is closed (${outcome}).`);
  if (note.amount > left)
    return refuse('amount-above-open', 'amount', 'More is credited than is open; record the rest as a payment to the debtor.');
  // An invoice that is dated ahead can be credited before its date.
  const [first, last] = issueDate < debtorCase.today ? [issueDate, debtorCase.today] : [debtorCase.today, issueDate];
  if (note.issuedOn < first) return refuse('before-issue-date', 'issuedOn', `The invoice is issued on ${issueDate}.`);
  return note.issuedOn > addDays(last, creditNoteDaysAhead)
    ? refuse('too-far-ahead', 'issuedOn', `A credit note is dated at most ${creditNoteDaysAhead} days ahead; today is ${debtorCase.today}.`)
    : null;
}
