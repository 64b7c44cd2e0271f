import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The lines of one invoice, in order of time. Migration 0004 narrowed `ledger_once` to the lines that hold their place, and since then no
 * index served a question about an invoice: every case read the whole ledger.
 */
export class LedgerByInvoice1764000000008 implements MigrationInterface {
  readonly name = 'LedgerByInvoice1764000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index ledger_by_invoice on ledger (invoice_id, at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ledger_by_invoice');
  }
}
