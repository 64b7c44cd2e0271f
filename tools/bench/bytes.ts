/** How many bytes of Postgres a sleeping chase costs, table by table, indexes and what is stored out of line included. */
import { createSome } from './creates.js';
import type { Product } from './lib/product.js';

const chases = 2_000;
const tables = ['debtor', 'invoice', 'chase', 'event', 'event_seal', 'idempotency_key', 'outbox'] as const;

/** Bytes a chase by table, and of each table by what they lie in: rows, what is stored out of line, and each index by its name. */
export type Bytes = ReadonlyMap<string, ReadonlyMap<string, number>>;

const weighed = `
select c.relname as table, 'rows' as part, pg_relation_size(c.oid)::text as bytes from pg_class c where c.relname = any(string_to_array($1, ','))
union all
select c.relname, 'out of line', (pg_table_size(c.oid) - pg_relation_size(c.oid))::text from pg_class c where c.relname = any(string_to_array($1, ','))
union all
select c.relname, x.relname, pg_relation_size(x.oid)::text from pg_class c join pg_index i on i.indrelid = c.oid join pg_class x on x.oid = i.indexrelid
where c.relname = any(string_to_array($1, ','))`;

/** What is left when everything was told, sealed and tidied: rows that are gone weigh nothing. */
async function sizes(product: Product): Promise<Bytes> {
  for (const table of tables) await product.vacuum(table);
  const rows = await product.rows<{ table: string; part: string; bytes: string }>(weighed, [tables.join(',')]);
  return new Map(
    tables.map((name) => [name, new Map(rows.filter(({ table }) => table === name).map(({ part, bytes }) => [part, Number(bytes)]))]),
  );
}

/** Registers invoices that sleep, each of a debtor of his own and with an idempotency key, and weighs what they leave. */
export async function measureBytes(product: Product): Promise<Bytes> {
  await createSome(product, 100); // the first page of each table and index is nobody's
  await product.atRest();
  const before = await sizes(product);
  await createSome(product, chases);
  await product.atRest();
  const after = await sizes(product);
  return new Map(
    [...after].map(([table, parts]) => [
      table,
      new Map([...parts].map(([part, bytes]) => [part, (bytes - (before.get(table)?.get(part) ?? 0)) / chases])),
    ]),
  );
}
