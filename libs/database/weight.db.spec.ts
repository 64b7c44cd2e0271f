/**
 * What an invoice that sleeps weighs in Postgres, loosely, and which indexes the tables have that grow with the book: each of them is paid for
 * by every invoice, in room and at every write. `npm run bench -- bytes` weighs exactly, idempotency keys and seals included.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDebtor, DatabaseHouse } from '#testing/database-house.js';

const invoices = 400;

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

/** Each with who reads it. Before you add one here: is there a list, a lookup or a guard that none of the others serves? */
const indexes: Readonly<Record<string, readonly string[]>> = {
  debtor: [
    'debtor_by_clock', // walks of a test clock
    'debtor_kind_created', // lists
    'debtor_pkey',
    'debtor_segment_created', // lists; only of debtors with a segment
    'debtor_tenant_id_external_id_key', // guard, and lookups by the creditor's own id
  ],
  invoice: [
    'invoice_by_debtor', // the case
    'invoice_pkey',
    'invoice_tenant_id_external_id_key', // guard, and lookups by the creditor's own id
    'invoice_tenant_id_number_key', // guard, imports, the list by number
  ],
  chase: [
    'chase_by_debtor', // the case: only what is open
    'chase_by_limitation', // the watch over the last days of claims
    'chase_due_next', // chases that somebody forgot
    'chase_group_created', // these four: every list of invoices, in each order
    'chase_group_due',
    'chase_group_next',
    'chase_group_open',
    'chase_over_by_debtor', // the list of a debtor's invoices: only what is over
    'chase_pkey',
    'chase_waits_for_person', // the figure of how many there are
  ],
  event: [
    'event_by_debtor', // lists, timelines
    'event_by_type', // lists
    'event_in_stream', // guard, and the stream of a tenant
    'event_of_invoice', // lists, timelines, the case; only of events about an invoice
    'event_pkey', // seals name events by their ids
  ],
  event_seal: [
    'event_seal_event_id_key', // guard, and the events that have no seal
    'event_seal_pkey', // the chain, in its order
  ],
  idempotency_key: ['idempotency_key_pkey'],
};

describe('the indexes of tables that grow with the book', () => {
  it.each(Object.entries(indexes))('of %s are known, each with its reader', async (table, known) => {
    const rows = await house.rows<{ name: string }>(
      `select indexname as name from pg_indexes where schemaname = 'public' and tablename = $1 order by indexname collate "C"`,
      [table],
    );
    expect(rows.map(({ name }) => name)).toEqual(known);
  });
});

/** Most bytes an invoice may take, of a debtor of its own; about a tenth more than it does. */
const most = { debtor: 500, invoice: 390, chase: 1_600, event: 1_090 };

it('an invoice that sleeps weighs no more than it did', async () => {
  const weigh = async (): Promise<Record<string, number>> => {
    for (const table of Object.keys(most)) await house.dbs.owner.source.query(`vacuum (full) ${table}`);
    const rows = await house.rows<{ name: string; bytes: number }>(
      `select t as name, pg_total_relation_size(t::regclass)::int as bytes from unnest(string_to_array($1, ',')) t`,
      [Object.keys(most).join(',')],
    );
    return Object.fromEntries(rows.map(({ name, bytes }) => [name, bytes]));
  };
  const some = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await house.register({ debtor: { inline: aDebtor({ externalId: null }) } });
  };
  await some(100); // the first pages of each table and index are nobody's
  const before = await weigh();
  await some(invoices);
  const after = await weigh();
  const each = Object.fromEntries(
    Object.entries(after).map(([table, bytes]) => [table, Math.round((bytes - (before[table] ?? 0)) / invoices)]),
  );
  for (const [table, limit] of Object.entries(most)) expect(each[table], `${table}: ${JSON.stringify(each)}`).toBeLessThan(limit);
}, 180_000);
