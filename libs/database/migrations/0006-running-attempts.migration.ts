import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Until when an attempt of a message may be running: two workflows whose invoices share a message must not send it side by side. Only
 * adds: a process of the version before goes on working while this runs.
 */
export class RunningAttempts1764000000006 implements MigrationInterface {
  readonly name = 'RunningAttempts1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table message add column attempt_until timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table message drop column attempt_until');
  }
}
