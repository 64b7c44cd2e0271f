/** A case that is read again in its transaction is the case that a stranger would read now, whatever was written meanwhile and by what. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import type { Tx } from '../tx.js';
import type { CaseRecord } from './case-record.js';
import { watchedTables } from './case-changes.sql.js';
import { loadCase, rereadCase } from './cases.repository.js';
import { caseSql } from './cases.sql.js';

let house: DatabaseHouse;
let debtorId: string;
/** The last one's chase is over. */
let invoices: readonly string[];

beforeAll(async () => {
  house = await DatabaseHouse.open();
  const first = await house.register();
  ({ debtorId } = first);
  const more = [];
  for (const dueDate of ['2026-02-18', '2026-02-16', '2026-03-01', '2026-02-10'])
    more.push(await house.register({ debtor: { id: debtorId }, dueDate }));
  invoices = [first, ...more].map(({ invoiceId }) => invoiceId);
  await house.rows(`update chase set outcome = 'paid' where invoice_id = $1`, [invoices[4] ?? '']);
  for (const { made, sql } of writes)
    if (made) for (const id of invoices.slice(0, 3)) await house.rows(sql, [house.tenantId, debtorId, id]);
});
afterAll(() => house.close());

/** `made`: also written and committed before each of the cases begins. */
type Write = { readonly what: string; readonly sql: string; readonly made?: true };

const message = `insert into message (id, tenant_id, debtor_id, channel, provider, template, template_version, tone, language, recipient, subject, html, text, idempotency_key, status, claimed_at)
  select gen_random_uuid(), $1, $2, 'letter', 'x', 'formal-notice', '1', 'formal', 'nl', '', '', '', '', gen_random_uuid()::text, 'sent', now() where $3::uuid is not null`;
const line = (
  kind: string,
  rest: string,
): string => `insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, at, amount, channel, result, recipient, outcome)
  select gen_random_uuid(), $1, $3, $2, 1, 'step-' || gen_random_uuid(), 1, '${kind}', now(), 1, ${rest}`;
const ofPlan = `plan_id in (select plan_id from payment_plan_invoice where tenant_id = $1 and invoice_id = $3) and $2::uuid is not null`;
const ofNotice = `id in (select notice_id from notice_claim where tenant_id = $1 and invoice_id = $3) and $2::uuid is not null`;
const chase = (change: string): string => `update chase set ${change} where tenant_id = $1 and debtor_id = $2 and invoice_id = $3`;
const invoice = (change: string): string => `update invoice set ${change} where tenant_id = $1 and debtor_id = $2 and id = $3`;
const debtor = (change: string): string => `update debtor set ${change} where tenant_id = $1 and id = $2 and $3::uuid is not null`;
const ofInvoice = (table: string, change: string): string =>
  `update ${table} set ${change} where tenant_id = $1 and invoice_id = $3 and $2::uuid is not null`;

