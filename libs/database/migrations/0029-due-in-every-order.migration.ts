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
    await this.replace(runner, ({ name, key }) => ({ made: `${name}_due`, on: `${key}, due_date`, gone: name }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await this.replace(runner, ({ name, key }) => ({ made: name, on: key, gone: `${name}_due` }));
  }

  private async replace(
    runner: QueryRunner,
    of: (index: (typeof indexes)[number]) => { made: string; on: string; gone: string },
  ): Promise<void> {
    // A build waits for transactions that are older than it, however long those take.
    await runner.query('set lock_timeout = 0');
    for (const index of indexes) {
      const { made, on, gone } = of(index);
      // A build that was broken off leaves an index that nothing uses.
      await runner.query(`drop index concurrently if exists ${made}`);
      await runner.query(`create index concurrently ${made} on chase (${on})`);
      await runner.query(`drop index concurrently if exists ${gone}`);
    }
    await runner.query('reset lock_timeout');
  }
}
