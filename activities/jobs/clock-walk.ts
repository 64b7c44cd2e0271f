/** Walks a test clock to its target: from one instant at which a bound chase acts to the next, never past one that has not acted yet. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { firstChaseWorkflowId } from '#contracts/ids.js';
import type { Database } from '#database/database.js';
import type { JobEnd } from '#database/repositories/jobs.repository.js';
import type { Tx } from '#database/tx.js';
import type { ChaseGateway, ChaseRef } from '#temporal/chase-gateway.js';
import { JobFailed, type JobInHand } from './job-in-hand.js';
import type { JobWork, Worked } from './job-turns.js';

/** Pause between looks at whether all chases have acted; small, because a walk of months is thousands of looks. */
const lookEveryMs = 8;
/** Nothing moved for this long: a provider refuses, or the worker is gone. The clock stays where it got to, and can be advanced again. */
const patienceMs = 60_000;
/** After this long without movement chases are told again: the first word may have come before their workflow had started. */
const tellAgainMs = 500;
/** Copies leave a moment after the message they copy; a provider that keeps one waiting longer than this does not hold up the clock. */
const copiesPatienceMs = 5_000;
/** Progress is told in parts of the way from where the clock stood to where it goes. */
const parts = 1_000;

const inputShape = z.object({ clockId: z.uuid(), to: z.iso.datetime() });
const markShape = z.object({ from: z.iso.datetime(), steps: z.int() });
/** Where the clock stood when the walk began, and how many steps chases have taken since. */
type Mark = z.output<typeof markShape>;

interface DueChase {
  readonly invoice_id: string;
  readonly plan_revision: bigint;
  readonly workflow_id: string | null;
}

interface Walk {
  readonly job: JobInHand;
  readonly clockId: string;
  readonly target: Date;
}

const boundSql = `from chase c join debtor d on d.id = c.debtor_id
  where c.tenant_id = $3 and d.test_clock_id = $1 and c.outcome is null and c.next_at is not null and c.next_at <= $2`;

/** Does jobs of the kind `clock.advance`. */
export class ClockWalk implements JobWork {
  constructor(
    private readonly db: Database,
    private readonly gateway: Pick<ChaseGateway, 'advanceClock'>,
  ) {}

  async turn(job: JobInHand): Promise<Worked> {
    const read = inputShape.safeParse(job.input);
    if (!read.success) throw new JobFailed('The order cannot be read.');
    const { clockId, to } = read.data;
    const walk: Walk = { job, clockId, target: new Date(to) };
    let mark: Mark = job.mark === null ? { from: (await this.clockNow(walk)).toISOString(), steps: 0 } : markShape.parse(job.mark);
    for (;;) {
      await this.untilTold(walk);
      await this.untilSent(walk);
      const next = await this.nextInstant(walk);
      if (next === null) {
        const also = (tx: Tx): Promise<void> => setClock(tx, clockId, { now: walk.target, status: 'ready', error: null });
        return { result: { steps: mark.steps, now: to }, also };
      }
      await job.tell({ done: partOf(mark, next, walk), total: parts, mark }, (tx) =>
        setClock(tx, clockId, { now: next, status: 'advancing', error: null }),
      );
      mark = { ...mark, steps: mark.steps + (await this.act(walk, next)) };
      if (job.turnIsOver) {
        await job.tell({ ...job.progress, mark });
        return 'more';
      }
    }
  }

  /** A clock that was stopped stands where it got to, and can be advanced again. */
  async close(tx: Tx, job: { readonly input: unknown }, end: Exclude<JobEnd, { status: 'done' }>): Promise<void> {
    const read = inputShape.safeParse(job.input);
    if (!read.success) return;
    const { clockId } = read.data;
    await setClock(tx, clockId, { now: null, status: end.status === 'failed' ? 'failed' : 'ready', error: end.error });
  }

  /** Tells every chase that is due at `now` and waits until each has stored a plan beyond it. */
  private async act(walk: Walk, now: Date): Promise<number> {
    let due = await this.due(walk, now);
    const total = due.length;
    let mark = fingerprint(due);
    let movedAt = Date.now();
    let toldAt = 0;
    while (due.length > 0) {
      if (Date.now() - movedAt > patienceMs)
        throw new JobFailed(
          `${due.length} chases did not act at ${now.toISOString()}; see their messages and the worker's log, then advance again`,
        );
      if (Date.now() - toldAt > tellAgainMs) {
        for (const chase of due) await this.gateway.advanceClock(refOf(walk.job.tenantId, chase), now.toISOString());
        toldAt = Date.now();
      }
      await nextLook(walk);
      due = await this.due(walk, now);
      if (fingerprint(due) === mark) continue;
      mark = fingerprint(due);
      movedAt = Date.now();
    }
    return total;
  }

