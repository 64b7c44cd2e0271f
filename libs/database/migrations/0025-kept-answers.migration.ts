import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Answers to idempotency keys as the bytes that were sent, packed: beside `response`, in which those of before stand until they are swept.
 * Going back leaves the keys: a request that comes again is not carried out twice, and hears its status without its body.
 */
export class KeptAnswers1764000000025 implements MigrationInterface {
  readonly name = 'KeptAnswers1764000000025';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table idempotency_key add column answer bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table idempotency_key drop column answer');
  }
}
