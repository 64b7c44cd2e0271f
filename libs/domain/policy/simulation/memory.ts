/** What a simulation remembers besides the facts: what money did and what was promised, so that it can go back. */
import type { AskedClaim } from '../../allocation/spread.js';
import type { Cents, Currency } from '../../money/money.js';
import type { Account } from '../account-state.js';
import type { PromiseFact } from '../facts.js';

/** What one invoice got of a payment; `filled` of it went into the instalments of its plan. */
export interface BookedPart {
  readonly id: string;
  readonly amount: Cents;
  readonly filled: Cents;
}

/** A payment that did not go back. */
export interface Booked {
  /** The invoice it was booked on. */
  readonly invoice: string;
  readonly amount: Cents;
  readonly currency: Currency;
  readonly parts: readonly BookedPart[];
  readonly credit: Cents;
  /** It looks paid twice: its credit waits for a person. */
  readonly paidTwice: boolean;
}

/** The promise that was made last for an invoice. */
export interface LastPromise {
  readonly promise: PromiseFact;
  /** What came in for the invoice since. */
  readonly received: Cents;
  readonly kept: boolean;
}

/** See above. */
export interface Memory {
  readonly booked: readonly Booked[];
  /** By invoice. */
  readonly promises: ReadonlyMap<string, LastPromise>;
  /** What the last message that asked for an invoice asked, of all its claims. */
  readonly asked: ReadonlyMap<string, readonly AskedClaim[]>;
  /** Invoices that were with an agency when they were paid. */
  readonly handedOver: ReadonlySet<string>;
  /** There was money to be matched before the simulation began. */
  readonly unmatchedMoney: boolean;
}

/** An account in a simulation. Without a memory, one to which nothing has happened in it yet. */
export interface SimulatedAccount extends Account {
  readonly memory?: Memory;
}

/** The memory of an account. */
export const memoryOf = ({ memory, debtor }: SimulatedAccount): Memory =>
  memory ?? { booked: [], promises: new Map(), asked: new Map(), handedOver: new Set(), unmatchedMoney: debtor.unmatchedMoney };
