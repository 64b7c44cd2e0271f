import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many messages are in doubt, for the house-wide role, which must not read messages: a function gives it two numbers and no row. Its
 * index holds only messages that wait for an answer, so that counting them does not grow with what was ever sent.
 */
export class DoubtFigures1764000000003 implements MigrationInterface {
  readonly name = 'DoubtFigures1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index message_in_doubt on message (recorded_at) where status in ('claimed', 'unknown')`);
    // A debtor on a test clock is no debtor whom somebody must be woken for.
    await runner.query(
      `create function messages_in_doubt(older_than_minutes int) returns table (claimed bigint, unknown bigint) language sql stable security definer set search_path = public as $$
         select count(*) filter (where m.status = 'claimed'), count(*) filter (where m.status = 'unknown') from message m join debtor d on d.id = m.debtor_id
         where m.status in ('claimed', 'unknown') and m.recorded_at < now() - make_interval(mins => older_than_minutes) and d.test_clock_id is null $$`,
    );
    await runner.query('revoke all on function messages_in_doubt(int) from public');
    await runner.query('grant execute on function messages_in_doubt(int) to maanwerk_system');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function messages_in_doubt(int)');
    await runner.query('drop index message_in_doubt');
  }
}
