import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Credit notes get rows, and with them a number that a creditor can book once. Those that were booked before are taken from their events,
 * so that a file that is imported again still finds them; of a number that was booked twice the first one has it.
 */
export class CreditNotes1764000000007 implements MigrationInterface {
  readonly name = 'CreditNotes1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table credit_note (
         id uuid primary key, tenant_id uuid not null references tenant(id), invoice_id uuid not null references invoice(id), number text not null,
         amount bigint not null check (amount > 0), issued_on date not null, recorded_at timestamptz not null default now(),
         unique (tenant_id, number))`,
    );
    await runner.query('create index credit_note_by_invoice on credit_note (invoice_id)');
    await runner.query('alter table credit_note enable row level security');
    await runner.query(
      `create policy of_tenant on credit_note to maanwerk_app using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
    );
    await runner.query('grant select, insert on credit_note to maanwerk_app');
    await runner.query(
      `insert into credit_note (id, tenant_id, invoice_id, number, amount, issued_on, recorded_at)
       select id, tenant_id, invoice_id, regexp_replace(data->>'number', '\\s+', ' ', 'g'), (data->>'amount')::bigint, (data->>'issuedOn')::date, recorded_at
       from event where type = 'invoice.credited' order by seq on conflict (tenant_id, number) do nothing`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table credit_note');
  }
}
