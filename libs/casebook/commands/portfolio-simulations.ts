/** Orders a what-if over the open book; the worker plays it. */
import { v7 as uuidv7 } from 'uuid';
import { jobKinds } from '#contracts/jobs.js';
import { orderJob } from '#database/repositories/jobs.repository.js';
import type { Tx } from '#database/tx.js';
import type { IsoDate } from '#domain/calendar/iso-date.js';
import type { Json } from '#domain/policy/language/parse-policy.js';
import { type Refused, refuse } from '../actor.js';

/** Input of a job of the kind `portfolio.simulation`: what is compared. Policies as JSON, as they were when it was ordered: a version published meanwhile changes nothing. */
export interface PortfolioOrder {
  readonly policy: Json;
  /** Null: each invoice under the policy it is pinned to. */
  readonly against: Json;
  readonly days: number;
  /** Last day, instead of `days`. */
  readonly until: IsoDate | null;
  readonly debtorIds: readonly string[] | null;
}

/** Writes the order as a job. @returns the job, or `conflict` when too many wait */
export async function orderPortfolioSimulation(tx: Tx, order: PortfolioOrder): Promise<{ readonly jobId: string } | Refused> {
  const running = await tx.one<{ n: number }>(
    `select count(*)::int as n from job where tenant_id = $1 and kind = $2 and status in ('queued', 'running')`,
    [tx.tenantId, jobKinds.portfolioSimulation],
  );
  if ((running?.n ?? 0) >= mostWaiting) return refuse('conflict', '', `${mostWaiting} portfolio simulations are waiting already.`);
  const jobId = uuidv7();
  await orderJob(tx, { id: jobId, kind: jobKinds.portfolioSimulation, input: order });
  return { jobId };
}

/** More than anybody waits for; without a limit a loop in a script could keep the worker busy for hours. */
const mostWaiting = 5;
