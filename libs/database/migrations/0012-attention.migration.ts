import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Standstills that only a person can end; see `standstills` in libs/domain/policy/attention.ts. */
const asking = `('no-step-left', 'no-channel', 'legal-gate', 'outcome-unknown', 'not-for-this-debtor', 'run-day')`;
/** A chase that stands still with one of them, or because the house itself has paused it. A policy of states stands by design. */
const stuck = `c.outcome is null and c.next_kind = 'wait' and c.next_at is null and p.body->>'progress' is distinct from 'highest'
  and (c.reason in ${asking} or c.reason = 'paused' and c.paused_cause is not null)`;

/**
 * A chase says whom it waits for, and asks a person when it cannot go on by itself: a task of kind `attention`. Chases that stood still in
 * silence before are asked about now; the next look at each fills in what would mend it.
 */
export class Attention1764000000012 implements MigrationInterface {
  readonly name = 'Attention1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table chase add column waits_for text check (waits_for in ('time', 'person', 'news')),
         add column paused_cause text check (paused_cause in ('notice-check', 'provider'))`,
    );
    await runner.query(
      `alter table task add column reason text, add column remedies text[] not null default '{}', add column grounds text,
         drop constraint task_kind_check, add constraint task_kind_check check (kind in ('call', 'approval', 'attention'))`,
    );
    await runner.query(
      `update chase set paused_cause = case when paused_reason like 'formal notice refused by its check:%' then 'notice-check'
         when paused_reason like 'a test creditor sends no real %' then 'provider' end where paused_reason is not null and paused_until is null`,
    );
    await runner.query(
      `insert into task (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, status, opened_at, reason, remedies)
       select gen_random_uuid(), c.tenant_id, c.invoice_id, c.debtor_id, c.cycle,
         coalesce((select l.step from ledger l where l.invoice_id = c.invoice_id and l.result <> 'withdrawn' order by l.at desc limit 1), 'new'),
         1, 'attention', 'open', coalesce(k.now, now()), c.reason, '{next-move}'
       from chase c join invoice i on i.id = c.invoice_id join policy_version p on p.id = i.policy_version_id
         join debtor d on d.id = c.debtor_id left join test_clock k on k.id = d.test_clock_id where ${stuck}`,
    );
    await runner.query(
      `update chase c set waits_for = case when c.next_kind = 'step' or c.next_at is not null then 'time'
         when ${stuck} or c.reason in ('awaiting-outcome', 'awaiting-approval') then 'person' else 'news' end
       from invoice i join policy_version p on p.id = i.policy_version_id where i.id = c.invoice_id and c.outcome is null`,
    );
    // Of one chase a person is asked one thing at a time.
    await runner.query(
      `create unique index task_attention_once on task (invoice_id) where kind = 'attention' and status in ('open', 'claimed')`,
    );
    await runner.query(`create index chase_waits_for_person on chase (tenant_id, reason) where waits_for = 'person' and outcome is null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index task_attention_once');
    await runner.query(`delete from task where kind = 'attention'`);
    await runner.query(
      `alter table task drop column reason, drop column remedies, drop column grounds,
         drop constraint task_kind_check, add constraint task_kind_check check (kind in ('call', 'approval'))`,
    );
    await runner.query('alter table chase drop column waits_for, drop column paused_cause');
  }
}
