import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which workflow chases an invoice. Empty for chases of the version before, whose workflows go on under the id they were started with, and
 * for those that a process of that version opens while both run. Only adds: no row is rewritten.
 */
export class WorkflowIds1764000000016 implements MigrationInterface {
  readonly name = 'WorkflowIds1764000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table chase add column workflow_id text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table chase drop column workflow_id');
  }
}
