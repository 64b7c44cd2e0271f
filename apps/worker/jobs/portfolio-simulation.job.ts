/** Plays the open book under two policies and tells the difference per debtor. Reads one snapshot, writes nothing but the job's result. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LiveClock } from '#casebook/clock.js';
import { PolicyShelf } from '#casebook/policies.js';
import { Database } from '#database/database.js';
import { type BookAccount, countOpenAccounts, inOneSnapshot, openBook } from '#database/repositories/open-book.js';
import type { Tx } from '#database/tx.js';
import { addDays } from '#domain/calendar/iso-date.js';
import { fromLocal, localDate } from '#domain/calendar/zone.js';
import { parsePolicy } from '#domain/policy/language/parse-policy.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { simulate } from '#domain/policy/simulation/simulate.js';
import type { SimulationSpan } from '#domain/policy/simulation/answer.js';
import { JobFailed, type JobHandler, JobInterrupted, type TakenJob } from './job-runner.js';
import { type Comparison, PortfolioTally, sideOf } from './portfolio-tally.js';

/** Rows of a batch: some 10 ms of work, so that the worker's activities do not wait for it. */
const batchRows = 200;
/** Progress is written this often. */
const tellEveryMs = 500;

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
  readonly job: TakenJob;
  readonly input: Input;
  readonly tally: PortfolioTally;
  readonly policy: Policy;
  readonly against: Policy | null;
}

/** Does jobs of `portfolioJobKind`. */
@Injectable()
export class PortfolioSimulation {
  constructor(
    private readonly db: Database,
    private readonly clock: LiveClock,
  ) {}

  readonly handle: JobHandler = async (job) => {
    const input = inputShape.parse(job.input);
    const policies = { policy: policyOf(input.policy), against: input.against === null ? null : policyOf(input.against) };
    return this.db.ofTenant(job.tenantId, async (tx) => {
      // Made in here: a transaction that lost a race is run again.
      const tally = new PortfolioTally(policies);
      await inOneSnapshot(tx);
      await this.walk(tx, { job, input, tally, ...policies });
      return tally.result();
    });
  };

  private async walk(tx: Tx, run: Run): Promise<void> {
    const { job, input, tally } = run;
    const only = input.debtorIds ?? undefined;
    const total = await countOpenAccounts(tx, only);
    await job.progress(0, total);
    let toldAt = Date.now();
    for await (const accounts of openBook(tx, { batchRows, ...(only && { debtorIds: only }) })) {
      const pinned = await pinnedPolicies(tx, accounts);
      for (const account of accounts) tally.add(account, this.compare(account, pinned, run));
      if (Date.now() - toldAt > tellEveryMs) {
        await job.progress(tally.debtors, total);
        toldAt = Date.now();
      }
      if (job.stopped()) throw new JobInterrupted();
      await nextTurn();
    }
    await job.progress(tally.debtors, total);
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
