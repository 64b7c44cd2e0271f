import type { MigrationInterface, QueryRunner } from 'typeorm';

const ofTenant = (table: string): string =>
  `create policy of_tenant on ${table} to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`;

/**
 * The creditor's own face: files by the hash of their bytes, versions of his brand, and what goes along with a message beside its words. Rows
 * of files and brands never change; a newer version is another row. Only adds.
 */
export class Faces1764000000047 implements MigrationInterface {
  readonly name = 'Faces1764000000047';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table file (
         id uuid primary key, tenant_id uuid not null references tenant(id), sha256 bytea not null check (length(sha256) = 32),
         size int not null check (size > 0), content_type text not null, bytes bytea not null, created_at timestamptz not null default now(),
         unique (tenant_id, sha256))`,
    );
    // PNG and PDF are compressed already.
    await runner.query('alter table file alter column bytes set storage external');
    await runner.query(
      `create table brand (
         tenant_id uuid not null references tenant(id), version int not null check (version > 0), face jsonb not null,
         logo_file_id uuid references file(id), print_logo_file_id uuid references file(id),
         published_by text not null, published_at timestamptz not null default now(), primary key (tenant_id, version))`,
    );
    for (const table of ['file', 'brand']) {
      await runner.query(`alter table ${table} enable row level security`);
      await runner.query(ofTenant(table));
      await runner.query(`grant select, insert on ${table} to maanwerk_app`);
    }
    await runner.query('alter table message add column envelope jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table message drop column envelope');
    await runner.query('drop table brand');
    await runner.query('drop table file');
  }
}
