/** Plays a part of the open book under two policies; runs in a thread with a connection of its own, see libs/threads. */
import { PublishedPolicies } from '#casebook/policies.js';
import { Database, type DatabaseOptions } from '#database/database.js';
import { type BookAccount, type BookPart, inSnapshot, openBook } from '#database/repositories/open-book.js';
import type { Tx } from '#database/tx.js';
import { addDays } from '#domain/calendar/iso-date.js';
import { fromLocal, type Instant, localDate } from '#domain/calendar/zone.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { WorkBudget, WorkExceeded } from '#domain/policy/language/work-budget.js';
import type { SimulationSpan } from '#domain/policy/simulation/answer.js';
import { simulate } from '#domain/policy/simulation/simulate.js';
import { type Comparison, PortfolioTally, sideOf, type TallySums } from './portfolio-tally.js';

/** Rows of a batch: enough to make round trips cheap, little enough to hold in memory. */
const batchRows = 200;

/** What is compared, and until when. */
export interface PortfolioQuestion {
  readonly policy: Policy;
  readonly against: Policy | null;
  readonly days: number;
  readonly until: string | null;
  readonly debtorIds: readonly string[] | null;
}

/** A part of the book to be played. */
export interface PartInput {
  readonly database: DatabaseOptions;
  readonly tenantId: string;
  /** The snapshot that all parts see. */
  readonly snapshot: string;
  readonly part: BookPart;
  readonly question: PortfolioQuestion;
  /** The live instant when it was begun. */
  readonly now: Instant;
  /** Units of work that one debtor may be. */
  readonly limitUnits: number;
  /** Debtors that were played, for who waits: shared memory, since a thread at work hears nothing. */
  readonly progress: Int32Array;
}

/** What the part adds up to; or the debtor who is more work than one may be. */
export type PartPlayed = { readonly sums: TallySums } | { readonly tooLarge: string };

/** Published versions never change, so one shelf serves all jobs of this thread. */
const shelf = new PublishedPolicies();

/** Plays it. */
export async function playPart(input: PartInput): Promise<PartPlayed> {
  const database = await Database.connect({
    ...input.database,
    role: 'maanwerk_app',
    applicationName: 'maanwerk-what-if',
    poolSize: 1,
    // Between two batches it asks for nothing for as long as their debtors take. What bounds it is the time of the thread.
    idleInTransactionTimeoutMs: 0,
  });
  try {
    return await database.ofTenant(input.tenantId, async (tx) => {
      await inSnapshot(tx, input.snapshot);
      return playIn(tx, input);
    });
  } finally {
    await database.close();
  }
}

async function playIn(tx: Tx, input: PartInput): Promise<PartPlayed> {
  const { question, part, progress } = input;
  const tally = new PortfolioTally(question);
  const only = question.debtorIds ?? undefined;
  for await (const accounts of openBook(tx, { batchRows, part, ...(only && { debtorIds: only }) })) {
    const pinned = await pinnedPolicies(tx, accounts);
    for (const account of accounts) {
      const comparison = compare(account, pinned, input);
      if (!comparison) return { tooLarge: account.debtor.id };
      tally.add(account, comparison);
      Atomics.add(progress, 0, 1);
    }
  }
  return { sums: tally.sums() };
}

function compare(account: BookAccount, pinned: ReadonlyMap<string, Policy>, input: PartInput): Comparison | null {
  const { question, limitUnits } = input;
  const { debtor } = account;
  const invoices = account.invoices.map(({ facts }) => facts);
  const span = { ...spanOf(account, input), budget: new WorkBudget(limitUnits) };
  const now = question.against ?? pinned.get(invoices[0]?.id ?? '') ?? question.policy;
  const policyOf = (invoice: string): Policy => pinned.get(invoice) ?? now;
  try {
    const before = simulate(now, [{ debtor, invoices }], question.against ? span : { ...span, policyOf });
    return { before: sideOf(before), after: sideOf(simulate(question.policy, [{ debtor, invoices }], span)) };
  } catch (error) {
    if (error instanceof WorkExceeded) return null;
    throw error;
  }
}

/** From the debtor's own now, for he may live on a test clock. */
function spanOf({ clockNow }: BookAccount, { question: { days, until, policy }, now }: PartInput): SimulationSpan {
  const { timeZone } = policy;
  const from = clockNow ?? now;
  const last = until ?? addDays(localDate(from, timeZone), days);
  return { from, until: fromLocal(addDays(last, 1), 0, timeZone) - 1 };
}

/** The policies that the invoices are pinned to, by invoice. */
async function pinnedPolicies(tx: Tx, accounts: readonly BookAccount[]): Promise<ReadonlyMap<string, Policy>> {
  const pinned = new Map<string, Policy>();
  for (const { invoices } of accounts)
    for (const { facts, policyVersionId } of invoices) {
      const published = shelf.known(tx.tenantId, policyVersionId) ?? (await shelf.version(tx, policyVersionId));
      pinned.set(facts.id, published.policy);
    }
  return pinned;
}