/** Of the tenant `$1`, the debtor `$2` and one invoice of his, `$3`. */
const writes: readonly Write[] = [
  { what: 'a due date', sql: invoice(`due_date = due_date + 3`) },
  { what: 'money that came in', sql: invoice('paid = paid + 100') },
  { what: 'a direct debit', sql: invoice('direct_debit_pending = not direct_debit_pending') },
  { what: 'a number', sql: invoice(`number = number || 'x'`) },
  { what: 'the end of a chase', sql: chase(`outcome = case when outcome is null then 'paid' end`) },
  { what: 'a pause', sql: chase(`paused_reason = 'internal', paused_until = '2026-06-01'`) },
  { what: 'a plan', sql: chase(`plan_revision = plan_revision + 1, plan = plan || '{"at":null}'`) },
  { what: 'a name', sql: debtor(`name = name || 'x'`) },
  { what: 'a mail address', sql: debtor(`email = case when email is null then 'was@example.com' end`) },
  { what: 'a street', sql: debtor(`address = jsonb_build_object('street', gen_random_uuid())`) },
  { what: 'a kind of debtor', sql: debtor(`kind = case kind when 'company' then 'consumer' else 'company' end`) },
  {
    what: 'a hold',
    made: true,
    sql: `insert into debtor_hold (id, tenant_id, debtor_id, reason) select gen_random_uuid(), $1, $2, 'illness' where $3::uuid is not null`,
  },
  {
    what: 'a hold that is lifted',
    sql: `update debtor_hold set lifted_at = now() where tenant_id = $1 and debtor_id = $2 and $3::uuid is not null`,
  },
  { what: 'a step that failed', made: true, sql: line('message', `'email', 'failed', 'was@example.com', null`) },
  { what: 'a letter that failed', made: true, sql: line('message', `'letter', 'failed', 'Bakkerij', null`) },
  { what: 'a step that was sent', made: true, sql: line('message', `'email', 'sent', 'jansen@example.com', null`) },
  {
    what: 'confirmations',
    sql: `insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, at, amount, channel, result)
      select gen_random_uuid(), $1, $3, $2, 1, 'confirm-' || k, n, 'confirmation', now(), 1, 'email', 'sent'
      from unnest(array['plan', 'promise']) k, generate_series(1, 4) n on conflict do nothing`,
  },
  { what: 'steps that are withdrawn', sql: ofInvoice('ledger', `result = 'withdrawn'`) },
  {
    what: 'a question to a person',
    made: true,
    sql: `insert into task (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, status, opened_at, reason)
      select gen_random_uuid(), $1, $3, $2, 1, 'call', 1, 'attention', 'cancelled', now(), 'address'`,
  },
  { what: 'an answer', sql: ofInvoice('task', `status = 'done', outcome_code = 'left'`) },
  {
    what: 'a promise',
    made: true,
    sql: `insert into promise (id, tenant_id, invoice_id, date, status, made_at, confirm) select gen_random_uuid(), $1, $3, '2026-04-01', 'open', clock_timestamp(), true where $2::uuid is not null`,
  },
  { what: 'a promise that is broken', sql: ofInvoice('promise', `status = 'broken', ended_on = '2026-04-02'`) },
  { what: 'a promise that is withdrawn', sql: ofInvoice('promise', `status = 'withdrawn'`) },
  {
    what: 'a dispute',
    made: true,
    sql: `insert into dispute (id, tenant_id, invoice_id, reason, raised_on, status) select gen_random_uuid(), $1, $3, 'x', '2026-02-02', 'open' where $2::uuid is not null`,
  },
  { what: 'a dispute that is over', sql: ofInvoice('dispute', `status = 'resolved'`) },
  {
    what: 'an order',
    made: true,
    sql: `insert into step_override (id, tenant_id, invoice_id, cycle, step, act, until, at) select gen_random_uuid(), $1, $3, 1, 'call', 'postpone', '2026-04-01', clock_timestamp() where $2::uuid is not null`,
  },
  {
    what: 'a payment plan over two',
    made: true,
    sql: `with made as (insert into payment_plan (id, tenant_id, debtor_id, status, agreed_at, confirm) select gen_random_uuid(), $1, $2, 'active', clock_timestamp(), true returning id),
      tied as (insert into payment_plan_invoice (plan_id, invoice_id, tenant_id) select m.id, i.id, $1 from made m, invoice i
        where i.tenant_id = $1 and i.id in ($3, (select o.id from invoice o where o.tenant_id = $1 and o.debtor_id = $2 and o.id > $3::uuid order by o.id limit 1)))
      insert into instalment (plan_id, no, tenant_id, due_date, amount, paid) select id, n, $1, date '2026-01-31' + 30 * n, 1000, 0 from made, generate_series(1, 3) n`,
  },
  { what: 'an instalment that is paid', sql: `update instalment set paid = amount where tenant_id = $1 and no = 1 and ${ofPlan}` },
  {
    what: 'a payment plan that broke',
    sql: `update payment_plan set status = 'broken', ended_on = '2026-03-01' where tenant_id = $1 and id in (select plan_id from payment_plan_invoice where invoice_id = $3) and $2::uuid is not null`,
  },
  {
    what: 'an invoice that joins a payment plan',
    sql: `insert into payment_plan_invoice (plan_id, invoice_id, tenant_id) select p.id, $3, $1 from payment_plan p where p.tenant_id = $1 and p.debtor_id = $2 on conflict do nothing`,
  },
  {
    what: 'a notice over all',
    made: true,
    sql: `with m as (${message} returning id, debtor_id),
      n as (insert into notice (id, tenant_id, debtor_id, kind, debtor_kind, currency, channel, message_id, claimed_at, sent_on, announced_costs, state)
        select gen_random_uuid(), $1, m.debtor_id, 'fourteen-day-letter', 'consumer', 'EUR', 'letter', m.id, clock_timestamp(), '2026-03-01', 4005, 'sent' from m returning id, debtor_id)
      insert into notice_claim (notice_id, invoice_id, tenant_id, cycle, amount, due_date, term_basis, step, occurrence) select n.id, i.id, $1, 1, i.total, i.due_date, i.term_basis, 'notice', 1 from n join invoice i using (debtor_id)`,
  },
  { what: 'a notice that is void', sql: `update notice set state = 'void', ended_reason = 'bounced' where tenant_id = $1 and ${ofNotice}` },
  { what: 'a notice that never left', sql: `update notice set state = 'withdrawn' where tenant_id = $1 and ${ofNotice}` },
  { what: 'what a notice says of one claim', sql: ofInvoice('notice_claim', 'amount = amount + 1') },
  {
    what: 'a payment with credit',
    made: true,
    sql: `with p as (insert into payment (id, tenant_id, debtor_id, invoice_id, amount, currency, paid_on, status, hint) select gen_random_uuid(), $1, $2, $3, 500, 'EUR', '2026-02-20', 'assigned', 'paid-twice' returning id)
      insert into allocation (id, tenant_id, payment_id, part, amount) select gen_random_uuid(), $1, id, 'credit', 500 from p`,
  },
  {
    what: 'a payment that a person looked at',
    sql: `update payment set hint = null where tenant_id = $1 and debtor_id = $2 and $3::uuid is not null`,
  },
  { what: 'lines that are gone', sql: `delete from ledger where tenant_id = $1 and debtor_id = $2 and invoice_id = $3` },
  { what: 'promises that are gone', sql: `delete from promise where tenant_id = $1 and invoice_id = $3 and $2::uuid is not null` },
  {
    what: "the creditor's zone",
    sql: `update tenant set creditor = creditor || jsonb_build_object('timeZone', case creditor->>'timeZone' when 'Pacific/Kiritimati' then 'Pacific/Pago_Pago' else 'Pacific/Kiritimati' end) where id = $1 and $2::uuid is not null and $3::uuid is not null`,
  },
];

