import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where an invoice stands, as the lists have it: what a chase that stands still stands still for. */
const status = `(case when outcome is not null then outcome
  when next_kind = 'wait' and reason in ('disputed', 'paused') or next_kind <> 'closed' and reason in ('promised', 'payment-plan') then reason
  when next_kind = 'wait' and reason in ('on-hold', 'insolvent', 'deceased') then 'on-hold' else 'open' end)`;
/** `case`, not `coalesce`: under row-level security Postgres trusts no condition over a coalesce to an index. */
const nextAt = `(case when next_at is null then 'infinity'::timestamptz else next_at end)`;
const dueAt = `(case when call_at is not null then call_at when deadline is not null then deadline else 'infinity'::timestamptz end)`;

/**
 * Index by index. A list by one filter is read in order from one index; a list without that filter is put together from a page of each
 * value (every status, every kind), so that the same index serves both.
 */
const indexes: Readonly<Record<string, string>> = {
  chase_status_due: `chase (tenant_id, ${status}, due_date, invoice_id)`,
  chase_status_created: `chase (tenant_id, ${status}, created_at, invoice_id)`,
  chase_status_open: `chase (tenant_id, ${status}, open, invoice_id)`,
  chase_status_next: `chase (tenant_id, ${status}, ${nextAt}, invoice_id)`,
  chase_stage_due: `chase (tenant_id, stage, ${status}, due_date, invoice_id)`,
  chase_stage_created: `chase (tenant_id, stage, ${status}, created_at, invoice_id)`,
  chase_stage_open: `chase (tenant_id, stage, ${status}, open, invoice_id)`,
  chase_stage_next: `chase (tenant_id, stage, ${status}, ${nextAt}, invoice_id)`,
  chase_waiting: `chase (tenant_id, waits_for, due_date, invoice_id) where outcome is null and waits_for in ('person', 'news')`,
  debtor_kind_created: 'debtor (tenant_id, kind, created_at, id)',
  debtor_segment_created: 'debtor (tenant_id, segment, created_at, id) where segment is not null',
  message_status_recorded: 'message (tenant_id, status, recorded_at, id)',
  message_channel_recorded: 'message (tenant_id, channel, recorded_at, id)',
  event_by_type: 'event (tenant_id, type, seq)',
  task_by_status: `task (tenant_id, status, kind, ${dueAt}, id)`,
  task_by_assignee: `task (tenant_id, assignee, ${dueAt}, id) where assignee is not null`,
  task_by_why: `task (tenant_id, why_unpaid, ${dueAt}, id) where why_unpaid is not null`,
  task_by_debtor: 'task (debtor_id)',
  notice_by_id: 'notice (tenant_id, id)',
  notice_by_state: 'notice (tenant_id, state, id)',
  dispute_by_status: 'dispute (tenant_id, status, id)',
  promise_by_status: 'promise (tenant_id, status, id)',
  payment_plan_by_status: 'payment_plan (tenant_id, status, id)',
  debtor_hold_lifted: 'debtor_hold (tenant_id, id) where lifted_at is not null',
  debtor_hold_standing: 'debtor_hold (tenant_id, id) where lifted_at is null',
};

/** What they take the place of, as it was. */
const replaced: Readonly<Record<string, string>> = {
  invoice_by_due: 'invoice (tenant_id, due_date, id)',
  task_open: 'task (tenant_id, status, deadline)',
  promise_open: `promise (tenant_id, id) where status = 'open'`,
  payment_plan_active: `payment_plan (tenant_id, id) where status = 'active'`,
};

/**
 * Every list by every filter in every order is read from an index. Made beside running work: no table is locked for the length of a build.
 * A build that was broken off leaves an index that nothing uses; the next attempt takes it away and builds it anew.
 */
export class ListIndexes1764000000020 implements MigrationInterface {
  readonly name = 'ListIndexes1764000000020';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // A build waits for transactions that are older than it, however long those take.
    await runner.query('set lock_timeout = 0');
    for (const [name, on] of Object.entries(indexes)) {
      await runner.query(`drop index concurrently if exists ${name}`);
      await runner.query(`create index concurrently ${name} on ${on}`);
    }
    for (const name of Object.keys(replaced)) await runner.query(`drop index concurrently if exists ${name}`);
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name, on] of Object.entries(replaced)) await runner.query(`create index ${name} on ${on}`);
    for (const name of Object.keys(indexes)) await runner.query(`drop index ${name}`);
  }
}
