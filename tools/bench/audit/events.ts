/** Events in bulk, as the application writes them: of one creditor, with the columns and the weight that events of real cases have. */
import type { Database } from '#database/database.js';

/** Rows of one statement: the trigger that queues them holds them in memory. */
const atOnce = 50_000;

/** Copies of the events that a real case of the creditor left, until there are so many. */
export async function fillEvents(owner: Database, tenantId: string, wanted: number): Promise<void> {
  for (let made = 0; made < wanted; made += atOnce)
    await owner.ofTenant(tenantId, async (tx) => {
      await tx.query('set local statement_timeout = 0'); // filling is not what is measured
      await tx.query(
        `insert into event (id, tenant_id, type, debtor_id, invoice_id, subject_id, actor, request_id, at, data)
         select gen_random_uuid(), e.tenant_id, e.type, e.debtor_id, e.invoice_id, e.subject_id, e.actor, e.request_id, e.at, e.data
         from (select m.*, row_number() over () - 1 as n, count(*) over () as models
           from (select * from event where tenant_id = $1 and actor = 'bench' order by seq limit 20) m) e,
           generate_series(1, $2::int) k where k % e.models = e.n`,
        [tenantId, Math.min(atOnce, wanted - made)],
      );
    });
}

/** Rows and bytes of what is sealed, with its indexes. */
export async function sizesOf(owner: Database): Promise<readonly { readonly table: string; readonly rows: number; readonly mb: number }[]> {
  const rows = await owner.ofSystem((tx) =>
    tx.query<{ table: string; rows: number; bytes: bigint }>(
      `select relname as table, reltuples::int as rows, pg_total_relation_size(oid) as bytes from pg_class
       where relname in ('event', 'event_seal', 'event_unsealed') and relkind = 'r' order by relname`,
    ),
  );
  return rows.map(({ table, rows: count, bytes }) => ({ table, rows: count, mb: Number(bytes) / 1e6 }));
}
