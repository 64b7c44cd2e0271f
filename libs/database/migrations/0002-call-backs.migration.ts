import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A call can be agreed to be made again. Only adds: a process of the version before goes on working while this runs. */
export class CallBacks1764000000002 implements MigrationInterface {
  readonly name = 'CallBacks1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table task add column call_at timestamptz, add column call_backs int not null default 0, add column call_note text',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table task drop column call_at, drop column call_backs, drop column call_note');
  }
}
