/** What a simulation remembers besides the facts, so that payments can be reversed: how each was booked, and the promises it kept. */
import type { AskedClaim } from '../../allocation/spread.js';
import type { Cents, Currency } from '../../money/money.js';
import type { Account } from '../facts/account.js';
import type { InvoiceFacts, PromiseFact } from '../facts/facts.js';

/** What one invoice got of a payment; `filled` of it went into the instalments of `plan`, null where that has no name. */
export interface BookedPart {
  readonly id: string;
  readonly amount: Cents;
  readonly filled: Cents;
  readonly plan: string | null;
}

/** A payment that did not go back. */
export interface Booked {
  /** The invoice it was booked on. */
  readonly invoice: string;
  readonly amount: Cents;
  readonly currency: Currency;
  readonly parts: readonly BookedPart[];
  readonly credit: Cents;
  /** What it brought of a claim that was written off. */
  readonly recovered: Cents;
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

/** Agreements about one invoice so far. */
export interface Agreed {
  readonly promise: number;
  readonly plan: number;
}

/** What is remembered of one account. */
export interface Memory {
  readonly booked: readonly Booked[];
  /** By invoice. */
  readonly promises: ReadonlyMap<string, LastPromise>;
  /** How often something was agreed about an invoice, by kind: what is confirmed is the n-th of its kind. */
  readonly agreed: ReadonlyMap<string, Agreed>;
  /** By invoice: all claims of the last message that asked for it. */
  readonly asked: ReadonlyMap<string, readonly AskedClaim[]>;
  /** By invoice: the amount that was written off during the simulation. */
  readonly writtenOff: ReadonlyMap<string, Cents>;
  /** Invoices that were with an agency when they were paid. */
  readonly handedOver: ReadonlySet<string>;
  /** Whether unmatched money was waiting before the simulation began. */
  readonly unmatchedMoney: boolean;
}

/** An account in a simulation; without a memory when nothing has happened to it yet. */
export interface SimulatedAccount extends Account {
  readonly memory?: Memory;
}

/** The memory of an account. */
export const memoryOf = ({ memory, debtor }: SimulatedAccount): Memory =>
  memory ?? {
    booked: [],
    promises: new Map(),
    agreed: new Map(),
    writtenOff: new Map(),
    asked: new Map(),
    handedOver: new Set(),
    unmatchedMoney: debtor.unmatchedMoney,
  };

/** How often something was agreed about an invoice, from what is known of it when the simulation begins. */
export const agreedAbout = ({ agreed }: Memory, { id, promise, promisesBroken, paymentPlan }: InvoiceFacts): Agreed =>
  agreed.get(id) ?? { promise: promisesBroken.length + (promise ? 1 : 0), plan: paymentPlan ? 1 : 0 };
