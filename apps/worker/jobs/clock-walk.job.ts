import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '#database/database.js';
import { firstChaseWorkflowId } from '#contracts/ids.js';
import { ChaseGateway, type ChaseRef } from '#temporal/chase-gateway.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { JobFailed, type JobHandler, JobInterrupted, type TakenJob } from './job-runner.js';

/** Pause between looks at whether all chases have acted; small, because a walk of months is thousands of looks. */
const lookEveryMs = 8;
/** Nothing moved for this long: a provider refuses, or the worker is gone. The clock stays where it got to, and can be advanced again. */
const patienceMs = 60_000;
/** After this long without movement chases are told again: the first word may have come before their workflow had started. */
const tellAgainMs = 500;

/** Copies leave a moment after the message they copy; a provider that keeps one waiting longer than this does not hold up the clock. */
const copiesPatienceMs = 5_000;

const inputShape = z.object({ clockId: z.uuid(), to: z.iso.datetime() });

interface DueChase {
  readonly invoice_id: string;
  readonly plan_revision: bigint;
  readonly workflow_id: string | null;
}

const boundSql = `from chase c join debtor d on d.id = c.debtor_id where d.test_clock_id = $1 and c.outcome is null and c.next_at is not null and c.next_at <= $2`;

/** Walks a test clock to its target: from one instant at which a bound chase acts to the next, never past one that has not acted yet. */
@Injectable()
export class ClockWalk {
  constructor(
    @InjectSystemDatabase() private readonly db: Database,
    private readonly gateway: ChaseGateway,
    /** Messages are readable by their tenant only. */
    private readonly tenants: Database,
  ) {}

  readonly handle: JobHandler = async (job) => {
    const { clockId, to } = inputShape.parse(job.input);
    try {
      const steps = await this.walk(job, clockId, new Date(to));
      await this.setClock(clockId, { now: new Date(to), status: 'ready', error: null });
      return { steps, now: to };
    } catch (error) {
      if (error instanceof JobInterrupted) throw error; // the clock is on its way still: another worker goes on from where it stands
      await this.setClock(clockId, { now: null, status: 'failed', error: error instanceof JobFailed ? error.message : 'unexpected error' });
      throw error;
    }
  };

  private async walk(job: TakenJob, clockId: string, target: Date): Promise<number> {
    const started = await this.clockNow(clockId);
    const span = target.getTime() - started.getTime();
    let steps = 0;
    for (;;) {
      await this.untilTold(job, clockId);
      await this.untilSent(job.tenantId, clockId);
      const next = await this.nextInstant(clockId, target);
      if (next === null) return steps;
      await this.setClock(clockId, { now: next, status: 'advancing', error: null });
      steps += await this.act(job, clockId, next);
      await job.progress(Math.round(((next.getTime() - started.getTime()) / Math.max(span, 1)) * 1000), 1000);
    }
  }

  /** Tells every chase that is due at `now` and waits until each has stored a plan beyond it. */
  private async act(job: TakenJob, clockId: string, now: Date): Promise<number> {
    let due = await this.due(clockId, now);
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
        for (const chase of due) await this.gateway.advanceClock(refOf(job.tenantId, chase), now.toISOString());
        toldAt = Date.now();
      }
      await untilNextLook(job);
      due = await this.due(clockId, now);
      if (fingerprint(due) === mark) continue;
      mark = fingerprint(due);
      movedAt = Date.now();
    }
    return total;
  }

  /** Chases that were just registered or told something must have heard it before time goes on. */
  private async untilTold(job: TakenJob, clockId: string): Promise<void> {
    const since = Date.now();
    for (;;) {
      const waiting = await this.db.ofSystem((tx) =>
        tx.one(
          `select o.seq from outbox o join chase c on c.invoice_id = o.invoice_id join debtor d on d.id = c.debtor_id where o.done_at is null and d.test_clock_id = $1 limit 1`,
          [clockId],
        ),
      );
      if (!waiting) return;
      if (Date.now() - since > patienceMs) throw new JobFailed('Temporal was not told of all changes in time; is it reachable?');
      await untilNextLook(job);
    }
  }

  /** A chase has its next plan as soon as its message left, while the copy is still on its way: it would be dated by a later instant. */
  private async untilSent(tenantId: string, clockId: string): Promise<void> {
    for (const end = Date.now() + copiesPatienceMs; Date.now() < end; await pause(lookEveryMs)) {
      const leaving = await this.tenants.ofTenant(tenantId, (tx) =>
        tx.one(
          `select m.id from message m join debtor d on d.id = m.debtor_id where m.status = 'claimed' and d.test_clock_id = $1 limit 1`,
          [clockId],
          'clock-leaving',
        ),
      );
      if (!leaving) return;
    }
  }

  private due(clockId: string, now: Date): Promise<DueChase[]> {
    return this.db.ofSystem((tx) =>
      tx.query<DueChase>(
        `select c.invoice_id, c.plan_revision, c.workflow_id ${boundSql} order by c.next_at, c.invoice_id`,
        [clockId, now],
        'clock-due',
      ),
    );
  }

  private async nextInstant(clockId: string, target: Date): Promise<Date | null> {
    const row = await this.db.ofSystem((tx) =>
      tx.one<{ next: Date | null; now: Date }>(
        `select (select min(c.next_at) ${boundSql}) as next, k.now from test_clock k where k.id = $1`,
        [clockId, target],
        'clock-next',
      ),
    );
    if (!row?.next) return null;
    return row.next > row.now ? row.next : row.now;
  }

  private async clockNow(clockId: string): Promise<Date> {
    const row = await this.db.ofSystem((tx) => tx.one<{ now: Date }>('select now from test_clock where id = $1', [clockId]));
    if (!row) throw new JobFailed('The test clock is gone.');
    return row.now;
  }

  private async setClock(clockId: string, to: { now: Date | null; status: string; error: string | null }): Promise<void> {
    await this.db.ofSystem((tx) =>
      tx.query(
        'update test_clock set now = coalesce($2, now), status = $3, error = $4 where id = $1',
        [clockId, to.now, to.status, to.error],
        'set-clock',
      ),
    );
  }
}

const refOf = (tenantId: string, { invoice_id: invoiceId, workflow_id: workflowId }: DueChase): ChaseRef => ({
  tenantId,
  invoiceId,
  workflowId: workflowId ?? firstChaseWorkflowId(tenantId, invoiceId),
});
const fingerprint = (due: readonly DueChase[]): string => due.map((chase) => `${chase.invoice_id}:${chase.plan_revision}`).join();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** On its way out this worker acts no more, nor does its relay: to wait for them would end in "chases did not act". */
async function untilNextLook(job: TakenJob): Promise<void> {
  if (job.stopped()) throw new JobInterrupted();
  await pause(lookEveryMs);
}
