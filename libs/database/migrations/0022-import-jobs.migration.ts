import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents of imports that are jobs, and the index by which the relay finds jobs before chases. Only adds. */
export class ImportJobs1764000000022 implements MigrationInterface {
  readonly name = 'ImportJobs1764000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table import_document (
         job_id uuid not null references job(id) on delete cascade, position int not null, tenant_id uuid not null references tenant(id),
         document jsonb, outcome jsonb, primary key (job_id, position))`,
    );
    await runner.query('alter table import_document enable row level security');
    await runner.query(
      `create policy of_tenant on import_document to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
    );
    await runner.query('grant select, insert, update, delete on import_document to maanwerk_app');
    await runner.query('create index outbox_waiting_jobs on outbox (seq) where done_at is null and job_id is not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index outbox_waiting_jobs');
    await runner.query('drop table import_document');
  }
}
