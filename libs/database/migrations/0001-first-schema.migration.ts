import type { MigrationInterface, QueryRunner } from 'typeorm';
import { down, up } from './0001-first-schema.sql.js';

/** Creates tables, roles, row-level security and the wake-up triggers. */
export class FirstSchema1764000000001 implements MigrationInterface {
  readonly name = 'FirstSchema1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