  /** Chases that were just registered or told something must have heard it before time goes on. */
  private async untilTold(walk: Walk): Promise<void> {
    for (const since = Date.now(); ; await nextLook(walk)) {
      const waiting = await this.ofTenant(walk, (tx) =>
        tx.one(
          `select o.seq from outbox o join chase c on c.invoice_id = o.invoice_id join debtor d on d.id = c.debtor_id
           where o.done_at is null and d.test_clock_id = $1 and o.tenant_id = $2 limit 1`,
          [walk.clockId, tx.tenantId],
          'clock-told',
        ),
      );
      if (!waiting) return;
      if (Date.now() - since > patienceMs) throw new JobFailed('Temporal was not told of all changes in time; is it reachable?');
    }
  }

  /** A chase has its next plan as soon as its message left, while the copy is still on its way: it would be dated by a later instant. */
  private async untilSent(walk: Walk): Promise<void> {
    for (const end = Date.now() + copiesPatienceMs; Date.now() < end; await nextLook(walk)) {
      const leaving = await this.ofTenant(walk, (tx) =>
        tx.one(
          `select m.id from message m join debtor d on d.id = m.debtor_id where m.status = 'claimed' and d.test_clock_id = $1 and m.tenant_id = $2 limit 1`,
          [walk.clockId, tx.tenantId],
          'clock-leaving',
        ),
      );
      if (!leaving) return;
    }
  }

  private due(walk: Walk, now: Date): Promise<DueChase[]> {
    return this.ofTenant(walk, (tx) =>
      tx.query<DueChase & Record<string, unknown>>(
        `select c.invoice_id, c.plan_revision, c.workflow_id ${boundSql} order by c.next_at, c.invoice_id`,
        [walk.clockId, now, tx.tenantId],
        'clock-due',
      ),
    );
  }

  private async nextInstant(walk: Walk): Promise<Date | null> {
    const row = await this.ofTenant(walk, (tx) =>
      tx.one<{ next: Date | null; now: Date }>(
        `select (select min(c.next_at) ${boundSql}) as next, k.now from test_clock k where k.id = $1 and k.tenant_id = $3`,
        [walk.clockId, walk.target, tx.tenantId],
        'clock-next',
      ),
    );
    if (!row?.next) return null;
    return row.next > row.now ? row.next : row.now;
  }

  private async clockNow(walk: Walk): Promise<Date> {
    const row = await this.ofTenant(walk, (tx) =>
      tx.one<{ now: Date }>('select now from test_clock where id = $1 and tenant_id = $2', [walk.clockId, tx.tenantId]),
    );
    if (!row) throw new JobFailed('The test clock is gone.');
    return row.now;
  }

  private ofTenant<T>({ job }: Walk, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.ofTenant(job.tenantId, work);
  }
}

async function setClock(tx: Tx, clockId: string, to: { now: Date | null; status: string; error: string | null }): Promise<void> {
  await tx.query(
    'update test_clock set now = coalesce($3, now), status = $4, error = $5 where id = $1 and tenant_id = $2',
    [clockId, tx.tenantId, to.now, to.status, to.error],
    'set-clock',
  );
}

function partOf({ from }: Mark, now: Date, { target }: Walk): number {
  const start = Date.parse(from);
  return Math.round(((now.getTime() - start) / Math.max(target.getTime() - start, 1)) * parts);
}

const refOf = (tenantId: string, { invoice_id: invoiceId, workflow_id: workflowId }: DueChase): ChaseRef => ({
  tenantId,
  invoiceId,
  workflowId: workflowId ?? firstChaseWorkflowId(tenantId, invoiceId),
});
const fingerprint = (due: readonly DueChase[]): string => due.map((chase) => `${chase.invoice_id}:${chase.plan_revision}`).join();

/** On its way out this worker acts no more, nor does its relay: to wait for them would end in "chases did not act". */
async function nextLook({ job }: Walk): Promise<void> {
  await job.ask();
  await pause(lookEveryMs);
}
