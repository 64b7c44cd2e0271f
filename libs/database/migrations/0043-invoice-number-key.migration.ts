import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What shows nothing in a number, as a class of Postgres' expressions: white space and what Unicode lets a renderer leave out. */
const unseen =
  '[\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufff8\\U000e0000-\\U000e0fff]';
const accented = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, n) => String.fromCodePoint(from + n))
    .filter((letter) => letter.toLowerCase() !== letter)
    .join('');
/** Latin letters with accents, which the C locale leaves as they are; without the dotted I, whose small letter is two characters. */
const capitals = accented(0xc0, 0x17f).replace('\u0130', '');

/** Rows that one statement of the backfill writes. */
const batch = 5_000;
/** A pair of twins that is written while the index is built breaks the build; the rows are then told apart again. */
const builds = 5;

const nextBatch = `
with part as (select id from invoice where id > $1 order by id limit ${batch}),
filled as (update invoice i set number_key = invoice_number_key(i.number) from part s where i.id = s.id and i.number_key is null)
select id as last from part order by id desc limit 1`;

/** The oldest of several invoices whose numbers are one keeps the key; the others are found by their own spelling, as they always were. */
const tellTwinsApart = `
with twins as (select id, row_number() over (partition by tenant_id, number_key order by created_at, id) as n from invoice)
update invoice i set number_key = i.number_key || ' ' || i.number from twins t where t.id = i.id and t.n > 1`;

const broken = `select true as broken from pg_index where indexrelid = to_regclass('invoice_number_key_new') and not indisvalid`;

/**
 * Invoice numbers that differ only by case, width, white space or characters that show nothing are one number. A trigger keeps the key, so
 * that processes of the release before write it too. Made beside running work. Creditors who have such twins already keep them.
 */
export class InvoiceNumberKey1764000000043 implements MigrationInterface {
  readonly name = 'InvoiceNumberKey1764000000043';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create or replace function invoice_number_key(number text) returns text language sql immutable strict parallel safe as $$
      select lower(translate(regexp_replace(normalize(number, NFKC), '${unseen}', '', 'g'), '${capitals}', '${capitals.toLowerCase()}') collate "C") $$`);
    await runner.query(`create or replace function keep_invoice_number_key() returns trigger language plpgsql set search_path = pg_catalog, public as $$
      begin new.number_key := public.invoice_number_key(new.number); return new; end $$`);
    await runner.query('alter table invoice add column if not exists number_key text');
    await runner.query(
      'create or replace trigger invoice_number_key before insert or update of number on invoice for each row execute function keep_invoice_number_key()',
    );
    await this.backfill(runner);
    await this.index(runner);
    await runner.startTransaction();
    await runner.query('alter table invoice drop constraint if exists invoice_tenant_id_number_key');
    await runner.query('alter index invoice_number_key_new rename to invoice_tenant_id_number_key');
    await runner.commitTransaction();
  }

  private async backfill(runner: QueryRunner): Promise<void> {
    let last: string | undefined = '00000000-0000-0000-0000-000000000000';
    while (last !== undefined) {
      const rows: readonly { last: string }[] = await runner.query(nextBatch, [last]);
      last = rows[0]?.last;
    }
  }

  private async index(runner: QueryRunner): Promise<void> {
    // A build waits for transactions that are older than it, however long those take.
    await runner.query('set lock_timeout = 0');
    for (let build = 1; build <= builds; build += 1) {
      await runner.query(tellTwinsApart);
      await runner.query('drop index concurrently if exists invoice_number_key_new');
      await runner
        .query('create unique index concurrently invoice_number_key_new on invoice (tenant_id, number_key)')
        .catch((error: unknown) => {
          if (build === builds) throw error;
        });
      const found: readonly unknown[] = await runner.query(broken);
      if (found.length === 0) break;
    }
    await runner.query('reset lock_timeout');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index invoice_tenant_id_number_key');
    await runner.query('alter table invoice add constraint invoice_tenant_id_number_key unique (tenant_id, number)');
    await runner.query('drop trigger invoice_number_key on invoice');
    await runner.query('drop function keep_invoice_number_key()');
    await runner.query('alter table invoice drop column number_key');
    await runner.query('drop function invoice_number_key(text)');
  }
}
