/** What lists find and in which order, against the plain statement of what they shall find; debtors live on clocks of their own too. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makePromise, raiseDispute } from '#casebook/commands/agreements.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import type { DebtorInput } from '#casebook/commands/manage-debtor.js';
import { debtorKinds } from '#domain/policy/facts/facts.js';
import { taskKinds, taskStatuses } from './task-views.js';
import { listHoldViews } from './fact-views.js';
import { type InvoiceFilter, listInvoiceViews } from './invoice-list.js';

let house: DatabaseHouse;
const clockIds = ['00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000c2'];

beforeAll(async () => {
  house = await DatabaseHouse.open();
  house.now = at('2026-03-02T11:00:00Z');
  const clock = (id: string | undefined, now: string): Promise<unknown> =>
    house.rows(`insert into test_clock (id, tenant_id, now, status) values ($1, $2, $3, 'ready')`, [id ?? '', house.tenantId, now]);
  await clock(clockIds[0], '2025-01-15T11:00:00Z');
  await clock(clockIds[1], '2027-06-15T11:00:00Z');
  for (let n = 0; n < 40; n += 1) {
    const testClockId = [null, clockIds[0], clockIds[1], null][n % 4] ?? null;
    const debtor: DebtorInput = { ...aDebtor({ testClockId }) };
    const dueDate = new Date(Date.UTC(2025, 0, 10 + n * 13)).toISOString().slice(0, 10);
    const issueDate = new Date(Date.UTC(2024, 11, 10 + n * 13)).toISOString().slice(0, 10);
    const invoice = await house.register({ debtor: { inline: debtor }, issueDate, dueDate, total: BigInt(100_00 + (n % 7) * 50_00) });
    if (n % 5 === 0)
      await house.act(invoice, (debtorCase) =>
        recordPayment(debtorCase, {
          invoiceId: invoice.invoiceId,
          amount: BigInt(100_00 + (n % 7) * 50_00),
          currency: 'EUR',
          paidOn: debtorCase.today,
          reference: null,
          method: null,
          sourceKey: null,
        }),
      );
    if (n % 8 === 1 && n % 5 !== 0)
      await house.act(invoice, (debtorCase) => raiseDispute(debtorCase, invoice.invoiceId, { reason: 'wrong', amount: null, note: null }));
    if (n % 8 === 2 && n % 5 !== 0)
      await house.act(invoice, (debtorCase) =>
        makePromise(debtorCase, invoice.invoiceId, {
          date: new Date(debtorCase.now + 5 * 86_400_000).toISOString().slice(0, 10),
          amount: null,
          note: null,
        }),
      );
    await house.rows(
      `insert into debtor_hold (id, tenant_id, debtor_id, reason, until, lifted_at) values (gen_random_uuid(), $1, $2, 'vacation', $3, $4)`,
      [house.tenantId, invoice.debtorId, n % 3 === 0 ? null : dueDate, n % 6 === 5 ? '2026-01-01T00:00:00Z' : null],
    );
  }
}, 60_000);
afterAll(() => house.close());

const today = `(coalesce(k.now, $1::timestamptz) at time zone 'Europe/Amsterdam')::date`;
const status = `case when c.outcome is not null then c.outcome
  when c.next_kind = 'wait' and c.reason in ('disputed', 'paused') or c.next_kind <> 'closed' and c.reason in ('promised', 'payment-plan') then c.reason
  when c.next_kind = 'wait' and c.reason in ('on-hold', 'insolvent', 'deceased') then 'on-hold' else 'open' end`;
const stage = `coalesce((select l.step from ledger l where l.invoice_id = i.id and l.cycle = c.cycle and l.result not in ('withdrawn', 'skipped', 'claimed')
  and l.kind not in ('copy', 'confirmation') order by l.at desc, l.recorded_at desc limit 1), 'new')`;
const orders = { dueDate: 'i.due_date', createdAt: 'i.created_at', open: 'i.open', nextAt: `coalesce(c.next_at, 'infinity')` };
const ids = z.array(z.object({ id: z.string() }));

/** All that a condition leaves, in order: a statement that knows nothing of stored columns and pages. */
async function plainly(where: string, by: keyof typeof orders, descending: boolean): Promise<string[]> {
  const direction = descending ? 'desc' : 'asc';
  const rows = await house.rows(
    `select i.id from invoice i join chase c on c.invoice_id = i.id join debtor d on d.id = i.debtor_id left join test_clock k on k.id = d.test_clock_id
     where $1::timestamptz is not null and ${where} order by ${orders[by]} ${direction}, i.id ${direction}`,
    [new Date(house.now)],
  );
  return ids.parse(rows).map(({ id }) => id);
}

