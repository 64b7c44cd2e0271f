import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The status as an expression over the chase's row, as migration 0020 has it. */
const status = `(case when outcome is not null then outcome
  when next_kind = 'wait' and reason in ('disputed', 'paused') or next_kind <> 'closed' and reason in ('promised', 'payment-plan') then reason
  when next_kind = 'wait' and reason in ('on-hold', 'insolvent', 'deceased') then 'on-hold' else 'open' end)`;
/**
 * `case`, not `coalesce`: under row-level security Postgres trusts no condition over a `coalesce` to an index. The same is said in two ways, so
 * that a list says by which index it is read: for a range of due dates in another order Postgres, which cannot know how large a group is, would
 * rather sort all rows of the range than walk the other index until a page is full.
 */
const waits = {
  due: `(case when waits_for is null then '' else waits_for end)`,
  other: `(case when waits_for is not null then waits_for else '' end)`,
};
const nextAt = `(case when next_at is null then 'infinity'::timestamptz else next_at end)`;

const group = (by: keyof typeof waits): string => `tenant_id, stage, ${status}, ${waits[by]}, disputed`;

/** Index by index: the orders of lists within a group, and the invoices of a debtor that are over. */
const indexes: Readonly<Record<string, string>> = {
  chase_group_due: `chase (${group('due')}, due_date, invoice_id)`,
  chase_group_created: `chase (${group('other')}, created_at, invoice_id, due_date)`,
  chase_group_open: `chase (${group('other')}, open, invoice_id, due_date)`,
  chase_group_next: `chase (${group('other')}, ${nextAt}, invoice_id, due_date)`,
  chase_over_by_debtor: 'chase (debtor_id) where outcome is not null',
};

/** What they take the place of, as it was. */
const replaced: Readonly<Record<string, string>> = {
  chase_status_due: `chase (tenant_id, ${status}, due_date, invoice_id)`,
  chase_status_created_due: `chase (tenant_id, ${status}, created_at, invoice_id, due_date)`,
  chase_status_open_due: `chase (tenant_id, ${status}, open, invoice_id, due_date)`,
  chase_status_next_due: `chase (tenant_id, ${status}, ${nextAt}, invoice_id, due_date)`,
  chase_stage_due: `chase (tenant_id, stage, ${status}, due_date, invoice_id)`,
  chase_stage_created_due: `chase (tenant_id, stage, ${status}, created_at, invoice_id, due_date)`,
  chase_stage_open_due: `chase (tenant_id, stage, ${status}, open, invoice_id, due_date)`,
  chase_stage_next_due: `chase (tenant_id, stage, ${status}, ${nextAt}, invoice_id, due_date)`,
  chase_waiting: `chase (tenant_id, waits_for, due_date, invoice_id) where outcome is null and waits_for in ('person', 'news')`,
};

const openDispute = `exists (select 1 from dispute x where x.invoice_id = c.invoice_id and x.status = 'open')`;
/** Few rows, and none twice: a build that was broken off may be long ago, and disputes settled since. */
const fills: readonly string[] = [
  `update chase c set disputed = true where c.invoice_id in (select x.invoice_id from dispute x where x.status = 'open') and not c.disputed`,
  `update chase c set disputed = false where c.disputed and not ${openDispute}`,
];

/**
 * Lists of invoices are put together from groups: chases of one stage, one status, who wait for the same and are disputed or not. So one index
 * an order serves every filter, where stage and status had one each and the other filters had none.
 *
 * Made beside running work, and every part can be done again after a build that was broken off.
 */
export class GroupedLists1764000000044 implements MigrationInterface {
  readonly name = 'GroupedLists1764000000044';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table chase add column if not exists disputed boolean not null default false');
    for (const fill of fills) await runner.query(fill);
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
    await runner.query('alter table chase drop column disputed');
  }
}
