import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Under which Message-ID a mail travelled: its provider gives it one of its own, and later mails of the same chase refer to it. An empty text: its
 * provider knows none. Only adds.
 */
export class MailIds1764000000052 implements MigrationInterface {
  readonly name = 'MailIds1764000000052';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table message add column mail_message_id text');
    await runner.query(
      `create index message_without_mail_id on message (recorded_at) where mail_message_id is null and channel = 'email' and status in ('sent', 'delivered')`,
    );
    await runner.query(
      `create function mails_without_id(providers text[], most int) returns table (tenant_id uuid, id uuid, provider text, provider_message_id text)
       language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
         select m.tenant_id, m.id, m.provider, m.provider_message_id from public.message m
         where m.mail_message_id is null and m.channel = 'email' and m.status in ('sent', 'delivered') and m.recorded_at > now() - interval '7 days'
           and m.provider = any(providers) and m.provider_message_id is not null and m.recipient <> '' order by m.recorded_at limit most $$`,
    );
    await runner.query('revoke all on function mails_without_id(text[], int) from public');
    await runner.query('grant execute on function mails_without_id(text[], int) to maanwerk_system');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function mails_without_id(text[], int)');
    await runner.query('alter table message drop column mail_message_id');
  }
}
