/**
 * The facts of an account as its simulation changes them. Mutated in place: copying them per step would dominate the run time, and nobody
 * keeps the facts of an earlier decision.
 */
import type { Cents } from '../../money/money.js';
import type { ChaseFacts, ChaseOutcome, Contact, DebtorFacts, InvoiceFacts, NoticeFact, TakenStep, ToConfirm } from '../facts/facts.js';
import type { Policy } from '../language/policy.js';

/** An invoice whose chase is being simulated. */
export interface MutableInvoice extends Omit<InvoiceFacts, 'taken' | 'notices' | 'outcome' | 'open' | 'promise' | 'toConfirm'> {
  readonly taken: TakenStep[];
  readonly notices: NoticeFact[];
  outcome: ChaseOutcome | null;
  open: Cents;
  promise: InvoiceFacts['promise'];
  toConfirm?: ToConfirm | null;
}

/** The debtor of the account. */
export interface MutableDebtor extends Omit<DebtorFacts, 'contacts'> {
  readonly contacts: Contact[];
}

interface MutableFacts extends ChaseFacts {
  readonly invoice: MutableInvoice;
  readonly siblings: readonly MutableInvoice[];
}

/** A chase that is being simulated, under its policy. */
export interface SimulatedChase {
  readonly policy: Policy;
  readonly facts: MutableFacts;
}

/** A copy of an invoice that may be changed. */
export const copyOfInvoice = (invoice: InvoiceFacts): MutableInvoice => ({
  ...invoice,
  taken: [...invoice.taken],
  notices: [...invoice.notices],
});

/** A copy of a debtor that may be changed. */
export const copyOfDebtor = (debtor: DebtorFacts): MutableDebtor => ({ ...debtor, contacts: [...debtor.contacts] });
