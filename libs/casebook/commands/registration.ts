/** What is asked for when an invoice is registered, and what is answered. */
import type { Tx } from '#database/tx.js';
import type { Cents } from '#domain/money/money.js';
import type { LimitationFacts } from '#domain/policy/facts/facts.js';
import type { Actor } from '../actor.js';
import type { AttentionAnswer } from '../attention.js';
import type { StoredPlan } from '../plan-json.js';
import type { PublishedPolicy } from '../policies.js';
import type { DebtorInput } from './manage-debtor.js';

/** An invoice to be chased. The debtor is known (`id`), or described; one with an external id that is known is that debtor, unchanged. */
export interface RegisterInput {
  readonly debtor: { readonly id: string } | { readonly inline: DebtorInput };
  readonly number: string;
  readonly externalId: string | null;
  readonly issueDate: string;
  readonly dueDate: string | null;
  readonly total: Cents;
  readonly currency: string;
  readonly description: string | null;
  readonly termBasis: 'agreed' | 'unilateral' | 'none';
  readonly limitation: LimitationFacts;
  readonly paymentReference: string | null;
  readonly policy: string | null;
  readonly testClockId: string | null;
  readonly directDebit: boolean;
  readonly adopt: { readonly lastStep: string | null; readonly at: string } | null;
}

/** What was written. */
export interface Registered {
  readonly invoiceId: string;
  readonly debtorId: string;
  readonly dueDate: string;
  readonly policy: { readonly key: string; readonly version: number };
  readonly plan: StoredPlan;
  /** Last day on which the claim may be demanded without an interruption (3:307, 7:28 BW). */
  readonly limitationLastDay: string;
  readonly attended: AttentionAnswer;
  /** On the debtor's clock. */
  readonly registeredAt: string;
  /** On the database's clock. */
  readonly recordedAt: Date;
  /** The debtor came with this invoice: nothing about him but what was asked for. */
  readonly newDebtor: boolean;
}

/** An invoice that passed all checks, with what it is written by. */
export interface Registration {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly input: RegisterInput;
  readonly policy: PublishedPolicy;
  readonly dueDate: string;
}
