import { debtorLock, debtorLockOf, loadCase, loadCaseOf, lockDebtor } from '#database/repositories/cases.repository.js';
import type { Database } from '#database/database.js';
import type { Tx } from '#database/tx.js';
import type { Instant } from '#domain/calendar/zone.js';
import type { ChaseFacts, Language } from '#domain/policy/facts/facts.js';
import type { ChasePlan } from '#contracts/chase.js';
import type { Actor } from './actor.js';
import { type AttemptLimits, usualLimits } from './attempt-limits.js';
import { LiveClock } from './clock.js';
import { type ChasePlanContext, toChasePlan } from './chase-plan.js';
import { setOffCredit } from './commands/set-off.js';
import { applyElapsedTime } from './commands/elapsed-time.js';
import type { StoredPlan } from './plan-json.js';
import { DebtorCase } from './debtor-case.js';
import { PublishedPolicies } from './policies.js';
import type { CaseRecord } from '#database/repositories/case-record.js';

/** The answer when this tenant has no such debtor or invoice: the same whether it never existed or belongs to another tenant. */
export const notFound = Symbol('not found');
/** See {@link notFound}. */
export type NotFound = typeof notFound;

/** Runs in the same transaction after the new plans are stored: the place to read an answer back or to keep it for a repeated request. */
export type Finish<T> = (debtorCase: DebtorCase, answer: T) => Promise<void>;

/** Work under the lock before the facts are loaded. What does not depend on them is written here, so that they are read only once. */
export interface BeforeLoad {
  /** Runs first; the facts are loaded after it has finished. */
  readonly beforeLoad?: (tx: Tx) => Promise<void>;
  /** Its statements are sent just before those that load the facts, in the same round trip: it must issue them all without awaiting any. */
  readonly withLoad?: (tx: Tx) => Promise<void>;
}

/** Which case is looked at, and as it would be when. */
export interface CaseQuestion {
  readonly debtorId: string;
  readonly invoiceId: string;
  /** Null: as it is now. */
  readonly at: Instant | null;
  /** Absent or null: the debtor's. */
  readonly language?: Language | null;
  /** Facts of the invoice and of its debtor as a forecast assumes them by then; absent: as they are. */
  readonly assumed?: Pick<ChaseFacts, 'invoice' | 'debtor'>;
}

/**
 * Opens cases. Every fact that may start, move or stop a message is written inside one, so the debtor's row lock puts "send" and
 * "stop" into one order, and fact, event, new plans and outbox rows are committed together or not at all.
 */
export class Casebook {
  readonly policies = new PublishedPolicies();

  constructor(
    readonly db: Database,
    readonly live: LiveClock,
    readonly limits: AttemptLimits = usualLimits,
  ) {}

  /** Runs work on a debtor's case; afterwards every chase of his is planned anew. */
  async ofDebtor<T>(
    who: { actor: Actor; debtorId: string } & BeforeLoad,
    work: (debtorCase: DebtorCase) => Promise<T>,
    finish?: Finish<T>,
  ): Promise<T | NotFound> {
    const { actor, debtorId } = who;
    return orNotFound(
      this.db.ofTenantLocking(actor.tenantId, debtorLock(debtorId), async (tx, locked) => {
        const record = await readLocked(tx, { ...who, locked, load: () => loadCase(tx, debtorId) });
        return this.workAndReplan(await this.opened(tx, actor, { record, includedIds: [] }), work, finish);
      }),
    );
  }

  /** The same, found by one of his invoices, which is part of the case even when its chase is over. */
  async ofInvoice<T>(
    who: { actor: Actor; invoiceId: string } & BeforeLoad,
    work: (debtorCase: DebtorCase) => Promise<T>,
    finish?: Finish<T>,
  ): Promise<T | NotFound> {
    const { actor, invoiceId } = who;
    return orNotFound(
      this.db.ofTenantLocking(actor.tenantId, debtorLockOf(invoiceId), async (tx, locked) => {
        const record = await readLocked(tx, { ...who, locked, load: () => loadCaseOf(tx, invoiceId) });
        return this.workAndReplan(await this.opened(tx, actor, { record, includedIds: [invoiceId] }), work, finish);
      }),
    );
  }

