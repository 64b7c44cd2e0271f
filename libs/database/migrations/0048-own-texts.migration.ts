import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Texts in a creditor's own words: versions whose words never change, of which one a key counts. What the linter said of a version when it
 * was written stands beside it. Only adds.
 */
export class OwnTexts1764000000048 implements MigrationInterface {
  readonly name = 'OwnTexts1764000000048';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table text_override (
         tenant_id uuid not null references tenant(id), key text not null check (length(key) <= 100), version int not null check (version > 0),
         source text not null check (octet_length(source) <= 16384), state text not null check (state in ('draft', 'published', 'retired')),
         lint jsonb not null, author text not null, written_at timestamptz not null default now(),
         published_by text, published_at timestamptz, primary key (tenant_id, key, version),
         check ((published_by is null) = (published_at is null)), check (state <> 'published' or published_at is not null))`,
    );
    // Of each text one version counts; a statement that would make it two fails.
    await runner.query(`create unique index text_override_published on text_override (tenant_id, key) where state = 'published'`);
    await runner.query('alter table text_override enable row level security');
    await runner.query(
      `create policy of_tenant on text_override to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
    );
    await runner.query('grant select, insert on text_override to maanwerk_app');
    await runner.query('grant update (state, published_by, published_at) on text_override to maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    // What creditors wrote would be gone.
    await runner.query(
      `do $$ begin if exists (select 1 from text_override) then raise exception 'creditors have texts of their own, which the older schema cannot hold'; end if; end $$`,
    );
    await runner.query('drop table text_override');
  }
}
