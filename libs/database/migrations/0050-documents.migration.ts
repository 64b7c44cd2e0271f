import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The invoice itself, as a file, beside each invoice: it goes along with messages. A person who is erased takes his files with him, so the
 * application may overwrite their bytes. Only adds.
 */
export class Documents1764000000050 implements MigrationInterface {
  readonly name = 'Documents1764000000050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table document (
         invoice_id uuid not null references invoice(id), file_id uuid not null references file(id), tenant_id uuid not null references tenant(id),
         debtor_id uuid not null references debtor(id), fault text, added_by text not null, added_at timestamptz not null default now(),
         replaced_at timestamptz, primary key (invoice_id, file_id))`,
    );
    // One counts; those before it stay for the messages that were claimed with them.
    await runner.query('create unique index document_that_counts on document (invoice_id) where replaced_at is null');
    await runner.query('create index document_by_debtor on document (debtor_id)');
    await runner.query('create index document_by_file on document (file_id)');
    await runner.query('alter table document enable row level security');
    await runner.query(
      `create policy of_tenant on document to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
    );
    await runner.query('grant select, insert on document to maanwerk_app');
    await runner.query('grant update (fault, added_by, added_at, replaced_at) on document to maanwerk_app');
    await runner.query('grant update (bytes, size, sha256) on file to maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('revoke update (bytes, size, sha256) on file from maanwerk_app');
    await runner.query('drop table document');
  }
}