/** The same by pages of seven. */
async function byPages(filter: InvoiceFilter): Promise<string[]> {
  const found: string[] = [];
  for (let after: { value: string; id: string } | null = null, more = true; more;) {
    const rows: { id: string; sort_value: string }[] = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
      listInvoiceViews(tx, filter, { limit: 7, after }),
    );
    found.push(...rows.slice(0, 7).map(({ id }) => id));
    more = rows.length > 7;
    const last = rows[6];
    if (last) after = { value: last.sort_value, id: last.id };
  }
  return found;
}

const filters: readonly (readonly [Omit<InvoiceFilter, 'sort' | 'now'>, string])[] = [
  [{}, 'true'],
  [{ status: 'open' }, `${status} = 'open'`],
  [{ status: 'disputed' }, `${status} = 'disputed'`],
  [{ status: 'promised' }, `${status} = 'promised'`],
  [{ status: 'paid' }, `${status} = 'paid'`],
  [{ stage: 'new' }, `${stage} = 'new'`],
  [{ stage: 'reminder' }, `${stage} = 'reminder'`],
  [{ dueBefore: '2025-12-01' }, `i.due_date < '2025-12-01'`],
  [{ overdue: true }, `c.outcome is null and i.due_date < ${today}`],
  [{ overdue: false }, `not (c.outcome is null and i.due_date < ${today})`],
  [{ overdue: true, status: 'open' }, `${status} = 'open' and i.due_date < ${today}`],
  [{ overdue: false, stage: 'new' }, `${stage} = 'new' and not (c.outcome is null and i.due_date < ${today})`],
  [{ waitsFor: 'time' }, `c.outcome is null and c.waits_for = 'time'`],
  [{ waitsFor: 'news' }, `c.outcome is null and c.waits_for = 'news'`],
  [{ waitsFor: 'time', overdue: false }, `c.outcome is null and c.waits_for = 'time' and i.due_date >= ${today}`],
  [{ disputed: true }, `exists (select 1 from dispute x where x.invoice_id = i.id and x.status = 'open')`],
  [{ disputed: false }, `not exists (select 1 from dispute x where x.invoice_id = i.id and x.status = 'open')`],
  [
    { disputed: false, overdue: true, dueBefore: '2026-01-01' },
    `c.outcome is null and i.due_date < least('2026-01-01', ${today})
    and not exists (select 1 from dispute x where x.invoice_id = i.id and x.status = 'open')`,
  ],
];

describe.each(['dueDate', 'createdAt', 'open', 'nextAt'] as const)('invoices by %s', (by) => {
  it.each(filters)('%j', async (filter, where) => {
    for (const descending of [false, true])
      expect(await byPages({ ...filter, sort: { by, descending }, now: house.now })).toEqual(await plainly(where, by, descending));
  });
});

it.each(['standing', 'over', 'lifted'])('holds that are %s, each on the clock of its debtor', async (wanted) => {
  const rows = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
    listHoldViews(tx, { status: wanted, now: house.now }, { limit: 100, after: null }),
  );
  const plain = ids.parse(
    await house.rows(
      `select h.id from debtor_hold h join debtor d on d.id = h.debtor_id left join test_clock k on k.id = d.test_clock_id
       where case when h.lifted_at is not null then 'lifted' when h.until < ${today} then 'over' else 'standing' end = $2 order by h.id desc`,
      [new Date(house.now), wanted],
    ),
  );
  expect(rows.map(({ id }) => id)).toEqual(plain.map(({ id }) => id));
  expect(plain.length).toBeGreaterThan(2);
});

describe('a list that names no value, which is put together from a page of each', () => {
  it.each<[table: string, column: string, values: readonly string[]]>([
    ['task', 'status', taskStatuses],
    ['task', 'kind', taskKinds],
    ['debtor', 'kind', debtorKinds],
  ])('knows every %s.%s that the database takes', async (table, column, values) => {
    const rows = await house.rows<{ said: string }>(
      `select pg_get_constraintdef(oid) as said from pg_constraint where conrelid = $1::regclass and contype = 'c' and pg_get_constraintdef(oid) like $2`,
      [table, `CHECK ((${column} = ANY %`],
    );
    const taken = [...(rows[0]?.said ?? '').matchAll(/'([^']+)'::text/g)].map(([, value = '']) => value);
    expect(taken.sort()).toEqual([...values].sort());
  });
});
