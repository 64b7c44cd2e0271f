import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is recorded about the limitation of a claim, and until when it may be demanded: `limitation_last_day` follows from the facts and is
 * written whenever a chase is planned, so that a sweep finds the claims that are near it. `limitation_warned` is the last warning that was
 * given for that day, in months before it. Claims of before this migration get the term of their kind; the next plan makes it exact.
 */
export class Limitation1764000000017 implements MigrationInterface {
  readonly name = 'Limitation1764000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table invoice add column limitation jsonb');
    await runner.query('alter table chase add column limitation_last_day date, add column limitation_warned smallint');
    await runner.query(
      `update chase c set limitation_last_day =
         (i.due_date + 1 + make_interval(years => case when d.kind in ('consumer', 'unknown') then 2 else 5 end))::date - 1
       from invoice i join debtor d on d.id = i.debtor_id where i.id = c.invoice_id and c.outcome is null`,
    );
    await runner.query('create index chase_by_limitation on chase (limitation_last_day) where outcome is null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index chase_by_limitation');
    await runner.query('alter table chase drop column limitation_warned, drop column limitation_last_day');
    await runner.query('alter table invoice drop column limitation');
  }
}
