import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who calls by a key, and in which zone his days are made. Beside `find_api_key`, which an API of before still asks. */
export class CallerZone1764000000027 implements MigrationInterface {
  readonly name = 'CallerZone1764000000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create function find_caller(wanted bytea) returns table (id uuid, tenant_id uuid, mode text, scopes text[], time_zone text)
       language sql stable security definer set search_path = public as $$
         select k.id, k.tenant_id, t.mode, k.scopes, t.creditor->>'timeZone' from api_key k join tenant t on t.id = k.tenant_id
         where k.hash = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) $$`,
    );
    await runner.query('revoke all on function find_caller(bytea) from public');
    await runner.query('grant execute on function find_caller(bytea) to maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function find_caller(bytea)');
  }
}
