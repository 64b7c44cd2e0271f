import type { MigrationInterface, QueryRunner } from 'typeorm';

const key = 'tenant_id, invoice_id, cycle, step, occurrence, kind, channel, recipient';

/**
 * A step that surely did not arrive may be taken again, also at the same address: the guard of "never twice" leaves failed lines out, as it
 * does withdrawn ones. A complaint fails a step too, but says that the message arrived: such a line says so and keeps its place. Between
 * this and the start of the new worker the claims of an old one, which names the old guard, are refused by the database and tried again.
 */
export class SecondChances1764000000004 implements MigrationInterface {
  readonly name = 'SecondChances1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `update ledger l set outcome = 'complained' from message m where m.id = l.message_id and m.status = 'complained' and l.result = 'failed'`,
    );
    await runner.query('drop index ledger_once');
    await runner.query(
      `create unique index ledger_once on ledger (${key}) where result <> 'withdrawn' and (result <> 'failed' or outcome = 'complained')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // Of the lines of one place, which only this guard allowed, the one that counts stays: what may have arrived, else the newest.
    await runner.query(
      `update ledger l set result = 'withdrawn' from (
         select id, row_number() over (partition by ${key} order by result = 'failed' and outcome is distinct from 'complained', recorded_at desc, id desc) as place
         from ledger where result <> 'withdrawn') x
       where x.id = l.id and x.place > 1`,
    );
    await runner.query(`update ledger set outcome = null where result = 'failed' and outcome = 'complained'`);
    await runner.query('drop index ledger_once');
    await runner.query(`create unique index ledger_once on ledger (${key}) where result <> 'withdrawn'`);
  }
}
