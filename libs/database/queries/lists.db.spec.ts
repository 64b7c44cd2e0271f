/**
 * Every list the API documents, by every filter and in every order, in a book of 50,000 invoices, as the application's role with row-level
 * security: nothing reads a large table whole, sorts much, or walks past thousands of rows to find a page. Postgres itself says how it got
 * there, page one and the page after it.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { fillListBook } from '../../../tools/bench/lists/book.js';
import { everyList, type ListCase, type Named } from '../../../tools/bench/lists/lists.js';
import { bookDay, namesIn } from '../../../tools/bench/lists/model-case.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { Tx } from '../tx.js';

const invoices = 50_000;
/** A table with fewer rows may be read whole: Postgres is right to do so, and it does not grow with the book. */
const smallTable = 5_000;
/** Most rows that a part of a plan may sort, or look at and leave out. */
const mostRows = 5_000;
/** Most blocks that a page may take, however large the book is. About 1,000 are what is shown of 50 invoices. */
const mostBlocks = 6_000;
/** As many stand still as in a book of 400,000, so that what grows with them shows. */
const still = 8;
const limit = 50;

let house: DatabaseHouse;
let large: ReadonlySet<string>;

/** The ids that some filters name are known once the book is filled; how many lists there are, and their names, before. */
const shape: Named = { now: 0, today: bookDay, invoiceId: '', number: '', debtorId: '', largeDebtorId: '' };
let lists: readonly ListCase[];

const node = z.looseObject({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  'Rows Removed by Join Filter': z.number().default(0),
  'Shared Hit Blocks': z.number(),
  'Shared Read Blocks': z.number(),
  get Plans() {
    return z.array(node).default([]);
  },
});
type PlanNode = z.output<typeof node>;
const explained = z.array(z.object({ 'QUERY PLAN': z.array(z.object({ Plan: node })) }));

const nodes = (top: PlanNode): readonly PlanNode[] => [top, ...top.Plans.flatMap(nodes)];
const rowsOf = (of: PlanNode): number => of['Actual Rows'] * of['Actual Loops'];

/** What is wrong with a part of a plan; '' when nothing is. */
function faultOf(part: PlanNode): string {
  const table = part['Relation Name'] ?? '';
  const kind = part['Node Type'];
  if (kind === 'Seq Scan' && large.has(table)) return `reads ${table} whole`;
  const input = part.Plans.reduce((sum, below) => sum + rowsOf(below), 0);
  if ((kind === 'Sort' || kind === 'Incremental Sort') && input > mostRows) return `sorts ${input} rows`;
  const passed = (part['Rows Removed by Filter'] + part['Rows Removed by Join Filter']) * part['Actual Loops'];
  if (passed > mostRows) return `passes over ${passed} rows of ${table || kind}`;
  if (table !== '' && rowsOf(part) > mostRows) return `reads ${rowsOf(part)} rows of ${table}`;
  return '';
}

/** What is wrong with the statements of a list. */
async function faultsOf(list: ListCase): Promise<string[]> {
  const query = vi.spyOn(Tx.prototype, 'query');
  await house.dbs.app.ofTenant(house.tenantId, async (tx) => {
    const page = await list.rows(tx, { limit, after: null });
    const last = page[limit - 1];
    if (last) await list.rows(tx, { limit, after: { value: last.sort_value, id: last.id } });
  });
  const statements = query.mock.calls.map(([text, values]) => ({ text, values }));
  query.mockRestore();
  const faults: string[] = [];
  for (const { text, values } of statements) {
    const answer = await house.dbs.app.ofTenant(house.tenantId, (tx) =>
      tx.query(`explain (analyze, buffers, format json) ${text}`, values),
    );
    for (const { 'QUERY PLAN': plans } of explained.parse(answer))
      for (const { Plan } of plans) {
        const blocks = Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'];
        if (blocks > mostBlocks) faults.push(`takes ${blocks} blocks`);
        faults.push(
          ...nodes(Plan)
            .map(faultOf)
            .filter((fault) => fault !== ''),
        );
      }
  }
  return [...new Set(faults)];
}

beforeAll(async () => {
  house = await DatabaseHouse.open();
  house.now = at('2026-11-29T10:00:00Z');
  const model = await house.register({ issueDate: '2026-11-01', dueDate: '2026-11-30' });
  await fillListBook(house.dbs.owner, { tenantId: house.tenantId, model: model.invoiceId, invoices, today: bookDay, still });
  const rows = await house.rows<{ relname: string }>('select relname from pg_class where relkind = $1 and reltuples > $2', [
    'r',
    smallTable,
  ]);
  large = new Set(rows.map((row) => row.relname));
  lists = everyList(await namesIn(house.dbs.owner, house.tenantId));
}, 120_000);
afterAll(() => house.close());

describe(`in a book of ${invoices} invoices`, () => {
  it('is large where the book grows', () => {
    const tables = ['ledger', 'invoice', 'debtor', 'chase', 'message', 'event', 'payment', 'allocation', 'task', 'notice'];
    expect([...large]).toEqual(expect.arrayContaining(tables));
  });

  it.each(everyList(shape).map(({ name }, index) => [name, index] as const))('%s', async (_, index) => {
    const list = lists[index];
    expect(list && (await faultsOf(list))).toEqual([]);
  });
});
