import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every message keeps whose it is: its From and Reply-To are frozen with it, so that a repeat sends the same bytes after the creditor
 * changed his data. Messages from before have none and go on as the house. A creditor has a version, for changes by PATCH.
 */
export class Senders1764000000014 implements MigrationInterface {
  readonly name = 'Senders1764000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table message add column from_name text, add column from_address text, add column reply_to text');
    await runner.query(
      'alter table tenant add column version int not null default 1, add column updated_at timestamptz not null default now()',
    );
    await runner.query('update tenant set updated_at = created_at');
    await runner.query('grant update (creditor, version, updated_at) on tenant to maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('revoke update (creditor, version, updated_at) on tenant from maanwerk_app');
    await runner.query('alter table tenant drop column version, drop column updated_at');
    await runner.query('alter table message drop column from_name, drop column from_address, drop column reply_to');
  }
}
