import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Functions that run with the rights of their owner. */
const definers = ['find_api_key(bytea)', 'find_caller(bytea)', 'tenant_of_message(text, text)', 'messages_in_doubt(int)'];
const outboxColumns = 'tenant_id, invoice_id, job_id, kind, payload';

/**
 * Rights by column where a whole table is too much: nobody but the owner reads what keys are stored as or makes one, and the position of an
 * order to Temporal is the database's to give (that of an event: 0037). Temporary tables come last where a function of the owner looks for its tables.
 */
export class Boundary1764000000035 implements MigrationInterface {
  readonly name = 'Boundary1764000000035';

  async up(runner: QueryRunner): Promise<void> {
    for (const name of definers) await runner.query(`alter function ${name} set search_path = pg_catalog, public, pg_temp`);
    await runner.query('revoke select, insert, update on api_key from maanwerk_app');
    await runner.query(
      `grant select (id, tenant_id, name, hint, scopes, created_at, last_used_at, expires_at, revoked_at), update (last_used_at) on api_key to maanwerk_app`,
    );
    await runner.query('revoke insert on outbox from maanwerk_app, maanwerk_system');
    await runner.query(`grant insert (${outboxColumns}) on outbox to maanwerk_app, maanwerk_system`);
    await runner.query('revoke update on outbox from maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('grant update on outbox to maanwerk_app');
    await runner.query(`revoke insert (${outboxColumns}) on outbox from maanwerk_app, maanwerk_system`);
    await runner.query('grant insert on outbox to maanwerk_app, maanwerk_system');
    await runner.query(
      `revoke select (id, tenant_id, name, hint, scopes, created_at, last_used_at, expires_at, revoked_at), update (last_used_at) on api_key from maanwerk_app`,
    );
    await runner.query('grant select, insert, update on api_key to maanwerk_app');
    for (const name of definers) await runner.query(`alter function ${name} set search_path = public`);
  }
}
