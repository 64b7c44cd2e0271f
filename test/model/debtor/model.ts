/**
 * A small model of what must hold for a debtor, written without a line of the product's rules: which stops are in force, which last letters
 * stand, what may be open. It believes an operation when the product took it, and then judges what the product does.
 */
import type { IsoDate } from '#domain/calendar/iso-date.js';

/** What stops one invoice. Days are the last on which nothing may leave. */
export interface InvoiceStops {
  /** A full dispute, or null. */
  disputed: boolean;
  pausedUntil: IsoDate | null;
  promisedUntil: IsoDate | null;
}

/** A last letter as the model remembers it. */
export interface Letter {
  readonly id: string;
  readonly messageId: string;
  readonly kind: string;
  readonly claims: readonly string[];
  /** Claims whose default rests on their agreed term. */
  readonly restsOnTerm: readonly string[];
  readonly sentOn: IsoDate;
  /** Whether the debtor was a business when it left. */
  readonly toBusiness: boolean;
  /** It never reached him, or what it rests on has changed: it counts for nothing. */
  dead: boolean;
  /** He never got it: its term was not given. */
  unreceived: boolean;
}

/** No day at all: later than every day. */
export const forEver: IsoDate = '9999-12-31';

export class Model {
  readonly stops = new Map<string, InvoiceStops>();
  readonly letters: Letter[] = [];
  /** Agreed terms, by invoice: a letter that rests on them dies when they turn out not to be agreed. */
  readonly agreed = new Map<string, boolean>();
  readonly due = new Map<string, IsoDate>();
  held = new Map<string, IsoDate>();
  consumer: boolean;

  constructor(consumer: boolean) {
    this.consumer = consumer;
  }

  add(invoiceId: string, terms: { due: IsoDate; agreed: boolean }): void {
    this.stops.set(invoiceId, { disputed: false, pausedUntil: null, promisedUntil: null });
    this.due.set(invoiceId, terms.due);
    this.agreed.set(invoiceId, terms.agreed);
  }

  stopsOf(invoiceId: string): InvoiceStops {
    const found = this.stops.get(invoiceId);
    if (!found) throw new Error('the model does not know the invoice');
    return found;
  }

  /** Why nothing may be sent about an invoice on a day; null when something may. Says only what is certain. */
  stopOn(invoiceId: string, day: IsoDate): string | null {
    const { disputed, pausedUntil, promisedUntil } = this.stopsOf(invoiceId);
    if (disputed) return 'disputed';
    if (pausedUntil !== null && day <= pausedUntil) return 'paused';
    if (promisedUntil !== null && day <= promisedUntil) return 'promised';
    for (const until of this.held.values()) if (day <= until) return 'held';
    return null;
  }

  /** The debtor's kind changed: a letter written to a business never gave a consumer what the law gives him. */
  turn(consumer: boolean): void {
    this.consumer = consumer;
    if (consumer) for (const letter of this.letters) if (letter.toBusiness) letter.dead = true;
  }

  /** A term turned out not to be agreed: last letters that rest on its default die for all their claims. */
  term(invoiceId: string, agreed: boolean): void {
    if (this.agreed.get(invoiceId) === true && !agreed)
      for (const letter of this.letters) if (letter.restsOnTerm.includes(invoiceId)) letter.dead = true;
    this.agreed.set(invoiceId, agreed);
  }

  /** The last letters that stand for a claim. */
  standingFor(invoiceId: string): readonly Letter[] {
    const due = this.due.get(invoiceId) ?? '';
    return this.letters.filter(({ claims, dead, sentOn }) => claims.includes(invoiceId) && !dead && sentOn > due);
  }
}
