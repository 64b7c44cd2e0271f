import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { z } from 'zod';
import type { ConfigType } from '#config/config.module.js';
import { type ChasePlan, isChasePlan } from '#contracts/chase.js';
import { firstChaseWorkflowId } from '#contracts/ids.js';
import { jobWorkflowTypes, type JobKind } from '#contracts/jobs.js';
import { type FactSignal, factSignals, type SignalPayload } from '#contracts/signals.js';
import { Database } from '#database/database.js';
import { errorFields, Log } from '#observability/logger.js';
import type { ChaseMarks } from '#temporal/chase-attributes.js';
import { ChaseGateway, type ChaseRef } from '#temporal/chase-gateway.js';
import { JobGateway } from '#temporal/job-gateway.js';
import { InjectSystemDatabase } from '../database/database.module.js';
import { relayConfig } from './relay.config.js';

/** A row is lent out this long; a relay that dies returns it by the passing of time. Longer than the longest call to Temporal. */
const leaseSeconds = 30;
/** First pause after a failed delivery; doubles up to the setting. */
const firstBackoffMs = 250;

const startPayload = z.object({
  cycle: z.number().int(),
  debtorId: z.string(),
  currency: z.string(),
  again: z.boolean().optional(),
  plan: z.custom<ChasePlan>(isChasePlan).optional(),
});
const signalPayload = z.object({
  signal: z.string().transform((name, context) => (isFactSignal(name) ? name : (context.addIssue('unknown signal'), z.NEVER))),
  payload: z.custom<SignalPayload>((value) => typeof value === 'object' && value !== null),
});
const jobStartPayload = z.object({
  kind: z.custom<JobKind>((kind) => typeof kind === 'string' && kind in jobWorkflowTypes),
  again: z.boolean().optional(),
});
const isFactSignal = (name: string): name is FactSignal => name in factSignals;

interface OutboxRow {
  readonly seq: bigint;
  readonly tenant_id: string;
  /** Null when it tells of a job. */
  readonly invoice_id: string | null;
  readonly job_id: string | null;
  readonly kind: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly workflow_id: string | null;
  readonly number: string | null;
  readonly external_id: string | null;
  readonly due_date: string | null;
}

// Jobs first, for somebody waits for them, and a large book may be waiting in front. Of each chase the oldest row only, so that it hears its
// facts in the order they were committed. As arrays, so that the rows are found by their key.
const takeSql = `
with taken as (update outbox set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${leaseSeconds})
where seq = any (array(
  select o.seq from outbox o where o.done_at is null and o.job_id is not null and o.next_attempt_at <= now()
  order by o.seq limit $1 for update skip locked) || array(
  select o.seq from outbox o where o.done_at is null and o.job_id is null and o.next_attempt_at <= now()
    and not exists (select 1 from outbox e where e.invoice_id = o.invoice_id and e.done_at is null and e.seq < o.seq)
  order by o.seq limit $1 for update skip locked))
returning seq, tenant_id, invoice_id, job_id, kind, payload, attempts)
select t.*, c.workflow_id, i.number, i.external_id, i.due_date from taken t
  left join chase c on c.invoice_id = t.invoice_id and c.tenant_id = t.tenant_id
  left join invoice i on i.id = t.invoice_id and i.tenant_id = t.tenant_id
order by t.job_id is null, t.seq`;

/**
 * What was told is told: it stands in the history of its workflow, and the fact in the events. Only orders that may be given again stay for
 * a while (a forgotten chase, a silent job), so that they are not given anew before whoever got them could act (activities/housekeeping).
 */
const staysAWhile = `(job_id is not null or coalesce((payload->>'again')::boolean, false))`;
const doneSql = `
with told as (delete from outbox where seq = any($1::bigint[]) and not ${staysAWhile})
update outbox set done_at = now(), last_error = null where seq = any($1::bigint[]) and ${staysAWhile}`;

const refOf = (row: OutboxRow, invoiceId: string): ChaseRef => ({
  tenantId: row.tenant_id,
  invoiceId,
  workflowId: row.workflow_id ?? firstChaseWorkflowId(row.tenant_id, invoiceId),
});
const marksOf = ({ number, external_id: externalId, due_date: dueDate }: OutboxRow): Pick<ChaseMarks, 'invoice'> =>
  number === null || dueDate === null ? {} : { invoice: { number, externalId, dueDate } };

