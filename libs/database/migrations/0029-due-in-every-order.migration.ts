import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As the lists sort by the next instant: a chase without one comes last. */
const nextAt = `(case when next_at is null then 'infinity'::timestamptz else next_at end)`;
/** The status as an expression over the chase's row, as migration 0020 has it. */
const status = `(case when outcome is not null then outcome
  when next_kind = 'wait' and reason in ('disputed', 'paused') or next_kind <> 'closed' and reason in ('promised', 'payment-plan') then reason
  when next_kind = 'wait' and reason in ('on-hold', 'insolvent', 'deceased') then 'on-hold' else 'open' end)`;

const orders: Readonly<Record<string, string>> = { created: 'created_at', open: 'open', next: nextAt };
const beginnings: Readonly<Record<string, string>> = { status, stage: `stage, ${status}` };

const indexes = Object.entries(beginnings).flatMap(([by, columns]) =>
  Object.entries(orders).map(([order, value]) => ({ name: `chase_${by}_${order}`, key: `tenant_id, ${columns}, ${value}, invoice_id` })),
);

/**
 * Indexes of other orders than the due date's end with the due date: a range of due dates in such an order is told from the index alone, without
 * a look at the rows that are passed over. Made beside running work, as in migration 0020.
 */
export class DueInEveryOrder1764000000029 implements MigrationInterface {
  readonly name = 'DueInEveryOrder1764000000029';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // A build waits for transactions that are older than it, however long those take.
    await runner.query('set lock_timeout = 0');
    for (const { name, key } of indexes) {
      // A build that was broken off leaves an index that nothing uses.
      await runner.query(`drop index concurrently if exists ${name}_due`);
      await runner.query(`create index concurrently ${name}_due on chase (${key}, due_date)`);
      await runner.query(`drop index concurrently if exists ${name}`);
    }
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name, key } of indexes) {
      await runner.query(`create index ${name} on chase (${key})`);
      await runner.query(`drop index ${name}_due`);
    }
  }
}
