import type { Database } from '#database/database.js';

/** What the relay leaves of outbox rows it has told (the orders below, and all rows of a version of before) is kept this long. */
const outboxKeptDays = 7;
/** Answers to idempotency keys are kept this long (invariant I27: at least 30 days). */
const answersKeptDays = 31;
/** A live chase whose instant passed this long ago has been forgotten by somebody. Longer than the longest pause between attempts of a step. */
export const overdueMinutes = 30;
/** At most this many are revived in one turn, so that an outage of Temporal is not followed by a storm. */
const revivedAtOnce = 200;

/** A job that nobody has said a word of for this long: its workflow says one twice a second, unless it waits for a worker. */
const silentJobMinutes = 10;

/**
 * Live chases that should have acted by $1 and did not for $2 minutes. Never one on a test clock: its time passes when somebody says so.
 * Shared with the figures, so that what an operator is told of is what is revived.
 */
export const overdueChases = `from chase c join debtor d on d.id = c.debtor_id
       where c.outcome is null and d.test_clock_id is null and c.next_at < $1::timestamptz - make_interval(mins => $2) and c.updated_at < now() - make_interval(mins => $2)`;

/** Removes what need not be kept. */
export async function sweep(db: Database): Promise<void> {
  await db.ofSystem(async (tx) => {
    await tx.query('delete from outbox where done_at < now() - make_interval(days => $1)', [outboxKeptDays]);
    await tx.query('delete from idempotency_key where created_at < now() - make_interval(days => $1)', [answersKeptDays]);
  });
}

/**
 * Finds live chases that should have acted and did not, and orders their start again: a run that exists is left alone, one that was
 * terminated or lost with its server comes back. @returns how many were ordered
 */
export async function reviveForgotten(db: Database, now: Date): Promise<number> {
  return db.ofSystem(async (tx) => {
    const revived = await tx.query(
      `insert into outbox (tenant_id, invoice_id, kind, payload)
       select c.tenant_id, c.invoice_id, 'chase.start', jsonb_build_object('cycle', c.cycle, 'debtorId', c.debtor_id,
         'currency', (select i.currency from invoice i where i.id = c.invoice_id), 'again', true)
       ${overdueChases}
         and not exists (select 1 from outbox o where o.invoice_id = c.invoice_id and (o.done_at is null or o.created_at > now() - make_interval(mins => $2)))
       limit $3 returning seq`,
      [now, overdueMinutes, revivedAtOnce],
    );
    if (revived.length > 0) tx.wake('maanwerk_outbox');
    return revived.length;
  });
}

/**
 * Finds jobs that wait or are worked on and of which nothing was heard, and orders their start again: of one whose workflow runs that changes
 * nothing, one that was terminated, or lost with its server, goes on where it stopped. @returns how many were ordered
 */
export async function reviveJobs(db: Database): Promise<number> {
  return db.ofSystem(async (tx) => {
    const revived = await tx.query(
      `insert into outbox (tenant_id, job_id, kind, payload)
       select j.tenant_id, j.id, 'job.start', jsonb_build_object('kind', j.kind, 'again', true) from job j
       where j.status in ('queued', 'running') and j.updated_at < now() - make_interval(mins => $1)
         and not exists (select 1 from outbox o where o.job_id = j.id and (o.done_at is null or o.created_at > now() - make_interval(mins => $1)))
       limit $2 returning seq`,
      [silentJobMinutes, revivedAtOnce],
    );
    if (revived.length > 0) tx.wake('maanwerk_outbox');
    return revived.length;
  });
}
