import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Index by index: what the lists of facts are read by. All are small, or partial where nearly every row is of the other kind. */
const indexes: Readonly<Record<string, string>> = {
  dispute_by_tenant: 'dispute (tenant_id, id)',
  dispute_open: `dispute (tenant_id, invoice_id) where status = 'open'`,
  promise_by_tenant: 'promise (tenant_id, id)',
  promise_open: `promise (tenant_id, id) where status = 'open'`,
  payment_plan_by_tenant: 'payment_plan (tenant_id, id)',
  payment_plan_by_debtor: 'payment_plan (debtor_id, id)',
  payment_plan_active: `payment_plan (tenant_id, id) where status = 'active'`,
  payment_by_tenant: 'payment (tenant_id, id)',
  payment_by_debtor: 'payment (debtor_id, id)',
  payment_not_assigned: `payment (tenant_id, status, id) where status <> 'assigned'`,
  allocation_by_invoice: 'allocation (invoice_id) where invoice_id is not null',
  debtor_hold_by_tenant: 'debtor_hold (tenant_id, id)',
  debtor_hold_by_debtor: 'debtor_hold (debtor_id, id)',
  ledger_handovers: `ledger (tenant_id, id) where kind = 'handover'`,
};

/** Every fact can be listed. Only adds: a process of the version before goes on working while this runs. */
export class FactsFound1764000000013 implements MigrationInterface {
  readonly name = 'FactsFound1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of Object.entries(indexes)) await runner.query(`create index ${name} on ${on}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(indexes)) await runner.query(`drop index ${name}`);
  }
}