  /** A stored plan as a workflow takes it. */
  chasePlan(stored: StoredPlan, context: Omit<ChasePlanContext, 'live' | 'limits'> & { onTestClock: boolean }): ChasePlan {
    const { onTestClock, ...rest } = context;
    return toChasePlan(stored, { ...rest, live: onTestClock ? null : this.live, limits: this.limits });
  }

  /** Opens a case inside a transaction that is already running; the caller calls `replanAll` at the end. Null: no such debtor. */
  async open(tx: Tx, actor: Actor, which: { debtorId: string; invoiceId: string | null }): Promise<DebtorCase | null> {
    const includedIds = which.invoiceId === null ? [] : [which.invoiceId];
    const [locked, record] = await Promise.all([lockDebtor(tx, which.debtorId), loadCase(tx, which.debtorId, includedIds)]);
    return locked && record ? this.opened(tx, actor, { record, includedIds: includedIds }) : null;
  }

  /**
   * A debtor's case to look at, without his lock: as it is, or as it would be at another instant if nothing happened until then. Null: no such
   * debtor. Whoever writes by it writes without a lock: give it a transaction that cannot.
   */
  async look(tx: Tx, which: CaseQuestion): Promise<DebtorCase | null> {
    const read = await loadCase(tx, which.debtorId, [which.invoiceId]);
    if (!read) return null;
    const { at, language = null, assumed } = which;
    const { policies, limits } = this;
    const live = at === null ? this.live : new LiveClock(1, 0, () => at);
    const record = {
      ...read,
      clock: at === null ? read.clock : null,
      debtor: language === null ? read.debtor : { ...read.debtor, language },
      ...(assumed && {
        facts: assumed.debtor,
        invoices: read.invoices.map((invoice) => (invoice.id === which.invoiceId ? { ...invoice, facts: assumed.invoice } : invoice)),
      }),
    };
    const tools = { live, policies, limits, zone: await policies.zone(tx), includedIds: [which.invoiceId], setOff: setOffCredit };
    return new DebtorCase(tx, { ...tools, actor: { tenantId: tx.tenantId, name: 'look' } }, record);
  }

  private async opened(tx: Tx, actor: Actor, read: { record: CaseRecord; includedIds: readonly string[] }): Promise<DebtorCase> {
    const { live, policies: shelf, limits } = this;
    const zone = await shelf.zone(tx);
    const debtorCase = new DebtorCase(
      tx,
      { actor, live, policies: shelf, limits, zone, includedIds: read.includedIds, setOff: setOffCredit },
      read.record,
    );
    await applyElapsedTime(debtorCase);
    return debtorCase;
  }

  private async workAndReplan<T>(debtorCase: DebtorCase, work: (debtorCase: DebtorCase) => Promise<T>, finish?: Finish<T>): Promise<T> {
    const answer = await work(debtorCase);
    await debtorCase.replanAll();
    await finish?.(debtorCase, answer);
    return answer;
  }
}

/** There is no such debtor. Thrown so that the transaction rolls back what was written before this was known. */
class NoSuchDebtor extends Error {}

/** Waits for the lock and for the facts, which travel in one round trip unless `beforeLoad` has to write first. @throws NoSuchDebtor */
async function readLocked(
  tx: Tx,
  { locked, load, beforeLoad, withLoad }: BeforeLoad & { locked: Promise<string | null>; load: () => Promise<CaseRecord | null> },
): Promise<CaseRecord> {
  if (beforeLoad) await Promise.all([locked, beforeLoad(tx)]);
  const [id, , record] = await Promise.all([locked, withLoad?.(tx), load()]);
  if (id === null || record === null) throw new NoSuchDebtor();
  return record;
}

async function orNotFound<T>(work: Promise<T>): Promise<T | NotFound> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NoSuchDebtor) return notFound;
    throw error;
  }
}
