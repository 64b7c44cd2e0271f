import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes that take the place of others: narrower, of fewer rows, or of two at once. */
const replaced: readonly { readonly by: string; readonly on: string; readonly was: string; readonly before: string }[] = [
  {
    by: 'event_of_invoice',
    on: 'event (invoice_id, seq) where invoice_id is not null',
    was: 'event_by_invoice',
    before: 'event (invoice_id, seq)',
  },
  {
    // Forgotten chases are looked for in the whole house; the walk of a clock goes by its debtors.
    by: 'chase_due_next',
    on: 'chase (next_at) where outcome is null',
    was: 'chase_by_next',
    before: 'chase (tenant_id, next_at) where outcome is null',
  },
];

/**
 * What a sleeping chase need not take: the stream of a tenant is read in its order, and nobody reads the events of the house in theirs, so one
 * index keeps the numbers apart and gives the order.
 *
 * Made beside running work, and every part can be done again after a build that was broken off.
 */
export class LeanerBooks1764000000033 implements MigrationInterface {
  readonly name = 'LeanerBooks1764000000033';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // A build waits for transactions that are older than it, however long those take.
    await runner.query('set lock_timeout = 0');
    for (const { by, on, was } of replaced) {
      await runner.query(`drop index concurrently if exists ${by}`);
      await runner.query(`create index concurrently ${by} on ${on}`);
      await runner.query(`drop index concurrently if exists ${was}`);
    }
    await runner.query('drop index concurrently if exists event_in_stream');
    await runner.query('create unique index concurrently event_in_stream on event (tenant_id, seq)');
    await runner.query('drop index concurrently if exists event_by_tenant');
    await runner.query('reset lock_timeout');
    await runner.query('alter table event drop constraint if exists event_seq_key');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table event add constraint event_seq_key unique (seq)');
    await runner.query('create index event_by_tenant on event (tenant_id, seq)');
    await runner.query('drop index event_in_stream');
    for (const { by, was, before } of replaced) {
      await runner.query(`create index ${was} on ${before}`);
      await runner.query(`drop index ${by}`);
    }
  }
}
