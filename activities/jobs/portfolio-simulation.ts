/** Plays the open book under two policies and tells the difference per debtor. Reads one snapshot, writes nothing but the job's result. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { LiveClock } from '#casebook/clock.js';
import { PolicyShelf } from '#casebook/policies.js';
import type { Database } from '#database/database.js';
import { type BookAccount, countOpenAccounts, inOneSnapshot, openBook } from '#database/repositories/open-book.js';
import type { Tx } from '#database/tx.js';
import { addDays } from '#domain/calendar/iso-date.js';
import { fromLocal, localDate } from '#domain/calendar/zone.js';
import { parsePolicy } from '#domain/policy/language/parse-policy.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { simulate } from '#domain/policy/simulation/simulate.js';
import type { SimulationSpan } from '#domain/policy/simulation/answer.js';
import { JobFailed, type JobInHand } from './job-in-hand.js';
import type { JobWork, Worked } from './job-turns.js';
import { type Comparison, PortfolioTally, sideOf } from './portfolio-tally.js';

/** Rows of a batch: enough to make round trips cheap, little enough to hold in memory. */
const batchRows = 200;
/** After this long at a stretch others have their turn: the worker's other activities wait no longer, but for one debtor of very many invoices. */
const stretchMs = 20;

const inputShape = z.object({
  policy: z.unknown(),
  against: z.unknown(),
  days: z.number().int(),
  until: z.string().nullable(),
  debtorIds: z.array(z.uuid()).nullable(),
});
type Input = z.output<typeof inputShape>;

function policyOf(json: unknown): Policy {
  const parsed = parsePolicy(json);
  if ('policy' in parsed) return parsed.policy;
  throw new JobFailed(`The policy cannot be read: ${parsed.findings[0]?.detail ?? ''}`);
}

interface Run {
  readonly job: JobInHand;
  readonly input: Input;
  readonly tally: PortfolioTally;
  readonly policy: Policy;
  readonly against: Policy | null;
}

/**
 * Does jobs of the kind `portfolio.simulation`, in one turn: the book is read in one snapshot, which dies with its worker. Who takes the job
 * over begins anew, and nothing was written that could be counted twice.
 */
export class PortfolioSimulation implements JobWork {
  constructor(
    private readonly db: Database,
    private readonly clock: LiveClock,
  ) {}

  async turn(job: JobInHand): Promise<Worked> {
    const read = inputShape.safeParse(job.input);
    if (!read.success) throw new JobFailed('The order cannot be read.');
    const input = read.data;
    const policies = { policy: policyOf(input.policy), against: input.against === null ? null : policyOf(input.against) };
    return this.db.ofTenant(job.tenantId, async (tx) => {
      // Made in here: a transaction that lost a race is run again.
      const tally = new PortfolioTally(policies);
      await inOneSnapshot(tx);
      await this.walk(tx, { job, input, tally, ...policies });
      return { result: tally.result() };
    });
  }

  /** It holds nothing that must be set right. */
  async close(): Promise<void> {}

  private async walk(tx: Tx, run: Run): Promise<void> {
    const { job, input, tally } = run;
    const only = input.debtorIds ?? undefined;
    const total = await countOpenAccounts(tx, only);
    await job.tell({ done: 0, total });
    let since = performance.now();
    for await (const accounts of openBook(tx, { batchRows, ...(only && { debtorIds: only }) })) {
      const pinned = await pinnedPolicies(tx, accounts);
      for (const account of accounts) {
        tally.add(account, this.compare(account, pinned, run));
        if (performance.now() - since < stretchMs) continue;
        await nextTurn();
        since = performance.now();
      }
      await job.ask({ done: tally.debtors, total });
    }
    await job.tell({ done: tally.debtors, total });
  }

  private compare(account: BookAccount, pinned: ReadonlyMap<string, Policy>, run: Run): Comparison {
    const { debtor } = account;
    const invoices = account.invoices.map(({ facts }) => facts);
    const span = this.spanOf(account, run.input, run.policy);
    const now = run.against ?? pinned.get(invoices[0]?.id ?? '') ?? run.policy;
    const policyOfInvoice = (invoice: string): Policy => pinned.get(invoice) ?? now;
    const before = simulate(now, [{ debtor, invoices }], run.against ? span : { ...span, policyOf: policyOfInvoice });
    return { before: sideOf(before), after: sideOf(simulate(run.policy, [{ debtor, invoices }], span)) };
  }

  /** From the debtor's own now, for he may live on a test clock. */
  private spanOf({ clockNow }: BookAccount, { days, until }: Input, { timeZone }: Policy): SimulationSpan {
    const from = clockNow ?? this.clock.now();
    const last = until ?? addDays(localDate(from, timeZone), days);
    return { from, until: fromLocal(addDays(last, 1), 0, timeZone) - 1 };
  }
}

/** Published versions never change, so one shelf serves all jobs of this process. */
const shelf = new PolicyShelf();

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
