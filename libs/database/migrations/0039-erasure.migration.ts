import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a person was erased, and whom a kept answer to an idempotency key is about, so that it can go with him. Answers of before this do not
 * name anybody; they go when they are swept. Going back forgets who was erased, not the erasure.
 */
export class Erasure1764000000039 implements MigrationInterface {
  readonly name = 'Erasure1764000000039';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table debtor add column erased_at timestamptz');
    await runner.query('alter table idempotency_key add column debtor_id uuid');
    await runner.query('grant update (text) on note to maanwerk_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('revoke update (text) on note from maanwerk_app');
    await runner.query('alter table idempotency_key drop column debtor_id');
    await runner.query('alter table debtor drop column erased_at');
  }
}
