import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which keys carry a mark of ours, so that a made-up key is refused without a look-up. Those of before carry none: they are few, get no
 * more, and are known by digests of their hashes: with the hash itself its key could be stored anew as somebody else's. Only adds; an API of before makes unmarked keys, as it did.
 */
export class MarkedKeys1764000000041 implements MigrationInterface {
  readonly name = 'MarkedKeys1764000000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_key add column marked boolean not null default false');
    await runner.query(
      `create function unmarked_keys() returns table (digest bytea)
       language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
         select sha256(k.hash) from public.api_key k
         where not k.marked and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) $$`,
    );
    await runner.query('revoke all on function unmarked_keys() from public');
    await runner.query('grant execute on function unmarked_keys() to maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function unmarked_keys()');
    await runner.query('alter table api_key drop column marked');
  }
}
