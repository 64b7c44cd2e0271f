import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Words of people and providers stand beside their event, in rows that can be erased: the event is there for ever (docs/adr/0022). */
export class EventTexts1764000000038 implements MigrationInterface {
  readonly name = 'EventTexts1764000000038';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table event_text (
         event_id uuid primary key references event(id), tenant_id uuid not null, debtor_id uuid, texts jsonb not null)`,
    );
    await runner.query('create index event_text_by_debtor on event_text (debtor_id) where debtor_id is not null');
    await runner.query('alter table event_text enable row level security');
    await runner.query(
      `create policy of_tenant on event_text to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
    );
    await runner.query('grant select, insert, update (texts) on event_text to maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table event_text');
  }
}
