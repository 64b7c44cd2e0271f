/** The lists of facts, and what an invoice says of them, in a large book: as the application's role, no table of facts is read whole. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { DatabaseHouse } from '#testing/database-house.js';
import { Tx } from '../tx.js';
import { listDisputeViews, listPaymentPlanViews, listPromiseViews } from './agreement-views.js';
import type { FactFilter } from './fact-list.js';
import { listHandoverViews, listHoldViews, listPaymentViews } from './fact-views.js';
import { listInvoiceViews } from './invoice-list.js';
import { findInvoiceView } from './invoice-views.js';
import type { PageRequest } from './list.js';

const invoices = 20_000;
/** A table with fewer rows may be read whole: Postgres is right to do so, and it does not grow with the book. */
const smallTable = 1_000;
let large: ReadonlySet<string>;
let house: DatabaseHouse;
let which: { invoiceId: string; debtorId: string };

/** Rows for each of many invoices: what came of nearly all of them is over, as in a book of years. */
async function seed(): Promise<void> {
  const { invoiceId, debtorId } = await house.register();
  which = { invoiceId, debtorId };
  const t = house.tenantId;
  await house.rows(
    'create temporary table seed as select gen_random_uuid() as id, gen_random_uuid() as debtor, n from generate_series(1, ' +
      invoices +
      ') n',
  );
  const copies = [
    `insert into debtor (id, tenant_id, kind, name, language) select debtor, '${t}', 'company', 'Debtor ' || n, 'nl' from seed`,
    `insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, term_basis, policy_version_id, registered_at)
     select s.id, t.tenant_id, s.debtor, 'S-' || s.n, t.issue_date, t.due_date, t.currency, t.total, t.term_basis, t.policy_version_id, t.registered_at
     from invoice t, seed s where t.id = '${invoiceId}'`,
    `insert into chase (invoice_id, tenant_id, debtor_id, plan, next_kind, reason, disputed) select s.id, t.tenant_id, s.debtor, t.plan, t.next_kind, t.reason, s.n % 500 = 0
     from chase t, seed s where t.invoice_id = '${invoiceId}'`,
    `insert into dispute (id, tenant_id, invoice_id, reason, raised_on, status)
     select gen_random_uuid(), '${t}', id, 'seed', '2026-02-01', case when n % 500 = 0 then 'open' else 'resolved' end from seed`,
    `insert into promise (id, tenant_id, invoice_id, date, status, made_at)
     select gen_random_uuid(), '${t}', id, '2026-02-01', case when n % 500 = 0 then 'open' else 'kept' end, now() from seed`,
    `insert into payment (id, tenant_id, debtor_id, invoice_id, amount, currency, paid_on, status)
     select gen_random_uuid(), '${t}', debtor, id, 100, 'EUR', '2026-02-01', case when n % 500 = 0 then 'reversed' else 'assigned' end from seed`,
    `insert into allocation (id, tenant_id, payment_id, invoice_id, part, amount) select gen_random_uuid(), tenant_id, id, invoice_id, 'principal', 100 from payment`,
    `insert into payment_plan (id, tenant_id, debtor_id, status, agreed_at)
     select id, '${t}', debtor, case when n % 500 = 0 then 'active' else 'completed' end, now() from seed`,
    `insert into payment_plan_invoice (plan_id, invoice_id, tenant_id) select id, id, '${t}' from seed`,
    `insert into instalment (plan_id, no, tenant_id, due_date, amount) select id, 1, '${t}', '2026-02-01', 100 from seed`,
    `insert into debtor_hold (id, tenant_id, debtor_id, reason, lifted_at) select gen_random_uuid(), '${t}', debtor, 'other', now() from seed`,
    `insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, result, at, amount)
     select gen_random_uuid(), '${t}', s.id, s.debtor, 1, 'step-' || k, 1, case when k = 3 and s.n % 50 = 0 then 'handover' else 'internal' end, 'done', now(), 100
     from seed s, generate_series(1, 3) k`,
    'analyze',
  ];
  for (const sql of copies) await house.rows(sql);
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
}
const planNode: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({ 'Node Type': z.string(), 'Relation Name': z.string().optional(), Plans: z.array(planNode).optional() }),
);
const explained = z.array(z.object({ 'QUERY PLAN': z.array(z.object({ Plan: planNode })) }));
const nodes = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodes)];

/** The tables that a read reads whole. */
async function scannedBy(read: (tx: Tx) => Promise<unknown>): Promise<string[]> {
  const query = vi.spyOn(Tx.prototype, 'query');
  await house.dbs.app.ofTenant(house.tenantId, read);
  const statements = query.mock.calls.filter(([text]) => /^\s*(?:select|with)\b/i.test(text));
  query.mockRestore();
  expect(statements.length).toBeGreaterThan(0);
  const scanned: string[] = [];
  for (const [text, values] of statements) {
    const answer = await house.dbs.app.ofTenant(house.tenantId, (tx) => tx.query(`explain (format json) ${text}`, values));
    for (const { 'QUERY PLAN': plans } of explained.parse(answer))
      scanned.push(
        ...plans
          .flatMap(({ Plan }) => nodes(Plan))
          .flatMap((node) => (node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [])),
      );
  }
  return [...new Set(scanned)].filter((table) => large.has(table));
}

beforeAll(async () => {
  house = await DatabaseHouse.open();
  await seed();
  const rows = await house.rows<{ relname: string }>(`select relname from pg_class where relkind = 'r' and reltuples > $1`, [smallTable]);
  large = new Set(rows.map(({ relname }) => relname));
  expect([...large]).toEqual(
    expect.arrayContaining(['dispute', 'promise', 'payment', 'allocation', 'payment_plan', 'debtor_hold', 'ledger', 'invoice']),
  );
}, 120_000);
afterEach(() => vi.restoreAllMocks());
afterAll(() => house.close());

type List = (tx: Tx, filter: FactFilter, page: PageRequest) => Promise<readonly unknown[]>;
const lists: readonly (readonly [string, List, string | undefined])[] = [
  ['disputes', listDisputeViews, 'open'],
  ['promises', listPromiseViews, 'open'],
  ['payment plans', listPaymentPlanViews, 'active'],
  ['payments', listPaymentViews, 'reversed'],
  ['holds', (tx, filter, page) => listHoldViews(tx, { ...filter, now: house.now }, page), undefined],
  ['handovers', listHandoverViews, undefined],
];

it.each(lists)('%s are found by an index, whatever they are asked by', async (_, list, status) => {
  const { invoiceId, debtorId } = which;
  const filters: FactFilter[] = [
    {},
    { invoiceId },
    { debtorId },
    { invoiceId, debtorId },
    ...(status ? [{ status }, { status, debtorId }] : []),
  ];
  const pages: PageRequest[] = [
    { limit: 100, after: null },
    { limit: 100, after: { value: '', id: invoiceId } },
  ];
  for (const filter of filters)
    for (const page of pages) expect(await scannedBy((tx) => list(tx, filter, page)), JSON.stringify(filter)).toEqual([]);
});

it('what belongs to an invoice is found by an index', async () => {
  expect(await scannedBy((tx) => findInvoiceView(tx, { uuid: which.invoiceId }, house.now))).toEqual([]);
});

it('disputed invoices, and the others, are found without reading all disputes', async () => {
  const sort = { by: 'dueDate', descending: false } as const;
  for (const disputed of [true, false]) {
    const scanned = await scannedBy((tx) => listInvoiceViews(tx, { disputed, sort, now: house.now }, { limit: 100, after: null }));
    expect(scanned, String(disputed)).toEqual([]);
  }
});
