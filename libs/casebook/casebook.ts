import { debtorLock, debtorLockOf, loadCase, lockDebtor } from '#database/repositories/cases.repository.js';
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

/** The answer when the thing asked for is not this tenant's: the same for "never was" and "somebody else's". */
export const gone = Symbol('gone');
/** See {@link gone}. */
export type Gone = typeof gone;

/** Runs in the same transaction after the new plans are stored: the place to read an answer back or to keep it for a repeated request. */
export type Finish<T> = (debtorCase: DebtorCase, answer: T) => Promise<void>;

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

  /**
   * Runs work on a debtor's case; afterwards every chase of his is planned anew. `beforeLoad` runs under the lock, before the
   * facts are loaded: for writes that do not depend on them, so that they need not be read a second time.
   */
  async ofDebtor<T>(
    who: { actor: Actor; debtorId: string; beforeLoad?: (tx: Tx) => Promise<void> },
    work: (debtorCase: DebtorCase) => Promise<T>,
    finish?: Finish<T>,
  ): Promise<T | Gone> {
    const { actor, debtorId } = who;
    return this.db.ofTenantLocking(actor.tenantId, debtorLock(debtorId), async (tx, locked) => {
      if (locked === null) return gone;
      await who.beforeLoad?.(tx);
      const open = await this.read(tx, actor, { debtorId, invoiceId: null });
      if (!open) return gone;
      const answer = await work(open);
      await open.settle();
      await finish?.(open, answer);
      return answer;
    });
  }

  /** The same, found by one of his invoices, which is part of the case even when its chase is over. */
  async ofInvoice<T>(
    who: { actor: Actor; invoiceId: string; beforeLoad?: (tx: Tx) => Promise<void> },
    work: (debtorCase: DebtorCase) => Promise<T>,
    finish?: Finish<T>,
  ): Promise<T | Gone> {
    const { actor, invoiceId } = who;
    return this.db.ofTenantLocking(actor.tenantId, debtorLockOf(invoiceId), async (tx, debtorId) => {
      if (debtorId === null) return gone;
      await who.beforeLoad?.(tx);
      const open = await this.read(tx, actor, { debtorId, invoiceId });
      if (!open) return gone;
      const answer = await work(open);
      await open.settle();
      await finish?.(open, answer);
      return answer;
    });
  }

  /** A stored plan as a workflow takes it. */
  chasePlan(stored: StoredPlan, context: Omit<ChasePlanContext, 'live' | 'limits'> & { onTestClock: boolean }): ChasePlan {
    const { onTestClock, ...rest } = context;
    return toChasePlan(stored, { ...rest, live: onTestClock ? null : this.live, limits: this.limits });
  }

  /** Opens a case inside a transaction that is already running; the caller settles it. Null: no such debtor. */
  async open(tx: Tx, actor: Actor, which: { debtorId: string; invoiceId: string | null }): Promise<DebtorCase | null> {
    return (await lockDebtor(tx, which.debtorId)) ? this.read(tx, actor, which) : null;
  }

  private async read(tx: Tx, actor: Actor, which: { debtorId: string; invoiceId: string | null }): Promise<DebtorCase | null> {
    const along = which.invoiceId === null ? [] : [which.invoiceId];
    const record = await loadCase(tx, which.debtorId, along);
    if (!record) return null;
    const { live, shelf, limits } = this;
    const zone = await shelf.zone(tx);
    const debtorCase = new DebtorCase(tx, { actor, live, shelf, limits, zone, along, setOff: setOffCredit }, record);
    await settleDue(debtorCase);
    return debtorCase;
  }
}
