/** The book of a play: terms with what is open, rows of the ledger, holds; and the facts that follow from it. */
import { type Instant, fromLocal } from '#domain/calendar/zone.js';
import type { ChaseFacts, DebtorFacts, InvoiceFacts, TakenStep } from '#domain/policy/facts/facts.js';
import { limitationUnknown } from '#domain/policy/facts/start.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { someDebtor } from '../builders/facts.builder.js';
import type { Happening, Play, PlayInvoice } from './playbook.js';

/** A payment term; what is paid of it. */
export interface Term {
  readonly number: number;
  readonly due: string;
  readonly amount: number;
  paid: number;
  rows: TakenStep[];
}

/** An invoice of the play as it stands. */
export interface BookInvoice {
  readonly from: PlayInvoice;
  readonly terms: Term[];
  policy: string | undefined;
  writtenOff: boolean;
  cancelled: boolean;
  held: boolean;
  graceUntil: string | null;
  requested: number;
}

/** Noon of a day: nothing in a play depends on the hour. */
export const noon = (date: string): Instant => fromLocal(date, 720, 'UTC');

export const openOf = (term: Term): number => term.amount - term.paid;

/** Everything that changes while a play runs. */
export class Book {
  readonly invoices: readonly BookInvoice[];
  readonly heldDebtors = new Set<string>();
  private readonly start: string;

  constructor(private readonly play: Play) {
    this.start = play.days?.from ?? '';
    this.invoices = play.invoices.map((from) => ({
      from,
      terms: from.terms.map((term) => ({ ...term, paid: 0, rows: [] })),
      policy: from.policy,
      writtenOff: false,
      cancelled: false,
      held: false,
      graceUntil: null,
      requested: 0,
    }));
  }

  invoice(id: string | undefined): BookInvoice {
    const found = this.invoices.find(({ from }) => from.id === id);
    if (!found) throw new RangeError(`invoice "${id}" is not in the play`);
    return found;
  }

  /** The terms a happening is about: of an invoice, of a debtor, or of all. */
  termsMeant({ invoice, debtor, term }: Pick<Happening, 'invoice' | 'debtor' | 'term'>): readonly Term[] {
    return this.invoices
      .filter(({ from }) => (invoice === undefined || from.id === invoice) && (debtor === undefined || from.debtor === debtor))
      .flatMap(({ terms }) => terms.filter(({ number }) => term === undefined || number === term));
  }

  /** Name of the policy that an invoice is under: its own, its debtor's, the play's. */
  policyName(invoice: BookInvoice): string {
    const own = invoice.policy ?? this.debtorOf(invoice.from.debtor)?.policy ?? this.play.policy;
    if (own === undefined) throw new RangeError(`invoice "${invoice.from.id}" has no policy`);
    return own;
  }

  debtorOf(id: string): NonNullable<Play['debtors']>[number] | undefined {
    return this.play.debtors?.find((debtor) => debtor.id === id);
  }

  /** All debtors, those of the invoices and those that are only named. */
  debtors(): readonly string[] {
    return [...new Set([...this.play.invoices.map(({ debtor }) => debtor), ...(this.play.debtors ?? []).map(({ id }) => id)])];
  }

  /** Takes money in, term by term unless one is named. */
  settle({ invoice, term, amount = 0 }: Happening): void {
    let left = amount;
    for (const each of this.invoice(invoice).terms) {
      if (term !== undefined && each.number !== term) continue;
      const part = Math.min(left, openOf(each));
      each.paid += part;
      left -= part;
    }
  }

  /** Gives money back, last term first. */
  undo({ invoice, term, amount = 0 }: Happening): void {
    let left = amount;
    for (const each of [...this.invoice(invoice).terms].reverse()) {
      if (term !== undefined && each.number !== term) continue;
      const part = Math.min(left, each.paid);
      each.paid -= part;
      left -= part;
    }
  }

  status(invoice: BookInvoice): string {
    if (invoice.cancelled) return 'cancelled';
    if (invoice.writtenOff) return 'written_off';
    return invoice.terms.every((term) => openOf(term) === 0) ? 'settled' : 'open';
  }

  debtorFacts(id: string): DebtorFacts {
    return someDebtor({
      id,
      reach: { email: 'usable', sms: 'usable', letter: 'usable', call: 'usable' },
      doNotContact: this.debtorOf(id)?.leftAlone ?? false,
      holds: this.heldDebtors.has(id) ? [{ reason: 'other', until: null }] : [],
    });
  }

  /** The row of a contact before the start that was no step of the policy: the invoice itself. */
  private adopted(invoice: BookInvoice, policy: Policy): InvoiceFacts['adopted'] {
    const sent = (this.play.before ?? []).find(
      (contact) => contact.invoice === invoice.from.id && policy.steps.every(({ key }) => key !== contact.step),
    );
    return sent ? { lastStep: sent.step, at: sent.on } : null;
  }

  termFacts(invoice: BookInvoice, term: Term, policy: Policy): InvoiceFacts {
    const { from } = invoice;
    const open = openOf(term);
    const until = invoice.graceUntil;
    return {
      id: `${from.id}/${term.number}`,
      issueDate: from.issued,
      dueDate: term.due,
      currency: from.currency,
      total: BigInt(term.amount),
      open: BigInt(open),
      outcome: open === 0 ? 'paid' : null,
      termBasis: 'agreed',
      limitation: limitationUnknown,
      registeredAt: fromLocal(policy.catchUp === 'skip' || this.start > from.issued ? this.start || from.issued : from.issued, 0, 'UTC'),
      adopted: this.adopted(invoice, policy),
      pause: invoice.held || until !== null ? { reason: 'held', until: invoice.held ? null : until } : null,
      dispute: null,
      promise: null,
      promisesBroken: [],
      paymentPlan: null,
      paymentPlanBrokenOn: null,
      directDebitPending: false,
      taken: term.rows,
      notices: [],
      overrides: [],
    };
  }

  /** Whether an invoice is followed at all. */
  followed(invoice: BookInvoice): boolean {
    return invoice.from.state === undefined && !invoice.writtenOff && !invoice.cancelled;
  }

  /** Facts of one term; in debtor scope with the debtor's other terms, those on hold left out. */
  facts(invoice: BookInvoice, term: Term, policy: Policy, on: string): ChaseFacts {
    const { debtor } = invoice.from;
    const siblings =
      policy.scope === 'invoice' ? [] : this.termsOf(debtor, policy, on).filter(({ id }) => id !== `${invoice.from.id}/${term.number}`);
    return { debtor: this.debtorFacts(debtor), invoice: this.termFacts(invoice, term, policy), siblings };
  }

  /** All followed terms of a debtor that nothing of their own holds up. */
  termsOf(debtor: string, policy: Policy, on: string): readonly InvoiceFacts[] {
    return this.invoices
      .filter((invoice) => invoice.from.debtor === debtor && this.followed(invoice) && !invoice.held)
      .filter(({ graceUntil }) => graceUntil === null || graceUntil < on)
      .flatMap((invoice) => invoice.terms.map((term) => this.termFacts(invoice, term, policy)));
  }
}
