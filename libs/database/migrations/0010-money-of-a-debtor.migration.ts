import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a message asked of which claims, and under which reference of its own; what a payment did besides its allocation, so that a storno
 * undoes exactly that; the hint that a payment looks paid twice; the day on which a storno opened a payment plan again. Of messages that
 * went before, what they asked is taken from their ledger lines. Only adds: a process of the version before goes on working meanwhile.
 */
export class MoneyOfADebtor1764000000010 implements MigrationInterface {
  readonly name = 'MoneyOfADebtor1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table message_claim (
         message_id uuid not null references message(id), invoice_id uuid not null references invoice(id), tenant_id uuid not null references tenant(id),
         amount bigint not null check (amount >= 0), primary key (message_id, invoice_id))`,
    );
    await runner.query('create index message_claim_by_invoice on message_claim (invoice_id)');
    await runner.query(
      `insert into message_claim (message_id, invoice_id, tenant_id, amount)
       select message_id, invoice_id, tenant_id, greatest(min(amount), 0) from ledger where message_id is not null group by 1, 2, 3`,
    );
    await runner.query(
      `create table payment_effect (
         id uuid primary key, tenant_id uuid not null references tenant(id), payment_id uuid not null references payment(id),
         invoice_id uuid not null references invoice(id), kind text not null check (kind in ('instalment')),
         plan_id uuid not null references payment_plan(id), amount bigint not null check (amount > 0))`,
    );
    await runner.query('create index payment_effect_by_payment on payment_effect (payment_id)');
    await runner.query(filledBefore);
    for (const table of ['message_claim', 'payment_effect']) {
      await runner.query(`alter table ${table} enable row level security`);
      await runner.query(
        `create policy of_tenant on ${table} to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
      );
      await runner.query(`grant select, insert on ${table} to maanwerk_app`);
    }
    await runner.query('alter table message add column payment_reference text');
    await runner.query(
      'create index message_by_payment_reference on message (tenant_id, payment_reference) where payment_reference is not null',
    );
    await runner.query(`alter table payment add column hint text check (hint in ('paid-twice'))`);
    await runner.query('alter table payment_plan add column reopened_on date');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table payment_plan drop column reopened_on');
    await runner.query('alter table payment drop column hint');
    await runner.query('alter table message drop column payment_reference');
    await runner.query('drop table payment_effect');
    await runner.query('drop table message_claim');
  }
}

/** What payments that came before filled of the plan that stood at the time, by the order of the events. */
const filledBefore = `
insert into payment_effect (id, tenant_id, payment_id, invoice_id, kind, plan_id, amount)
select gen_random_uuid(), e.tenant_id, e.subject_id, e.invoice_id, 'instalment', a.subject_id, (e.data->>'principal')::bigint
from event e join lateral (
  select a.subject_id, a.seq from event a join payment_plan p on p.id = a.subject_id
  where a.invoice_id = e.invoice_id and a.type = 'payment-plan.agreed' and a.seq < e.seq order by a.seq desc limit 1) a on true
where e.type = 'payment.received' and (e.data->>'principal')::bigint > 0 and exists (select 1 from payment y where y.id = e.subject_id)
  and not exists (select 1 from event x where x.subject_id = a.subject_id and x.seq > a.seq and x.seq < e.seq
    and x.type in ('payment-plan.broken', 'payment-plan.cancelled', 'payment-plan.completed'))`;
