import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Jobs are workflows: the outbox starts them, an attempt that was taken over can write no more, and a job can be cancelled. Only adds;
 * `lease_until` stays for the workers of the release before, which may run beside this one, and goes with the next.
 */
export class JobsOnTemporal1764000000021 implements MigrationInterface {
  readonly name = 'JobsOnTemporal1764000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table outbox add column job_id uuid, alter column invoice_id drop not null,
         add constraint outbox_about check (num_nonnulls(invoice_id, job_id) = 1)`,
    );
    await runner.query(
      `alter table job add column mark jsonb, add column holder uuid, add column cancel_requested_at timestamptz,
         drop constraint job_status_check,
         add constraint job_status_check check (status in ('queued','running','done','failed','cancelled'))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from outbox where job_id is not null`);
    await runner.query(`alter table outbox drop constraint outbox_about, drop column job_id, alter column invoice_id set not null`);
    await runner.query(`update job set status = 'failed', error = 'cancelled' where status = 'cancelled'`);
    await runner.query(
      `alter table job drop column mark, drop column holder, drop column cancel_requested_at,
         drop constraint job_status_check, add constraint job_status_check check (status in ('queued','running','done','failed'))`,
    );
  }
}
