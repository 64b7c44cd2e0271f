import { debtorLock, debtorLockOf, loadCase, loadCaseOf, lockDebtor } from '#database/repositories/cases.repository.js';
import type { Database } from '#database/database.js';
import type { Tx } from '#database/tx.js';
import type { ChasePlan } from '#contracts/chase.js';
import type { Actor } from './actor.js';
import { type AttemptLimits, usualLimits } from './attempt-limits.js';
import type { LiveClock } from './clock.js';
import { type ChasePlanContext, toChasePlan } from './chase-plan.js';
import { setOffCredit } from './commands/set-off.js';
import { settleDue } from './commands/settle-due.js';
import type { StoredPlan } from './plan-json.js';
import { DebtorCase } from './debtor-case.js';
import { PolicyShelf } from './policies.js';
import type { CaseRecord } from '#database/repositories/case-record.js';

/** The answer when the thing asked for is not this tenant's: the same for "never was" and "somebody else's". */
export const gone = Symbol('gone');
/** See {@link gone}. */
export type Gone = typeof gone;

/** Runs in the same transaction after the new plans are stored: the place to read an answer back or to keep it for a repeated request. */
export type Finish<T> = (debtorCase: DebtorCase, answer: T) => Promise<void>;

/** What is done under the lock before the facts are read: what does not depend on them, so that they need not be read a second time. */
export interface BeforeLoad {
  /** Comes first, and is waited for. */
  readonly beforeLoad?: (tx: Tx) => Promise<void>;
  /** Travels with the reading of the facts, in front of it: it asks for all it asks for without waiting for an answer. */
  readonly withLoad?: (tx: Tx) => Promise<void>;
}

/**
 * Opens cases. Every fact that may start, move or stop a message is written inside one, so the debtor's row lock puts "send" and
 * "stop" into one order, and fact, event, new plans and outbox rows are committed together or not at all.
 */
export class Casebook {
  readonly shelf = new PolicyShelf();

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
  ): Promise<T | Gone> {
    const { actor, debtorId } = who;
    return orGone(
      this.db.ofTenantLocking(actor.tenantId, debtorLock(debtorId), async (tx, locked) => {
        const record = await readLocked(tx, { ...who, locked, load: () => loadCase(tx, debtorId) });
        return this.working(await this.opened(tx, actor, { record, along: [] }), work, finish);
      }),
    );
  }

  /** The same, found by one of his invoices, which is part of the case even when its chase is over. */
  async ofInvoice<T>(
    who: { actor: Actor; invoiceId: string } & BeforeLoad,
    work: (debtorCase: DebtorCase) => Promise<T>,
    finish?: Finish<T>,
  ): Promise<T | Gone> {
    const { actor, invoiceId } = who;
    return orGone(
      this.db.ofTenantLocking(actor.tenantId, debtorLockOf(invoiceId), async (tx, locked) => {
        const record = await readLocked(tx, { ...who, locked, load: () => loadCaseOf(tx, invoiceId) });
        return this.working(await this.opened(tx, actor, { record, along: [invoiceId] }), work, finish);
      }),
    );
  }

  /** A stored plan as a workflow takes it. */
  chasePlan(stored: StoredPlan, context: Omit<ChasePlanContext, 'live' | 'limits'> & { onTestClock: boolean }): ChasePlan {
    const { onTestClock, ...rest } = context;
    return toChasePlan(stored, { ...rest, live: onTestClock ? null : this.live, limits: this.limits });
  }

  /** Opens a case inside a transaction that is already running; the caller settles it. Null: no such debtor. */
  async open(tx: Tx, actor: Actor, which: { debtorId: string; invoiceId: string | null }): Promise<DebtorCase | null> {
    const along = which.invoiceId === null ? [] : [which.invoiceId];
    const [locked, record] = await Promise.all([lockDebtor(tx, which.debtorId), loadCase(tx, which.debtorId, along)]);
    return locked && record ? this.opened(tx, actor, { record, along }) : null;
  }

  private async opened(tx: Tx, actor: Actor, read: { record: CaseRecord; along: readonly string[] }): Promise<DebtorCase> {
    const { live, shelf, limits } = this;
    const zone = await shelf.zone(tx);
    const debtorCase = new DebtorCase(tx, { actor, live, shelf, limits, zone, along: read.along, setOff: setOffCredit }, read.record);
    await settleDue(debtorCase);
    return debtorCase;
  }

  private async working<T>(debtorCase: DebtorCase, work: (debtorCase: DebtorCase) => Promise<T>, finish?: Finish<T>): Promise<T> {
    const answer = await work(debtorCase);
    await debtorCase.settle();
    await finish?.(debtorCase, answer);
    return answer;
  }
}

/** There is no such debtor: what was written before anybody knew is undone. */
class NoSuchDebtor extends Error {}

/** Waits for the lock and for the facts, which are asked for behind it in one message where nothing has to be written first. @throws NoSuchDebtor */
async function readLocked(
  tx: Tx,
  { locked, load, beforeLoad, withLoad }: BeforeLoad & { locked: Promise<string | null>; load: () => Promise<CaseRecord | null> },
): Promise<CaseRecord> {
  if (beforeLoad) await Promise.all([locked, beforeLoad(tx)]);
  const [id, , record] = await Promise.all([locked, withLoad?.(tx), load()]);
  if (id === null || record === null) throw new NoSuchDebtor();
  return record;
}

async function orGone<T>(work: Promise<T>): Promise<T | Gone> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof NoSuchDebtor) return gone;
    throw error;
  }
}
