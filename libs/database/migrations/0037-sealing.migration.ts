import type { MigrationInterface, QueryRunner } from 'typeorm';
import { down, up } from './0037-sealing.sql.js';

/** Events wait for their seal in a table, seals say by which body they were made, and the head of each chain stands apart (docs/adr/0022). */
export class Sealing1764000000037 implements MigrationInterface {
  readonly name = 'Sealing1764000000037';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of up) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of down) await runner.query(statement);
  }
}
