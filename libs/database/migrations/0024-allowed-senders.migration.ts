import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a creditor may send as. The operator writes it as the owner of the tables; the application only reads. Only adds. */
export class AllowedSenders1764000000024 implements MigrationInterface {
  readonly name = 'AllowedSenders1764000000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table allowed_sender (
         tenant_id uuid not null references tenant(id), kind text not null check (kind in ('domain', 'sms-name')), value text not null check (value <> ''),
         allowed_at timestamptz not null default now(), primary key (tenant_id, kind, value))`,
    );
    await runner.query('alter table allowed_sender enable row level security');
    await runner.query(
      `create policy of_tenant on allowed_sender to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
    );
    await runner.query('grant select on allowed_sender to maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table allowed_sender');
  }
}
