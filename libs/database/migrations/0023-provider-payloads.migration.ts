import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A message keeps what its provider needs beside the words, and for how long a doubt about it may be settled: by the provider's own key
 * window. Messages of before, and those that a version before claims while this one is rolled out, have the 20 hours that held for all.
 * Only adds.
 */
export class ProviderPayloads1764000000023 implements MigrationInterface {
  readonly name = 'ProviderPayloads1764000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table message add column payload text, add column settle_within_ms int not null default 72000000');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table message drop column payload, drop column settle_within_ms');
  }
}
