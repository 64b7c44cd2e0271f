import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether a promise or a payment plan is to be confirmed in writing stands with the agreement itself, however it was made; and a call keeps
 * every note by the event it belongs to, and why the debtor has not paid. What was agreed on the phone and is not confirmed yet still is.
 */
export class AgreementsInWriting1764000000011 implements MigrationInterface {
  readonly name = 'AgreementsInWriting1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['promise', 'payment_plan'])
      await runner.query(
        `alter table ${table} add column confirm boolean not null default false, add column by_phone boolean not null default false`,
      );
    await runner.query(`alter table task add column why_unpaid text, add column notes jsonb not null default '{}'`);
    await runner.query(
      `alter table task add constraint task_why_unpaid check (why_unpaid in ('cash-flow','forgotten','invoice-not-received','invoice-wrong',
        'not-satisfied','awaiting-approval','already-paid','refuses','other'))`,
    );
    const waiting = `t.confirm_in_writing and t.status = 'done' and not exists (select 1 from ledger l where l.invoice_id = t.invoice_id
      and l.kind = 'confirmation' and l.step = 'confirm-' || t.step and l.occurrence = t.occurrence and l.result <> 'withdrawn')`;
    await runner.query(
      `update promise p set confirm = true, by_phone = true from task t
       where t.invoice_id = p.invoice_id and p.status = 'open' and t.outcome_code = 'reached-promise' and p.made_at <= t.closed_at and ${waiting}`,
    );
    await runner.query(
      `update payment_plan p set confirm = true, by_phone = true from task t join payment_plan_invoice x on x.invoice_id = t.invoice_id
       where x.plan_id = p.id and p.status = 'active' and t.outcome_code = 'reached-plan' and p.agreed_at <= t.closed_at and ${waiting}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table task drop column notes, drop column why_unpaid');
    for (const table of ['payment_plan', 'promise']) await runner.query(`alter table ${table} drop column by_phone, drop column confirm`);
  }
}
