/**
 * Plays: a policy in our language, some invoices, what happens, and what must follow. Plain JSON, dates as ISO dates, amounts as integer
 * minor units. The fixtures of the policy's conformance suite are files of this shape.
 */
import type { Json } from '#domain/policy/language/parse-policy.js';

/** One file. */
export interface Playbook {
  /** Whose published behaviour it restates. */
  readonly origin: string;
  readonly policies: Readonly<Record<string, Json>>;
  readonly plays: readonly Play[];
}

/** A fixed rate: one unit of `from` is numerator/denominator units of `to`. */
export interface PlayRate {
  readonly from: string;
  readonly to: string;
  readonly numerator: number;
  readonly denominator: number;
}

/** A debtor that differs from the plain one. */
export interface PlayDebtor {
  readonly id: string;
  readonly policy?: string;
  readonly parent?: string;
  readonly followsParent?: boolean;
  readonly leftAlone?: boolean;
}

/** An invoice with its payment terms; each term is chased by itself. */
export interface PlayInvoice {
  readonly id: string;
  readonly debtor: string;
  readonly currency: string;
  readonly issued: string;
  readonly policy?: string;
  /** Drafts and ignored invoices are not chased. */
  readonly state?: 'draft' | 'ignored';
  readonly terms: readonly { readonly number: number; readonly due: string; readonly amount: number }[];
}

/** A contact, made or expected; only what is given is compared. */
export interface PlayContact {
  readonly on: string;
  readonly step: string;
  readonly channels: readonly string[];
  readonly invoice?: string;
  readonly term?: number;
  readonly debtor?: string;
  readonly amount?: number;
  readonly currency?: string;
  readonly fee?: number;
  readonly interest?: number;
  readonly total?: number;
  /** Index of the happening that made it. */
  readonly by?: number;
  /** Before the start: not released yet. */
  readonly draft?: boolean;
}

/** What happens, in order. */
export interface Happening {
  readonly on: string;
  readonly what:
    | 'run'
    | 'payment'
    | 'payment-reversed'
    | 'credit-note'
    | 'credit-note-cancelled'
    | 'loose-credit'
    | 'write-off'
    | 'write-off-undone'
    | 'hold'
    | 'hold-lifted'
    | 'grace'
    | 'draft-released'
    | 'contact-ignored'
    | 'tasks-done'
    | 'policy-changed'
    | 'thresholds-changed'
    | 'invoice-cancelled'
    | 'payment-request';
  readonly invoice?: string;
  readonly term?: number;
  readonly debtor?: string;
  readonly amount?: number;
  readonly until?: string;
  readonly step?: string;
  readonly policy?: string;
  readonly thresholds?: Readonly<Record<string, number>>;
}

/** A look at the book: at the end of a day, or right after a happening. */
export interface Look {
  readonly on?: string;
  readonly after?: number;
  readonly debtor?: string;
  readonly invoice?: string;
  readonly term?: number;
  readonly currency?: string;
  readonly count?: number;
  readonly state?: string;
  readonly oneOf?: readonly string[];
  readonly open?: number;
  readonly status?: string;
}

/** What must follow. */
export interface Expectations {
  /** All contacts of the play, in any order within a day. */
  readonly contacts?: readonly PlayContact[];
  /** Invoices to which the list of contacts is limited. */
  readonly contactsOf?: readonly string[];
  readonly contactCounts?: readonly Look[];
  readonly states?: readonly Look[];
  /** States entered in this order; others may lie in between. */
  readonly order?: readonly string[];
  /** The next step of an invoice as planned at the end of a day; null when there is none. */
  readonly next?: readonly { readonly on: string; readonly invoice: string; readonly step: string | null; readonly date: string | null }[];
  readonly open?: readonly Look[];
  readonly openTasks?: readonly Look[];
  readonly attempts?: readonly Look[];
  readonly refused?: readonly number[];
  readonly finished?: readonly { readonly on: string; readonly debtor: string }[];
}

/** One play. With `days` the policy is asked every day after what happened on it; without, only by a `run`. */
export interface Play {
  readonly name: string;
  /** In a few words what is tried. */
  readonly says?: string;
  readonly policy?: string;
  readonly days?: { readonly from: string; readonly until: string };
  readonly outages?: readonly { readonly from: string; readonly to: string }[];
  readonly rates?: readonly PlayRate[];
  readonly debtors?: readonly PlayDebtor[];
  readonly invoices: readonly PlayInvoice[];
  /** Contacts before the start; without a step of the policy: the invoice itself. */
  readonly before?: readonly PlayContact[];
  readonly happenings?: readonly Happening[];
  readonly expect: Expectations;
}
