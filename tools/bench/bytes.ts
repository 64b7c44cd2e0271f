/** How many bytes of Postgres a sleeping chase costs, table by table, indexes and what is stored out of line included. */
import { createSome } from './creates.js';
import type { Product } from './lib/product.js';

const chases = 2_000;
const tables = ['debtor', 'invoice', 'chase', 'event', 'event_seal', 'idempotency_key', 'outbox'] as const;

/** Bytes a chase by table. */
export type Bytes = ReadonlyMap<string, number>;

/** What is left when everything was told, sealed and tidied: rows that are gone weigh nothing. */
async function sizes(product: Product): Promise<Bytes> {
  for (const table of tables) await product.vacuum(table);
  const rows = await product.rows<{ name: string; bytes: string }>(
    `select t as name, pg_total_relation_size(t::regclass)::text as bytes from unnest(string_to_array($1, ',')) t`,
    [tables.join(',')],
  );
  return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
}

/** Registers invoices that sleep, each of a debtor of his own and with an idempotency key, and weighs what they leave. */
export async function measureBytes(product: Product): Promise<Bytes> {
  await createSome(product, 100); // the first page of each table and index is nobody's
  await product.atRest();
  const before = await sizes(product);
  await createSome(product, chases);
  await product.atRest();
  const after = await sizes(product);
  return new Map(tables.map((table) => [table, ((after.get(table) ?? 0) - (before.get(table) ?? 0)) / chases]));
}
