import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys outlive their pepper: the API asks with what a key is under each pepper it accepts, and a key that is found under an old one is stored
 * under the new one. `pepper` names the pepper of a key by its fingerprint; null: made before. Only adds.
 */
export class PepperChange1764000000036 implements MigrationInterface {
  readonly name = 'PepperChange1764000000036';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_key add column pepper text');
    await runner.query('grant select (pepper) on api_key to maanwerk_app');
    await runner.query(
      `create function find_caller_among(wanted bytea[]) returns table (id uuid, tenant_id uuid, mode text, scopes text[], time_zone text, stored_as bytea)
       language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
         select k.id, k.tenant_id, t.mode, k.scopes, t.creditor->>'timeZone', k.hash from public.api_key k join public.tenant t on t.id = k.tenant_id
         where k.hash = any(wanted) and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) limit 1 $$`,
    );
    // Its mark is of the pepper it was made under (0041): without that pepper it is one of the few that are known by their hashes.
    await runner.query(
      `create function store_key_anew(stored_as bytea, anew bytea, under text) returns void
       language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
       begin
         update public.api_key set hash = anew, pepper = under, marked = false where hash = stored_as and pepper is distinct from under and length(anew) = 32;
       end $$`,
    );
    for (const name of ['find_caller_among(bytea[])', 'store_key_anew(bytea, bytea, text)']) {
      await runner.query(`revoke all on function ${name} from public`);
      await runner.query(`grant execute on function ${name} to maanwerk_app`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function store_key_anew(bytea, bytea, text), find_caller_among(bytea[])');
    await runner.query('alter table api_key drop column pepper');
  }
}