const withoutMark = (record: CaseRecord | null): unknown => record && { ...record, mark: null };

class Undo extends Error {}

/** In a transaction that leaves nothing behind, as one who may do anything: what is written does not depend on what is granted. */
async function inPassing(work: (tx: Tx) => Promise<void>): Promise<void> {
  const done = house.dbs.owner.ofTenant(house.tenantId, async (tx) => {
    await tx.query('select id from debtor where id = $1 for update', [debtorId]);
    await work(tx);
    throw new Undo();
  });
  await expect(done).rejects.toThrow(Undo);
}

const known = async (tx: Tx, along: readonly string[]): Promise<CaseRecord> => {
  const record = await loadCase(tx, debtorId, along);
  if (!record) throw new Error('no such debtor');
  return record;
};

async function write(tx: Tx, { sql }: Write, invoiceId: string): Promise<void> {
  await tx.query(sql, [tx.tenantId, debtorId, invoiceId]);
}

/** Reads what changed. @returns the case, which is the same as one that is read as a whole */
async function again(tx: Tx, before: CaseRecord, along: readonly string[]): Promise<CaseRecord> {
  const after = await rereadCase(tx, before, along);
  expect(withoutMark(after)).toEqual(withoutMark(await loadCase(tx, debtorId, along)));
  if (!after) throw new Error('no such debtor');
  return after;
}

describe('a case that is read again', () => {
  it.each(writes)('knows $what', async (what) => {
    await inPassing(async (tx) => {
      let record = await known(tx, []);
      const earlier = withoutMark(record);
      let differs = false;
      for (const id of invoices) {
        await write(tx, what, id);
        record = await again(tx, record, []);
        // On the way, not at the end: of two zones one always has the day that Amsterdam has.
        differs ||= !isDeepStrictEqual(withoutMark(record), earlier);
      }
      expect(differs).toBe(true);
    });
  });

  it.each(writes)('knows $what that is undone', async (what) => {
    await inPassing(async (tx) => {
      const before = await known(tx, []);
      await tx.query('savepoint part');
      await write(tx, what, invoices[0] ?? '');
      const within = await again(tx, before, []);
      await tx.query('rollback to savepoint part');
      await again(tx, within, []);
      await tx.query('savepoint part');
      await write(tx, what, invoices[1] ?? '');
      await tx.query('release savepoint part');
      await again(tx, before, []);
    });
  });

  it('is the case that a stranger would read, after whatever was written in its transaction', async () => {
    const step = fc.record({
      what: fc.constantFrom(...writes),
      invoice: fc.nat(4),
      reads: fc.boolean(),
      along: fc.subarray([0, 3, 4]),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) =>
        inPassing(async (tx) => {
          let record = await known(tx, []);
          for (const { what, invoice: n, reads, along } of steps) {
            await write(tx, what, invoices[n] ?? '');
            if (reads)
              record = await again(
                tx,
                record,
                along.map((k) => invoices[k] ?? ''),
              );
          }
          await again(tx, record, []);
        }),
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it('reads of the other invoices nothing', async () => {
    await inPassing(async (tx) => {
      const before = await known(tx, []);
      for (const what of writes) {
        if (!/due date|promise$|step that failed/.test(what.what)) continue;
        const [id = ''] = invoices;
        await write(tx, what, id);
        const after = await again(tx, before, []);
        const anew = after.invoices.filter((one) => !before.invoices.includes(one));
        expect(anew.map((one) => one.id)).toEqual([id]);
      }
    });
  });

  it('knows every table that the case is read from', () => {
    const read = new Set<string>([...caseSql.matchAll(/\b(?:from|join) ([a-z_]+) [a-z]+\b/g)].map(([, table]) => table ?? ''));
    const always = ['payment', 'allocation', 'test_clock', 'debtor_hold', 'tenant'];
    for (const name of ['mine', 'unnest', 'only']) read.delete(name);
    expect(read).toEqual(new Set<string>([...watchedTables, ...always]));
  });
});
