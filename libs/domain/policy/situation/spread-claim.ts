/** A claim as the spreading of money sees it. */
import type { SpreadClaim } from '../../allocation/spread.js';
import type { InvoiceFacts } from '../facts/facts.js';
import { undisputed } from './situation.js';

/** The facts of an invoice as a claim that money may go to. */
export const spreadClaimOf = (facts: InvoiceFacts): SpreadClaim => ({
  id: facts.id,
  dueDate: facts.dueDate,
  open: facts.open,
  disputed: facts.open - undisputed(facts),
  collected: facts.directDebitPending,
});
