import { describe, expect, it } from 'vitest';
import { writesFacts } from './tx.js';

describe('a statement that may write facts', () => {
  it.each([
    'insert into payment (id) values ($1)',
    'update invoice set paid = paid + $1',
    'UPDATE  message set status = $1',
    'delete from step_override where id = $1',
    "with m as (update message set status = 'sent' where id = $1 returning id) select id from m",
    'insert into event (id) values ($1); insert into task (id) values ($1)',
    'with e as (insert into event (id) values ($1)) insert into ledger (id) values ($2)',
    'insert into event_archive (id) values ($1)',
    'insert into job (id) values ($1) on conflict (id) do update set state = $2',
  ])('is one: %s', (text) => expect(writesFacts(text)).toBe(true));

  it.each([
    'select id from debtor where id = $1 for update',
    'select id from outbox where id = $1 for update skip locked',
    'select id from debtor for no key update nowait',
    'select updated_at, deleted from invoice',
    'insert into event (id, data) values ($1, $2)',
    'insert into outbox (tenant_id, invoice_id, kind, payload) values ($1, $2, $3, $4)',
  ])('is none: %s', (text) => expect(writesFacts(text)).toBe(false));
});
