import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Takes away what no release reads or writes: what is set for a creditor stands with his data. */
export class TenantSettings1764000000028 implements MigrationInterface {
  readonly name = 'TenantSettings1764000000028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table tenant drop column settings');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table tenant add column settings jsonb not null default '{}'`);
  }
}
