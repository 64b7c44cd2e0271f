import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Until when a request for a message may have been on its way to its provider: "absent" in a look-up proves something only some time after
 * that. Only adds; where it is null, `attempt_until` and `updated_at` say the same, as long as a process of the version before still writes.
 */
export class RequestUntil1764000000015 implements MigrationInterface {
  readonly name = 'RequestUntil1764000000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table message add column request_until timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table message drop column request_until');
  }
}