/**
 * Tells Temporal what was committed: at least once, in order per chase, with ids that make repeats harmless. Several relays may run; a row
 * is lent to one at a time. Woken by a notification, and by the clock should one be lost.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopping = false;
  private wakeUp: () => void = () => undefined;
  private poked = false;
  private running: Promise<void> = Promise.resolve();
  private unlisten: () => Promise<void> = async () => undefined;

  constructor(
    @InjectSystemDatabase() private readonly db: Database,
    private readonly chases: ChaseGateway,
    private readonly jobs: JobGateway,
    @Inject(relayConfig.KEY) private readonly config: ConfigType<typeof relayConfig>,
    private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.unlisten = await this.db.listen('maanwerk_outbox', () => this.poke());
    this.running = this.loop();
  }

  /** Finishes the batch under way. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.poke();
    await this.running;
    await this.unlisten();
  }

  private poke(): void {
    this.poked = true;
    this.wakeUp();
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      this.poked = false;
      const taken = await this.round();
      if (taken === 0 && !this.poked) await this.sleep();
    }
  }

  /** One batch. @returns how many rows it took; none also when the database is away */
  async round(): Promise<number> {
    try {
      const rows = await this.db.ofSystem((tx) => tx.query<OutboxRow>(takeSql, [this.config.batchSize], 'take-outbox'));
      const delivered = await this.deliverAll(rows);
      if (delivered.length > 0) await this.db.ofSystem((tx) => tx.query(doneSql, [delivered.map(String)], 'outbox-done'));
      return rows.length;
    } catch (error) {
      this.log.warn('relay round failed', errorFields(error));
      return 0;
    }
  }

  private async deliverAll(rows: readonly OutboxRow[]): Promise<bigint[]> {
    const waiting = [...rows];
    const delivered: bigint[] = [];
    const lane = async (): Promise<void> => {
      for (let row = waiting.shift(); row; row = waiting.shift()) if (await this.deliver(row)) delivered.push(row.seq);
    };
    await Promise.all(Array.from({ length: this.config.concurrency }, lane));
    return delivered;
  }

  private async deliver(row: OutboxRow): Promise<boolean> {
    try {
      if (await this.tell(row)) return true;
      await this.postpone(row, 'earlier-cycle-runs');
    } catch (error) {
      this.log.warn('outbox row not delivered', { ...errorFields(error), attempt: row.attempts });
      await this.postpone(row, error instanceof Error ? error.name : 'unknown');
    }
    return false;
  }

  private async tell(row: OutboxRow): Promise<boolean> {
    if (row.invoice_id !== null) return this.tellChase(row, refOf(row, row.invoice_id));
    if (row.job_id === null) return true; // the table knows no such row
    const { kind, again } = jobStartPayload.parse(row.payload);
    await this.jobs.start({ tenantId: row.tenant_id, jobId: row.job_id, kind, ...(again === undefined ? {} : { again }) });
    return true;
  }

  private async tellChase(row: OutboxRow, ref: ChaseRef): Promise<boolean> {
    if (row.kind === 'chase.start') {
      const { again, plan, ...start } = startPayload.parse(row.payload);
      return (
        (await this.chases.start({
          ...ref,
          ...start,
          ...marksOf(row),
          ...(again === undefined ? {} : { again }),
          ...(plan === undefined ? {} : { plan }),
        })) !== 'earlier-cycle-runs'
      );
    }
    const { signal, payload } = signalPayload.parse(row.payload);
    await this.chases.signal(ref, signal, payload); // not running: nothing is lost, the fact is in the database
    return true;
  }

  private async postpone(row: OutboxRow, reason: string): Promise<void> {
    const pause = Math.min(this.config.maxBackoffMs, firstBackoffMs * 2 ** Math.min(row.attempts - 1, 20));
    await this.db.ofSystem((tx) =>
      tx.query(`update outbox set next_attempt_at = now() + make_interval(secs => $2), last_error = $3 where seq = $1`, [
        row.seq,
        pause / 1000,
        reason,
      ]),
    );
  }

  private sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.config.pollMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
