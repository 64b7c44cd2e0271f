import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a collector notes on an invoice, for colleagues. Only adds. */
export class Notes1764000000018 implements MigrationInterface {
  readonly name = 'Notes1764000000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table note (
         id uuid primary key, tenant_id uuid not null references tenant(id), debtor_id uuid not null references debtor(id),
         invoice_id uuid not null references invoice(id), text text not null check (text <> ''), written_by text, actor text not null,
         at timestamptz not null, recorded_at timestamptz not null default now())`,
    );
    await runner.query('create index note_by_invoice on note (invoice_id, recorded_at, id)');
    await runner.query('alter table note enable row level security');
    await runner.query(
      `create policy of_tenant on note to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
    );
    await runner.query('grant select, insert on note to maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table note');
  }
}
